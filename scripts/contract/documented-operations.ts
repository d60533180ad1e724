import type { Operation, Shapes } from './declared-shapes.ts';
import { describeOperation, errorMembers, members } from './describe-operation.ts';
import { readJournalOperations } from './journal-operations.ts';

/**
 * Operations that HubSpot documents and its client lacks: the dated OAuth endpoints, account details, the removal of the
 * app by itself and all lists by cursor; the journal has a file of its own. Written from the public documentation, in the client's words for types.
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
    operation('POST /crm/v3/lists/all', 'AllLists', { bodyType: 'AllListsRequest' }),
    ...readJournalOperations(),
  ];
}

const operation = (name: string, answerType: string, more: Partial<Operation> = {}): Operation =>
  describeOperation(name, answerType, { shapes, ...more });

const shapes: Shapes = {
  enums: new Map([
    ['AccountType', new Set(['STANDARD', 'DEVELOPER_TEST', 'SANDBOX', 'APP_DEVELOPER'])],
    ['TokenUse', new Set(['access_token', 'refresh_token', 'client_credentials'])],
  ]),
  models: new Map([
    ['Error', errorMembers],
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
    [
      'AllListsRequest',
      members({
        'objectTypeId?': 'string',
        'processingTypes?': 'Array<string>',
        'additionalProperties?': 'Array<string>',
        'count?': 'integer',
        'after?': 'string',
      }),
    ],
    ['AllLists', members({ results: 'Array<unknown>', 'paging?': '{ [key: string]: unknown; }' })],
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
