import { approve, callback, exchange, type Salesforce, verifier } from './connect.ts';

export const expiredToken = { error: 'invalid_grant', error_description: 'expired access/refresh token' };
export const sessionExpired = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];

export const codeForm = (code: string, extra: Record<string, string> = {}): Record<string, string> => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: callback,
  code_verifier: verifier,
  ...extra,
});

export async function freshCode(
  salesforce: Salesforce,
  parameters: Record<string, string> = {},
): Promise<string> {
  return (await approve(salesforce, { parameters })).searchParams.get('code') ?? '';
}

export const refresh = (salesforce: Salesforce, refreshToken: string, extra: Record<string, string> = {}) =>
  exchange(salesforce, { grant_type: 'refresh_token', refresh_token: refreshToken, ...extra });
