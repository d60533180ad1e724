import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { hubspotScopes } from './connection.ts';

export const redirectUri = 'http://localhost:3000/api/auth/callback/hubspot';
export const credentials = { clientId: 'sluice', clientSecret: 'sluice-secret' };
export const codeVerifier = 'a-verifier-of-more-than-forty-three-characters-0123';

/** Chooses an account on the consent page and connects, as a person would in the browser; returns the code. */
export async function consent(authorizeUrl: string, portalId: number | undefined, optionalScopes = '') {
  const query = new URLSearchParams({
    client_id: credentials.clientId,
    redirect_uri: redirectUri,
    scope: hubspotScopes.join(' '),
    optional_scope: optionalScopes,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const body = new URLSearchParams({ decision: 'connect', portalId: String(portalId) });
  const answer = await fetch(`${authorizeUrl}?${query}`, { method: 'POST', body, redirect: 'manual' });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}
