import type { Client } from '@hubspot/api-client';
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/Filter.js';
import { PublicAndFilterBranchFilterBranchTypeEnum as AndBranch } from '@hubspot/api-client/lib/codegen/crm/lists/models/PublicAndFilterBranch.js';
import { PublicListConversionDateConversionTypeEnum } from '@hubspot/api-client/lib/codegen/crm/lists/models/PublicListConversionDate.js';
import { PublicMultiStringPropertyOperationOperationTypeEnum as MultiString } from '@hubspot/api-client/lib/codegen/crm/lists/models/PublicMultiStringPropertyOperation.js';
import { PublicOrFilterBranchFilterBranchTypeEnum as OrBranch } from '@hubspot/api-client/lib/codegen/crm/lists/models/PublicOrFilterBranch.js';
import { PublicPropertyFilterFilterTypeEnum as PropertyFilter } from '@hubspot/api-client/lib/codegen/crm/lists/models/PublicPropertyFilter.js';
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js';

const isIn = (city: string) => ({
  filterBranchType: OrBranch.Or,
  filterBranchOperator: 'OR',
  filters: [],
  filterBranches: [
    {
      filterBranchType: AndBranch.And,
      filterBranchOperator: 'AND',
      filterBranches: [],
      filters: [
        {
          filterType: PropertyFilter.Property,
          property: 'city',
          operation: {
            operationType: MultiString.Multistring,
            operator: 'IS_EQUAL_TO',
            values: [city],
            includeObjectsWithNoValueSet: false,
          },
        },
      ],
    },
  ],
});

/** What people and other apps of an account do through HubSpot's own client. */
export async function useClient(client: Client): Promise<void> {
  const contactIds = await useContacts(client);
  await useLists(client, contactIds);
  await useSchemas(client);
}

async function useContacts({ crm }: Client): Promise<string[]> {
  const { basicApi, batchApi, searchApi } = crm.contacts;
  const ada = await basicApi.create({ properties: { email: 'ada@client.example' }, associations: [] });
  await basicApi.update(ada.id, { properties: { firstname: 'Ada' } });
  await basicApi.getById(ada.id, ['firstname'], ['firstname']);
  await basicApi.getById('ada@client.example', undefined, undefined, undefined, false, 'email');
  await basicApi.getPage(3, undefined, ['email']);
  const made = await batchApi.create({
    inputs: [
      { properties: { email: 'bob@client.example' }, associations: [], objectWriteTraceId: 'a' },
      { properties: { email: 'no address' }, associations: [], objectWriteTraceId: 'b' },
    ],
  });
  const contactIds = [ada.id, ...made.results.map(({ id }) => id)];
  const [first = '', second = ''] = contactIds;
  await batchApi.read({
    inputs: [...contactIds, '51999999999'].map((id) => ({ id })),
    properties: ['email'],
    propertiesWithHistory: ['email'],
  });
  await batchApi.update({ inputs: [{ id: second, properties: { lastname: 'Bell' } }] });
  await batchApi.upsert({
    inputs: [{ id: 'cy@client.example', idProperty: 'email', properties: { firstname: 'Cy' } }],
  });
  await searchApi.doSearch({
    filterGroups: [{ filters: [{ propertyName: 'city', operator: FilterOperatorEnum.Eq, value: 'Torino' }] }],
    properties: ['email'],
    limit: 2,
  });
  await batchApi.archive({ inputs: [{ id: second }] });
  return [first];
}

async function useLists(client: Client, contactIds: string[]): Promise<void> {
  const { listsApi, membershipsApi } = client.crm.lists;
  const { lists } = await listsApi.doSearch({ additionalProperties: ['hs_list_size'], count: 5, offset: 0 });
  const listIds = lists.map(({ listId }) => listId);
  await listsApi.getAll(listIds.slice(0, 2), true);
  const { list } = await listsApi.create({
    name: 'From the client',
    objectTypeId: '0-1',
    processingType: 'DYNAMIC',
    filterBranch: isIn('Torino'),
  });
  await listsApi.getById(list.listId, true);
  await listsApi.getByName('From the client', '0-1');
  await listsApi.updateName(list.listId, 'Renamed by the client');
  await listsApi.updateListFilters(list.listId, { filterBranch: isIn('Milano') });
  await listsApi.scheduleOrUpdateConversion(list.listId, {
    conversionType: PublicListConversionDateConversionTypeEnum.ConversionDate,
    year: 2099,
    month: 1,
    day: 1,
  });
  await listsApi.getConversionDetails(list.listId);
  await listsApi.cancelConversion(list.listId);
  await membershipsApi.getPage(listIds[0] ?? '', undefined, undefined, 5);
  await membershipsApi.getPageOrderedByAddedToListDate(listIds[0] ?? '', undefined, undefined, 5);
  const { list: byHand } = await listsApi.create({
    name: 'By hand',
    objectTypeId: '0-1',
    processingType: 'MANUAL',
  });
  await membershipsApi.add(byHand.listId, [...contactIds, '51999999999']);
  await membershipsApi.addAndRemove(byHand.listId, { recordIdsToAdd: [], recordIdsToRemove: contactIds });
  await membershipsApi.addAllFromList(byHand.listId, listIds[0] ?? '');
  await membershipsApi.remove(byHand.listId, contactIds);
  await membershipsApi.getLists('0-1', contactIds[0] ?? '');
  await membershipsApi.removeAll(byHand.listId);
  await useFolders(client, byHand.listId);
  await listsApi.remove(list.listId);
  await listsApi.restore(list.listId);
}

async function useFolders({ crm }: Client, listId: string): Promise<void> {
  const { foldersApi, mappingApi } = crm.lists;
  const { folder: outer } = await foldersApi.create({ name: 'Campaigns' });
  const { folder: inner } = await foldersApi.create({ name: '2026', parentFolderId: String(outer.id) });
  await foldersApi.moveList({ listId, newFolderId: String(inner.id) });
  await foldersApi.getAll(String(outer.id));
  await foldersApi.rename(String(inner.id), '2027');
  await foldersApi.move(String(inner.id), '0');
  await foldersApi.remove(String(outer.id));
  await mappingApi.translateLegacyListIdToListIdBatch(['5']);
}

async function useSchemas({ crm }: Client): Promise<void> {
  const { coreApi, groupsApi, batchApi } = crm.properties;
  await coreApi.create('contacts', {
    name: 'shoe_size',
    label: 'Shoe size',
    groupName: 'contactinformation',
    type: PropertyCreateTypeEnum.Number,
    fieldType: PropertyCreateFieldTypeEnum.Number,
  });
  await coreApi.update('contacts', 'shoe_size', { label: 'Size of shoes' });
  await coreApi.getByName('contacts', 'lifecyclestage');
  await coreApi.getAll('contacts');
  await batchApi.read('contacts', {
    inputs: [{ name: 'email' }],
    archived: false,
  });
  await coreApi.archive('contacts', 'shoe_size');
  await groupsApi.getAll('contacts');
  const { results } = await crm.owners.ownersApi.getPage();
  await crm.owners.ownersApi.getById(Number(results[0]?.id));
}
