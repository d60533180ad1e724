import { type NextRequest, NextResponse } from 'next/server';
import { getToken } from 'next-auth/jwt';

const isDevelopment = process.env.NODE_ENV === 'development';
const isSecure = process.env.APP_URL?.startsWith('https://') ?? false;

/** Pages only: API routes answer for themselves, files need neither a session nor a policy. */
export const config = {
  matcher: [
    {
      source: '/((?!api/|_next/static|_next/image|favicon.ico|icon.svg).*)',
      missing: [{ type: 'header', key: 'next-router-prefetch' }],
    },
  ],
};

/** Sends visitors without a session to the sign-in page and gives every page its security headers. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  if (request.nextUrl.pathname !== '/signin' && !(await hasSession(request))) {
    return secure(NextResponse.redirect(buildSignInUrl(request)), writePolicy(createNonce()));
  }
  const nonce = createNonce();
  const policy = writePolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  return secure(NextResponse.next({ request: { headers } }), policy);
}

async function hasSession(request: NextRequest): Promise<boolean> {
  const secret = process.env.NEXTAUTH_SECRET;
  if (!secret) throw new Error('NEXTAUTH_SECRET is not set');
  return (await getToken({ req: request, secret, secureCookie: isSecure })) !== null;
}

function buildSignInUrl({ nextUrl }: NextRequest): URL {
  const url = nextUrl.clone();
  url.pathname = '/signin';
  url.search = '';
  const target = nextUrl.pathname + nextUrl.search;
  if (target !== '/') url.searchParams.set('returnTo', target);
  return url;
}

function createNonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
}

/**
 * Scripts and style sheets need the nonce of this very answer. Style attributes are allowed, because the
 * component library positions and sizes elements with them; they cannot load or run anything.
 */
function writePolicy(nonce: string): string {
  return [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'nonce-${nonce}'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `object-src 'none'`,
    ...(isSecure ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

function secure(response: NextResponse, policy: string): NextResponse {
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('x-frame-options', 'DENY');
  response.headers.set('referrer-policy', 'strict-origin-when-cross-origin');
  response.headers.set('cross-origin-opener-policy', 'same-origin');
  response.headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=()');
  if (isSecure) response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  return response;
}
