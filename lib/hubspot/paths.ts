/**
 * Every HubSpot address the product uses. Versions are dated and live 18 months: moving to the next one is
 * a change of this file only.
 */
const version = '2026-09';
const lists = `/crm/lists/${version}`;
const journal = '/webhooks-journal';
const contacts = `/crm/objects/${version}/contacts`;

export const hubspotPaths = {
  authorize: '/oauth/authorize',
  token: `/oauth/${version}/token`,
  introspect: `/oauth/${version}/token/introspect`,
  revoke: `/oauth/${version}/token/revoke`,
  accountDetails: `/account-info/${version}/details`,
  externalInstall: `/appinstalls/${version}/external-install`,
  searchLists: `${lists}/search`,
  list: (listId: string) => `${lists}/${encodeURIComponent(listId)}`,
  listMemberships: (listId: string) => `${lists}/${encodeURIComponent(listId)}/memberships`,
  recordMemberships: (contactId: string) =>
    `${lists}/records/0-1/${encodeURIComponent(contactId)}/memberships`,
  listJoins: (listId: string) => `${lists}/${encodeURIComponent(listId)}/memberships/join-order`,
  readRecordMemberships: `${lists}/records/memberships/batch/read`,
  contacts,
  contact: (contactId: string) => `${contacts}/${encodeURIComponent(contactId)}`,
  readContacts: `${contacts}/batch/read`,
  createContacts: `${contacts}/batch/create`,
  archiveContacts: `${contacts}/batch/archive`,
  updateContacts: `${contacts}/batch/update`,
  searchContacts: `${contacts}/search`,
  contactProperties: `/crm/properties/${version}/contacts`,
  journalEarliest: `${journal}/journal/${version}/earliest`,
  journalNext: (offset: string) => `${journal}/journal/${version}/offset/${encodeURIComponent(offset)}/next`,
  journalSubscriptions: `${journal}/subscriptions/${version}`,
  journalSubscription: (subscriptionId: string) =>
    `${journal}/subscriptions/${version}/${encodeURIComponent(subscriptionId)}`,
  owners: `/crm/owners/${version}`,
} as const;
