import type { TestTenants } from '#lib/db/tenant.fixtures.ts';
import type { Sandboxes, SandboxTenant } from './sandbox.fixtures.ts';
import { sweepTenant } from './sweep-tenant.ts';

export const minuteMs = 60_000;
export const person = { sourceType: 'CRM_UI', sourceId: 'userId:1' } as const;

let people = 0;

/** Answers one sandbox server has given. */
export const countCalls = ({ counters }: Pick<Sandboxes['hubspot'], 'counters'>) =>
  Object.values(counters.read().calls)
    .flatMap((byStatus) => Object.values(byStatus))
    .reduce((sum, count) => sum + count, 0);

/** What tests of sweeps do to both platforms and to the inbox; `tenant` is the one of the running test. */
export function createSweepHands(tenants: TestTenants, { time }: Sandboxes, tenant: () => SandboxTenant) {
  const sweep = (of = tenant(), signal = new AbortController().signal) => sweepTenant(of.session, signal);

  /** Sweeps until nothing is due any more, as a worker that runs on would; moves time from turn to turn. */
  async function sweepFor(ms: number, of = tenant()) {
    const end = time.now() + ms;
    while (time.now() < end) {
      const { nextDueAt } = await sweep(of);
      time.advance(Math.max(1, Math.min(end, nextDueAt?.getTime() ?? end) - time.now()));
    }
  }

  /** What waits in the inbox, by record. */
  async function inbox(of = tenant()): Promise<Record<string, string[]>> {
    const rows = await tenants.db.pendingChange.findMany({ where: { tenantId: of.stores.tenantId } });
    return Object.fromEntries(rows.map(({ recordId, triggers }) => [recordId, triggers.sort()]));
  }

  /** Lets every stream be read at once, whenever its turn would come. */
  const makeDue = () => tenants.db.watermark.updateMany({ data: { dueAt: new Date(0) } });

  const emptyInbox = (of = tenant()) =>
    tenants.db.pendingChange.deleteMany({ where: { tenantId: of.stores.tenantId } });

  /** Somebody makes contacts by hand; all of one moment. */
  function createContacts(count = 1, of = tenant()): string[] {
    return Array.from({ length: count }, () => {
      people += 1;
      const values = new Map([['email', `person-${people}@sweep.example`]]);
      return of.portal.contacts.idOf(of.portal.contacts.create(values, person, time.now()));
    });
  }

  function editContact(contactId: string, values: Record<string, string>, of = tenant()) {
    const row = of.portal.contacts.rowOf(contactId);
    if (row === undefined) throw new Error('no such contact');
    of.portal.contacts.update(row, new Map(Object.entries(values)), person, time.now());
  }

  async function createLeads(count = 1, of = tenant()): Promise<string[]> {
    const leads = Array.from({ length: count }, () => {
      people += 1;
      const fields = { LastName: `P${people}`, Company: 'Acme', Email: `lead-${people}@sweep.example` };
      return { salesforceType: 'Lead' as const, fields };
    });
    const ids: string[] = [];
    for (let from = 0; from < count; from += 200) {
      const results = await of.session.salesforce.create(leads.slice(from, from + 200));
      ids.push(...results.map((result) => (result.isWritten ? result.recordId : 'refused')));
    }
    return ids;
  }

  const editLead = (salesforceId: string, fields: Record<string, string>, of = tenant()) =>
    of.session.salesforce.update([{ salesforceType: 'Lead', salesforceId, fields }]);

  async function makeList(): Promise<string> {
    const listId = await tenant().makeTorinoList();
    time.advance(1_000);
    return listId;
  }

  const deleteLead = (salesforceId: string) =>
    tenant().callSalesforce('DELETE', `/services/data/v67.0/sobjects/Lead/${salesforceId}`);

  /** Links contacts with Leads that are nowhere. */
  async function link(...contactIds: string[]): Promise<void> {
    const { tenantId } = tenant().stores;
    await tenants.db.recordLink.createMany({
      data: contactIds.map((hubspotContactId) => ({
        tenantId,
        hubspotContactId,
        salesforceId: `00Q${hubspotContactId}`,
        salesforceKind: 'Lead' as const,
      })),
    });
  }

  return {
    sweep,
    sweepFor,
    inbox,
    makeDue,
    emptyInbox,
    createContacts,
    editContact,
    createLeads,
    editLead,
    makeList,
    deleteLead,
    link,
  };
}
