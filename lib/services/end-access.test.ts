import { describe, expect, it } from 'vitest';
import { ProviderFailure, type ProviderFailureKind } from '#lib/ports.ts';
import { type EndAccessPorts, endAccess } from './end-access.ts';

type Calls = Partial<Record<'refresh' | 'uninstall' | 'revoke' | 'revokeAtSalesforce', ProviderFailureKind>>;

/** Platforms on which the named calls fail in the named way, and what was asked of them. */
function openPlatforms(failures: Calls = {}) {
  const asked: string[] = [];
  const answer = async (call: keyof Calls, token: string) => {
    asked.push(`${call} ${token}`);
    const kind = failures[call];
    const platform = call === 'revokeAtSalesforce' ? 'salesforce' : 'hubspot';
    if (kind) throw new ProviderFailure({ platform, kind, code: kind, message: 'no' });
  };
  const ports: EndAccessPorts = {
    hubspot: {
      async refresh(token) {
        await answer('refresh', token);
        return { accessToken: 'fresh', refreshToken: 'rotated', expiresAt: null, scopes: [] };
      },
      uninstall: (token) => answer('uninstall', token),
      revoke: (token) => answer('revoke', token),
    },
    authorizerOf: (loginUrl) => ({ revoke: (token) => answer('revokeAtSalesforce', `${token} ${loginUrl}`) }),
  };
  return { ports, asked };
}

const tokens = { refreshToken: 'kept', loginUrl: 'https://login.salesforce.com' };

describe('ending our access', () => {
  it('takes the app out of the portal with a fresh token', async () => {
    const { ports, asked } = openPlatforms();
    await endAccess(ports, 'hubspot', tokens);
    expect(asked).toEqual(['refresh kept', 'uninstall fresh']);
  });

  it('revokes the token that came last where the app may not take itself out', async () => {
    const { ports, asked } = openPlatforms({ uninstall: 'rejected' });
    await endAccess(ports, 'hubspot', tokens);
    expect(asked).toEqual(['refresh kept', 'uninstall fresh', 'revoke rotated']);
  });

  it('revokes at the host the org logged in through', async () => {
    const { ports, asked } = openPlatforms();
    await endAccess(ports, 'salesforce', tokens);
    expect(asked).toEqual(['revokeAtSalesforce kept https://login.salesforce.com']);
  });

  it.each<[Calls, 'hubspot' | 'salesforce']>([
    [{ refresh: 'auth_expired' }, 'hubspot'],
    [{ revokeAtSalesforce: 'auth_expired' }, 'salesforce'],
    [{ revokeAtSalesforce: 'rejected' }, 'salesforce'],
  ])('takes %o as an access that has ended already', async (failures, platform) => {
    await expect(endAccess(openPlatforms(failures).ports, platform, tokens)).resolves.toBeUndefined();
  });

  it.each<[Calls, 'hubspot' | 'salesforce']>([
    [{ refresh: 'unavailable' }, 'hubspot'],
    [{ refresh: 'rejected' }, 'hubspot'],
    [{ uninstall: 'rate_limited' }, 'hubspot'],
    [{ revokeAtSalesforce: 'unavailable' }, 'salesforce'],
  ])('tells of %o, after which the access may still be open', async (failures, platform) => {
    await expect(endAccess(openPlatforms(failures).ports, platform, tokens)).rejects.toBeInstanceOf(
      ProviderFailure,
    );
  });
});
