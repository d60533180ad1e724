import { createHmac } from 'node:crypto';
import type { TokenGrant } from '#lib/ports.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { HubspotService } from '#sandbox/hubspot/service.ts';
import type { createSalesforceService } from '#sandbox/salesforce/service.ts';

/** Tokens as a person who has clicked through both consent pages has given them. */
export type Grant = { readonly user: string; readonly grant: TokenGrant };

export const hubspotClient = {
  clientId: '5a1c0de0-7d41-4c52-9f0b-2a8f64c01d11',
  clientSecret: '0f2b7a36-51c9-4a55-8d7e-93b1c4e0aa10',
};
export const salesforceClient = { clientId: 'sim', clientSecret: 'sim-secret' };

/** By account, in their order. */
export function grantHubspot(service: HubspotService): Grant[] {
  return [...service.world.portals.values()].map((portal) => grantHubspotAgain(service, portal));
}

/** What an admin of the account grants now. */
export function grantHubspotAgain({ world }: HubspotService, { portalId, profile }: Portal): Grant {
  const [app] = world.apps;
  const [user] = profile.users;
  if (app === undefined || user === undefined) throw new Error('nobody to install the app, or no app');
  const scopes = [...app.requiredScopes];
  const installation = { app, portalId, hublet: profile.dataHostingLocation, user, scopes };
  const { token: refreshToken } = world.grants.addRefreshToken(installation);
  const { token: accessToken, expiresAt } = world.grants.addAccessToken(app, scopes, installation);
  return {
    user: user.email,
    grant: { accessToken, refreshToken, expiresAt: new Date(expiresAt).toISOString(), scopes },
  };
}

/** By org, in their order. The orgs are made anew by this: look them up afterwards. */
export function grantSalesforce(service: ReturnType<typeof createSalesforceService>, now: number): Grant[] {
  const { oauth } = service.exportState();
  const scopes = ['api', 'refresh_token', 'id'];
  const granted = service.world.orgs().map((org): Grant => {
    const [user] = org.tableOf('User').rows();
    if (user === undefined) throw new Error('this org has no user');
    const secret = createHmac('sha256', 'sim').update(org.orgId).digest('hex');
    const [accessToken, refreshToken] = [`${org.orgId.slice(0, 15)}!AQ${secret}`, `5Aep861${secret}`];
    const grantId = oauth.nextGrantId;
    const approval = { clientId: salesforceClient.clientId, orgId: org.orgId, userId: user.Id, scopes };
    oauth.grants.push({ ...approval, grantId, refreshToken, retiredRefreshTokens: [] });
    oauth.sessions.push({ accessToken, grantId, lastUsedAt: now });
    oauth.nextGrantId = grantId + 1;
    return { user: String(user.Username), grant: { accessToken, refreshToken, expiresAt: null, scopes } };
  });
  service.importState({ world: { orgs: [] }, oauth });
  return granted;
}
