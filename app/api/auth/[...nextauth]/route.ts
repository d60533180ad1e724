import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { getContainer } from '#lib/http/container.ts';
import { readSession } from '#lib/http/session.ts';
import type { SignInProblem } from '#lib/services/sign-in.ts';
import { createAuthOptions } from './auth-options.ts';

type AuthRoute = { readonly params: Promise<{ readonly nextauth: string[] }> };

async function handle(request: NextRequest, route: AuthRoute): Promise<Response> {
  const container = getContainer();
  // next-auth reads its own address from here and nowhere else.
  process.env.NEXTAUTH_URL ??= container.environment.APP_URL;
  const refusal = request.nextUrl.pathname.endsWith('/callback/hubspot')
    ? request.nextUrl.searchParams.get('error')
    : null;
  if (refusal !== null) return toSignIn(refusal === 'access_denied' ? 'denied' : 'configuration');
  const options = createAuthOptions(container, await readSession(request));
  const response: Response = await NextAuth(request, route, options);
  const location = response.headers.get('location');
  return location !== null && isOwnError(location) ? toSignIn('invalid_state') : response;
}

/** next-auth's own errors on the way back from HubSpot: a lost or foreign state or verifier cookie. */
function isOwnError(location: string): boolean {
  const { searchParams } = new URL(location, getContainer().environment.APP_URL);
  return searchParams.has('error') && !searchParams.has('problem');
}

function toSignIn(problem: SignInProblem): Response {
  return Response.redirect(`${getContainer().environment.APP_URL}/signin?problem=${problem}`, 303);
}

export { handle as GET, handle as POST };
