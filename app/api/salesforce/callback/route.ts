import type { NextRequest } from 'next/server';
import { getContainer } from '#lib/http/container.ts';
import { openContext } from '#lib/http/session.ts';
import { completeSalesforceConnection } from '#lib/services/connect-salesforce.ts';
import { ServiceError } from '#lib/services/context.ts';

/** Salesforce sends the browser back here; every ending is a page of the console. */
export async function GET(request: NextRequest): Promise<Response> {
  const { environment } = getContainer();
  const go = (path: string, query: Record<string, string>) =>
    Response.redirect(`${environment.APP_URL}${path}?${new URLSearchParams(query)}`, 303);
  try {
    const { searchParams } = request.nextUrl;
    const result = await completeSalesforceConnection(await openContext(request), {
      state: searchParams.get('state'),
      code: searchParams.get('code'),
      error: searchParams.get('error'),
    });
    if (result.kind === 'connected') return go('/connection', { connected: 'salesforce' });
    const { kind, ...facts } = result;
    return go('/connection', { problem: kind, ...facts });
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'not_signed_in')
      return go('/signin', { returnTo: '/connection' });
    throw error;
  }
}
