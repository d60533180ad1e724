import type { z } from 'zod';
import { chunksOf } from '#lib/domain/chunks.ts';
import type { HubspotContact } from '#lib/domain/records.ts';
import { RefusedRequest } from '#lib/platform/refused-request.ts';
import { type ContactReading, type EmailReading, type HubspotPort, hubspotBatchSize } from '#lib/ports.ts';
import type { HubspotClient } from './client.ts';
import { contactBaseProperties, readMergedIds, readNewestForeignEdit, toContact } from './mapper.ts';
import { hubspotPaths } from './paths.ts';
import {
  contactBatchSchema,
  contactCountSchema,
  contactHistoryBatchSchema,
  contactIdsPageSchema,
  contactSchema,
} from './schemas.ts';

type ContactReads = Pick<
  HubspotPort,
  'readContactIdsPage' | 'countContacts' | 'readContacts' | 'readContactsByEmail' | 'readEditTimes'
>;

type RawContact = z.infer<typeof contactSchema>;

/** A batch read with property history takes half as many inputs. */
const historyBatchSize = 50;

export function createContactReads(client: HubspotClient, appId: string | null): ContactReads {
  async function readBatch(contactIds: readonly string[], properties: readonly string[]) {
    const batch = await client.request({
      method: 'POST',
      path: hubspotPaths.readContacts,
      body: { inputs: contactIds.map((id) => ({ id })), properties, propertiesWithHistory: [] },
      schema: contactBatchSchema,
      effect: 'read',
    });
    return { found: matchAsked(contactIds, batch.results), gone: new Set(namedMissing(batch.errors)) };
  }

  /** The single read alone says for certain whether an id the batch passed over is merged or gone. */
  async function readOne(contactId: string, properties: readonly string[]): Promise<RawContact | null> {
    try {
      return await client.request({
        method: 'GET',
        path: hubspotPaths.contact(contactId),
        query: { properties: properties.join(',') },
        schema: contactSchema,
      });
    } catch (error) {
      if (error instanceof RefusedRequest && error.status === 404) return null;
      throw error;
    }
  }

  return {
    async readContactIdsPage(after) {
      const page = await client.request({
        method: 'GET',
        path: hubspotPaths.contacts,
        query: { limit: '100', properties: 'email', ...(after !== null && { after }) },
        schema: contactIdsPageSchema,
      });
      return { contactIds: page.results.map(({ id }) => id), next: page.paging?.next?.after ?? null };
    },

    async countContacts() {
      const { total } = await client.request({
        method: 'POST',
        path: hubspotPaths.searchContacts,
        body: { filterGroups: [], properties: ['email'], limit: 1 },
        schema: contactCountSchema,
        effect: 'read',
        rateClass: 'search',
      });
      return total;
    },

    async readContacts(contactIds, properties): Promise<ContactReading> {
      const wanted = [...new Set([...contactBaseProperties, ...properties])];
      const contacts = new Map<string, HubspotContact>();
      const gone = new Set<string>();
      const readAsked = async (asked: readonly string[]) => {
        const batch = await readBatch(asked, wanted);
        for (const contactId of asked) {
          const isNamedGone = !batch.found.has(contactId) && batch.gone.has(contactId);
          const contact = isNamedGone
            ? null
            : (batch.found.get(contactId) ?? (await readOne(contactId, wanted)));
          if (contact === null) gone.add(contactId);
          else contacts.set(contactId, toContact(contact));
        }
      };
      await Promise.all(chunksOf([...new Set(contactIds)], hubspotBatchSize).map(readAsked));
      return { contacts, gone };
    },

    readContactsByEmail: (emails, properties) => readContactsByEmail(client, emails, properties),

    async readEditTimes(contactIds, properties) {
      const times = new Map<string, ReadonlyMap<string, string>>();
      for (const asked of chunksOf([...new Set(contactIds)], historyBatchSize)) {
        const { results } = await client.request({
          method: 'POST',
          path: hubspotPaths.readContacts,
          body: {
            inputs: asked.map((id) => ({ id })),
            properties: contactBaseProperties,
            propertiesWithHistory: properties,
          },
          schema: contactHistoryBatchSchema,
          effect: 'read',
        });
        for (const [contactId, { propertiesWithHistory }] of matchAsked(asked, results)) {
          const newest = properties.flatMap((property) => {
            const time = readNewestForeignEdit(propertiesWithHistory?.[property] ?? [], appId);
            return time === null ? [] : [[property, time] as const];
          });
          times.set(contactId, new Map(newest));
        }
      }
      return times;
    },
  };
}

async function readContactsByEmail(
  client: HubspotClient,
  emails: readonly string[],
  properties: readonly string[],
): Promise<EmailReading> {
  const wanted = [...new Set([...contactBaseProperties, ...properties])];
  const contacts = new Map<string, HubspotContact>();
  const absent = new Set<string>();
  for (const asked of chunksOf([...new Set(emails)], hubspotBatchSize)) {
    const batch = await client.request({
      method: 'POST',
      path: hubspotPaths.readContacts,
      body: {
        idProperty: 'email',
        inputs: asked.map((id) => ({ id })),
        properties: wanted,
        propertiesWithHistory: [],
      },
      schema: contactBatchSchema,
      effect: 'read',
    });
    for (const contact of batch.results.map(toContact)) {
      for (const email of [contact.email, ...contact.additionalEmails]) {
        if (email !== null) contacts.set(email, contact);
      }
    }
    for (const email of namedMissing(batch.errors)) absent.add(email.trim().toLowerCase());
  }
  return { contacts, absent };
}

/** Inputs of a batch read that HubSpot says do not exist. */
function namedMissing(errors: z.infer<typeof contactBatchSchema>['errors']): string[] {
  return (errors ?? [])
    .filter(({ category }) => category === 'OBJECT_NOT_FOUND')
    .flatMap(({ context }) => context.ids ?? []);
}

/** Joins answers with the ids that were asked for: a merged id is answered by its survivor, under its own id. */
function matchAsked<Row extends { id: string; properties: Readonly<Record<string, string | null>> }>(
  asked: readonly string[],
  rows: readonly Row[],
): Map<string, Row> {
  const byId = new Map<string, Row>();
  for (const row of rows) {
    for (const mergedId of readMergedIds(row.properties)) byId.set(mergedId, row);
  }
  for (const row of rows) byId.set(row.id, row);
  return new Map(
    asked.flatMap((contactId) => {
      const row = byId.get(contactId);
      return row === undefined ? [] : [[contactId, row] as const];
    }),
  );
}
