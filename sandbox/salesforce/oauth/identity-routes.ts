import type { Context, Hono } from 'hono';
import { formatDateTime, readField } from '../records/read-field.ts';
import { normaliseRecordId } from '../records/record-ids.ts';
import type { Row } from '../records/row.ts';
import type { Org } from '../world/org.ts';
import type { World } from '../world/world.ts';
import type { OAuthStore } from './oauth-store.ts';

/** Bearer header, the older `OAuth` scheme, or the `oauth_token` parameter that jsforce sends. */
export function readAccessToken(c: Context): string | undefined {
  const header = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return header?.trim() ?? c.req.query('oauth_token') ?? c.req.query('access_token');
}

function photosOf(baseUrl: string, userId: string) {
  return {
    picture: `${baseUrl}/profilephoto/005/F`,
    thumbnail: `${baseUrl}/profilephoto/005/T?user=${userId}`,
  };
}

/** The addresses of the org's APIs; `{version}` stays in them unless the caller names a version. */
function urlsOf(baseUrl: string, userId: string, orgId: string, version: string): Record<string, string> {
  const soap = (kind: string): string => `${baseUrl}/services/Soap/${kind}/${version}/${orgId.slice(0, 15)}`;
  return {
    enterprise: soap('c'),
    metadata: soap('m'),
    partner: soap('u'),
    rest: `${baseUrl}/services/data/v${version}/`,
    sobjects: `${baseUrl}/services/data/v${version}/sobjects/`,
    search: `${baseUrl}/services/data/v${version}/search/`,
    query: `${baseUrl}/services/data/v${version}/query/`,
    recent: `${baseUrl}/services/data/v${version}/recent/`,
    tooling_soap: soap('T'),
    tooling_rest: `${baseUrl}/services/data/v${version}/tooling/`,
    profile: `${baseUrl}/${userId}`,
    feeds: `${baseUrl}/services/data/v${version}/chatter/feeds`,
    groups: `${baseUrl}/services/data/v${version}/chatter/groups`,
    users: `${baseUrl}/services/data/v${version}/chatter/users`,
    feed_items: `${baseUrl}/services/data/v${version}/chatter/feed-items`,
    feed_elements: `${baseUrl}/services/data/v${version}/chatter/feed-elements`,
    custom_domain: baseUrl,
  };
}

function utcOffsetOf(timeZone: string, now: number): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(now)
    .find((part) => part.type === 'timeZoneName')?.value;
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function identityOf(org: Org, user: Row, baseUrl: string, version: string, now: number) {
  const name = org.schema.object('User')?.field('Name');
  return {
    id: `${baseUrl}/id/${org.orgId}/${user.Id}`,
    asserted_user: true,
    user_id: user.Id,
    organization_id: org.orgId,
    username: user.Username,
    nick_name: user.Alias,
    display_name: name ? readField(user, name) : user.LastName,
    email: user.Email,
    email_verified: true,
    first_name: user.FirstName ?? null,
    last_name: user.LastName,
    timezone: user.TimeZoneSidKey,
    photos: photosOf(baseUrl, user.Id),
    addr_street: null,
    addr_city: null,
    addr_state: null,
    addr_country: null,
    addr_zip: null,
    mobile_phone: null,
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: { created_date: null, body: null },
    urls: urlsOf(baseUrl, user.Id, org.orgId, version),
    active: user.IsActive !== false,
    user_type: 'STANDARD',
    language: user.LanguageLocaleKey ?? 'en_US',
    locale: user.LocaleSidKey,
    utcOffset: utcOffsetOf(String(user.TimeZoneSidKey ?? 'GMT'), now),
    last_modified_date: formatDateTime(user.SystemModstamp),
    is_app_installed: true,
  };
}

function userinfoOf(org: Org, user: Row, identity: ReturnType<typeof identityOf>) {
  return {
    sub: identity.id,
    user_id: user.Id,
    organization_id: org.orgId,
    preferred_username: user.Username,
    nickname: user.Alias,
    name: identity.display_name,
    email: user.Email,
    email_verified: true,
    given_name: user.FirstName ?? null,
    family_name: user.LastName,
    zoneinfo: user.TimeZoneSidKey,
    photos: identity.photos,
    profile: identity.urls.profile,
    picture: identity.photos.picture,
    address: {},
    is_salesforce_integration_user: false,
    urls: identity.urls,
    active: identity.active,
    user_type: identity.user_type,
    language: identity.language,
    locale: identity.locale,
    utcOffset: identity.utcOffset,
    updated_at: identity.last_modified_date,
  };
}

/** Identity URL, userinfo and OpenID discovery. Failures here are bare words with status 403 or 404, not JSON. */
export function addIdentityRoutes(app: Hono, world: World, store: OAuthStore, baseUrl: () => string): void {
  function findCaller(c: Context): { org: Org; user: Row } | Response {
    const token = readAccessToken(c);
    if (!token) return c.text('Missing_OAuth_Token', 403);
    const grant = store.touchSession(token);
    const org = grant && world.org(grant.orgId);
    const user = grant && org?.tableOf('User').get(grant.userId);
    return org && user ? { org, user } : c.text('Bad_OAuth_Token', 403);
  }

  app.on(['GET', 'POST'], '/id/:orgId/:userId', (c) => {
    const caller = findCaller(c);
    if (caller instanceof Response) return caller;
    if (normaliseRecordId(c.req.param('orgId')) !== caller.org.orgId) return c.text('Wrong_Org', 403);
    const user = caller.org.tableOf('User').get(normaliseRecordId(c.req.param('userId')) ?? '');
    if (!user) return c.text('Bad_Id', 404);
    if (user.IsActive === false) return c.text('Inactive', 404);
    const asked = c.req.query('version');
    const version = asked === 'latest' ? '68.0' : (asked ?? '{version}');
    return c.json(identityOf(caller.org, user, baseUrl(), version, world.clock.now()));
  });

  app.on(['GET', 'POST'], '/services/oauth2/userinfo', (c) => {
    const caller = findCaller(c);
    if (caller instanceof Response) return caller;
    const identity = identityOf(caller.org, caller.user, baseUrl(), '{version}', world.clock.now());
    return c.json(userinfoOf(caller.org, caller.user, identity));
  });

  app.get('/.well-known/openid-configuration', (c) =>
    c.json({
      issuer: baseUrl(),
      authorization_endpoint: `${baseUrl()}/services/oauth2/authorize`,
      token_endpoint: `${baseUrl()}/services/oauth2/token`,
      revocation_endpoint: `${baseUrl()}/services/oauth2/revoke`,
      introspection_endpoint: `${baseUrl()}/services/oauth2/introspect`,
      jwks_uri: `${baseUrl()}/id/keys`,
      userinfo_endpoint: `${baseUrl()}/services/oauth2/userinfo`,
      scopes_supported: [
        'api',
        'email',
        'full',
        'id',
        'offline_access',
        'openid',
        'phone',
        'profile',
        'refresh_token',
        'web',
      ],
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      subject_types_supported: ['public'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    }),
  );
}
