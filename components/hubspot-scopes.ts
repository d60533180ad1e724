/** What the app asks HubSpot for; each has its reason under `scopes`. A dot would split a message key. */
export const hubspotScopes = [
  { scope: 'oauth', key: 'oauth' },
  { scope: 'crm.objects.contacts.read', key: 'contactsRead' },
  { scope: 'crm.objects.contacts.write', key: 'contactsWrite' },
  { scope: 'crm.schemas.contacts.read', key: 'contactSchemasRead' },
  { scope: 'crm.lists.read', key: 'listsRead' },
  { scope: 'crm.objects.owners.read', key: 'ownersRead' },
] as const;
