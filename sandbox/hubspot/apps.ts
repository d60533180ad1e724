/** A HubSpot app as its developer registered it. */
export interface App {
  appId: number;
  name: string;
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
  requiredScopes: string[];
  optionalScopes: string[];
}

/** The scopes an installation link must ask for. */
const REQUIRED_SCOPES = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.schemas.contacts.read',
  'crm.lists.read',
  'crm.objects.owners.read',
];

/**
 * The app that is registered from the start. The optional scopes are for scripts that arrange a world through the API.
 * Its credentials are in the open because it exists only here.
 */
const defaultApp: App = {
  appId: 4_820_117,
  name: 'Sluice',
  clientId: '5a1c0de0-7d41-4c52-9f0b-2a8f64c01d11',
  clientSecret: '0f2b7a36-51c9-4a55-8d7e-93b1c4e0aa10',
  redirectUris: [
    'http://127.0.0.1:3000/api/auth/callback/hubspot',
    'http://localhost:3000/api/auth/callback/hubspot',
  ],
  requiredScopes: REQUIRED_SCOPES,
  optionalScopes: ['crm.lists.write', 'crm.schemas.contacts.write'],
};

export function createApp(differences: Partial<App>): App {
  return { ...defaultApp, ...differences };
}

/** What the environment says about the registered app; only what is set. */
export function readAppFromEnvironment(env: Record<string, string | undefined>): Partial<App> {
  const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
  return {
    ...(env.HUBSPOT_CLIENT_ID && { clientId: env.HUBSPOT_CLIENT_ID }),
    ...(env.HUBSPOT_CLIENT_SECRET && { clientSecret: env.HUBSPOT_CLIENT_SECRET }),
    ...(env.SANDBOX_HUBSPOT_REDIRECT_URIS && { redirectUris: words(env.SANDBOX_HUBSPOT_REDIRECT_URIS) }),
    ...(env.SANDBOX_HUBSPOT_SCOPES && { requiredScopes: words(env.SANDBOX_HUBSPOT_SCOPES) }),
    ...(env.SANDBOX_HUBSPOT_OPTIONAL_SCOPES && {
      optionalScopes: words(env.SANDBOX_HUBSPOT_OPTIONAL_SCOPES),
    }),
  };
}
