import { beforeEach, describe, expect, it } from 'vitest';
import { approve, authorizePath, callback, type Salesforce, startSalesforce } from '../testing/connect.ts';

let salesforce: Salesforce;
beforeEach(() => {
  salesforce = startSalesforce('empty');
});

describe('the authorize page', () => {
  it('offers the people of both orgs, and a field for any username', async () => {
    const page = await (await salesforce.send(authorizePath())).text();
    for (const text of [
      'Elena Marchetti',
      'Aurora Energia',
      'Sam Taylor',
      'Northwind Trading',
      'name="username"',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).not.toContain('Paolo Greco');
  });

  it('sends the code and the untouched state back', async () => {
    const landed = await approve(salesforce, { parameters: { state: 'a b+&c=' } });
    expect(landed.href.startsWith(`${callback}?`)).toBe(true);
    expect(landed.searchParams.get('state')).toBe('a b+&c=');
    expect(landed.searchParams.get('code')).toMatch(/^aPrx/);
  });

  it('tells the app when the person denies', async () => {
    const landed = await approve(salesforce, { decision: 'deny' });
    expect(landed.search).toBe(
      '?error=access_denied&error_description=end-user+denied+authorization&state=st+1',
    );
  });

  it.each([
    [{ client_id: 'nobody' }, 'invalid_client_id'],
    [{ redirect_uri: 'https://evil.example/callback' }, 'redirect_uri_mismatch'],
    [{ redirect_uri: `${callback}/` }, 'redirect_uri_mismatch'],
    [{ redirect_uri: '' }, 'redirect_uri_mismatch'],
  ])('shows an error page for %j and redirects nowhere', async (parameters, error) => {
    const response = await salesforce.send(authorizePath(parameters));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(error);
  });

  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: 'api everything' }, 'invalid_scope'],
    [{ code_challenge: 'short' }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ immediate: 'true' }, 'immediate_unsuccessful'],
  ])('redirects with an error for %j', async (parameters, error) => {
    const response = await salesforce.send(authorizePath(parameters));
    const location = new URL(response.headers.get('location') ?? '');
    expect([response.status, location.searchParams.get('error'), location.searchParams.get('state')]).toEqual(
      [302, error, 'st 1'],
    );
  });

  it('refuses an app without PKCE once the org requires it', async () => {
    await salesforce.control('oauth', { requiresPkce: true });
    const response = await salesforce.send(authorizePath({ code_challenge: '', code_challenge_method: '' }));
    expect(response.headers.get('location')).toContain('error_description=missing+required+code+challenge');
  });

  it.each(['nobody@aurora-energia.example', 'paolo.greco@aurora-energia.example'])(
    'does not let %s in',
    async (username) => {
      const response = await salesforce.post('/login', {
        authorize: authorizePath().split('?')[1] ?? '',
        username,
      });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('role="alert"');
    },
  );
});
