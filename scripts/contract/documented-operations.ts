import type { Member, Operation, Shapes } from './declared-shapes.ts';

/**
 * Operations that HubSpot documents and its client lacks: the dated OAuth endpoints, account details and the removal of
 * the app by itself. Written from the public documentation, in the client's words for types.
 */
export function readDocumentedOperations(): Operation[] {
  return [
    operation('POST /oauth/2026-09/token', 'TokenAnswer', {
      formFields: new Set([
        'grant_type',
        'client_id',
        'client_secret',
        'code',
        'redirect_uri',
        'refresh_token',
        'code_verifier',
        'scope',
      ]),
      isOAuth: true,
    }),
    operation('POST /oauth/2026-09/token/introspect', 'ActiveToken | InactiveToken', {
      formFields: new Set(['client_id', 'client_secret', 'token', 'token_type_hint']),
      isOAuth: true,
    }),
    operation('POST /oauth/2026-09/token/revoke', '', {
      formFields: new Set(['client_id', 'client_secret', 'token', 'token_type_hint']),
      isOAuth: true,
    }),
    operation('GET /account-info/2026-09/details', 'AccountDetails'),
    { ...operation('DELETE /appinstalls/2026-09/external-install', ''), answers: new Map([[204, '']]) },
  ];
}

function operation(name: string, answerType: string, more: Partial<Operation> = {}): Operation {
  const [method = '', path = ''] = name.split(' ');
  return {
    name,
    method,
    path,
    query: new Map(),
    answers: new Map([[200, answerType]]),
    shapes,
    isOAuth: false,
    ...more,
  };
}

/** Members by name; a `?` behind the name makes one optional. */
function members(types: Record<string, string>): Member[] {
  return Object.entries(types).map(([key, type]) => ({
    name: key.replace('?', ''),
    type,
    format: '',
    isRequired: !key.endsWith('?'),
  }));
}

const error = {
  'status?': 'string',
  message: 'string',
  'category?': 'string',
  correlationId: 'string',
  'errors?': 'Array<unknown>',
  'context?': '{ [key: string]: Array<string>; }',
  'subCategory?': 'string',
  'error?': 'string',
  'error_description?': 'string',
};

const shapes: Shapes = {
  enums: new Map([
    ['AccountType', new Set(['STANDARD', 'DEVELOPER_TEST', 'SANDBOX', 'APP_DEVELOPER'])],
    ['TokenUse', new Set(['access_token', 'refresh_token', 'client_credentials'])],
  ]),
  models: new Map([
    ['Error', members(error)],
    [
      'TokenAnswer',
      members({
        access_token: 'string',
        'refresh_token?': 'string',
        expires_in: 'integer',
        token_type: 'string',
        token_use: 'TokenUse',
        'hub_id?': 'integer',
        'scopes?': 'Array<string>',
        'user_id?': 'integer',
        'id_token?': 'string',
      }),
    ],
    [
      'ActiveToken',
      members({
        active: 'boolean',
        token: 'string',
        hub_id: 'integer',
        user_id: 'integer',
        user: 'string',
        hub_domain: 'string',
        app_id: 'integer',
        client_id: 'string',
        scopes: 'Array<string>',
        'expires_in?': 'integer',
        'signed_access_token?': '{ [key: string]: unknown; }',
        is_private_distribution: 'boolean',
        token_use: 'TokenUse',
        token_type: 'string',
      }),
    ],
    ['InactiveToken', members({ active: 'boolean' })],
    [
      'AccountDetails',
      members({
        portalId: 'integer',
        accountType: 'AccountType',
        timeZone: 'string',
        utcOffset: 'string',
        utcOffsetMilliseconds: 'integer',
        uiDomain: 'string',
        dataHostingLocation: 'string',
        companyCurrency: 'string',
        additionalCurrencies: 'Array<string>',
      }),
    ],
  ]),
};
