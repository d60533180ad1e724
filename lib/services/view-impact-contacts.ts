import { type ImpactContacts, type ImpactKind, impactColumns } from '#lib/contracts/impact.ts';
import type { ImpactContact } from '#lib/ports/impacts.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { findImpact, isExpired } from './count-impact.ts';
import { writeCsvLine } from './csv-line.ts';
import { hubspotLinks } from './hubspot-links.ts';

const sampleSize = 10;
const contactsPerPage = 500;

/**
 * Some contacts of one kind. Their addresses are read from HubSpot: none is kept for this.
 *
 * @throws ServiceError `not_found`, also when the impact is too old.
 */
export async function sampleImpact(
  context: RequestContext,
  impactId: string,
  kind: ImpactKind,
): Promise<ImpactContacts> {
  await requireFresh(context, impactId);
  const { stores } = context;
  const page = { effect: kind, after: null, limit: sampleSize } as const;
  const [found, tenant] = await Promise.all([stores.impacts.readPage(impactId, page), stores.readTenant()]);
  const emails = await readEmails(context, found);
  const { contact: contactUrl } = hubspotLinks(context, tenant);
  return {
    contacts: found.map(({ hubspotContactId, outcome, reason }) => ({
      hubspotContactId,
      hubspotUrl: contactUrl(hubspotContactId),
      email: emails.get(hubspotContactId) ?? null,
      outcome,
      reason,
    })),
  };
}

/**
 * Every contact that was looked at, line by line.
 *
 * @throws ServiceError `not_found`, also when the impact is too old.
 */
export async function openImpactRows(
  context: RequestContext,
  impactId: string,
): Promise<AsyncIterable<string>> {
  await requireFresh(context, impactId);
  return readLines(context, impactId);
}

async function* readLines(context: RequestContext, impactId: string): AsyncIterable<string> {
  yield writeCsvLine(impactColumns);
  let after: string | null = null;
  for (;;) {
    const page: readonly ImpactContact[] = await context.stores.impacts.readPage(impactId, {
      effect: null,
      after,
      limit: contactsPerPage,
    });
    const emails = await readEmails(context, page);
    if (page.length > 0) yield page.map((each) => writeCsvLine(toCells(each, emails))).join('');
    const last = page.at(-1);
    if (last === undefined || page.length < contactsPerPage) return;
    after = last.hubspotContactId;
  }
}

function toCells(
  { hubspotContactId, effect, outcome, reason, salesforceType, salesforceId }: ImpactContact,
  emails: ReadonlyMap<string, string | null>,
): readonly string[] {
  return [
    hubspotContactId,
    emails.get(hubspotContactId) ?? '',
    effect,
    // Who stops is not gone through; of the others only what would not stay as it is was kept.
    outcome ?? (effect === 'stop' ? '' : 'unchanged'),
    reason ?? '',
    salesforceType ?? '',
    salesforceId ?? '',
  ];
}

async function readEmails(
  { hubspot }: RequestContext,
  contacts: readonly ImpactContact[],
): Promise<ReadonlyMap<string, string | null>> {
  if (contacts.length === 0) return new Map();
  const reading = await hubspot.readContacts(
    contacts.map(({ hubspotContactId }) => hubspotContactId),
    [],
  );
  return new Map([...reading.contacts].map(([contactId, { email }]) => [contactId, email]));
}

async function requireFresh(context: RequestContext, impactId: string): Promise<void> {
  const run = await findImpact(context, impactId);
  if (isExpired(run, context.clock.now())) throw new ServiceError('not_found');
}
