import { expect, type Page } from '@playwright/test';
import type { Stack } from '#scripts/local/stack.ts';
import { aurora, auroraViewer, forgetSession, signIn } from '../journeys/console.ts';
import { chooseList, startResync } from '../journeys/contacts-tab.ts';
import { type HubspotAccount, openHubspotAccount } from '../journeys/hubspot-account.ts';
import { openHubspotPages } from '../journeys/hubspot-pages.ts';
import { previewImport, runImport } from '../journeys/import-tab.ts';
import { openSalesforceOrg } from '../journeys/salesforce-org.ts';
import { control } from '../journeys/sandbox-control.ts';

const listName = 'Customers in Italy';
const person = { email: 'livia.sforza@brera.example', firstname: 'Livia', lastname: 'Sforza' };
const outsider = {
  email: 'otto.brandt@hafen.example',
  firstname: 'Otto',
  lastname: 'Brandt',
  company: 'Hafen AG',
};
const customer = { country: 'Italy', lifecyclestage: 'customer' };

/** What the pictures are about. */
export type DemoDay = {
  readonly resyncPath: string;
  readonly importPath: string;
  readonly previewPath: string;
  readonly member: string;
  readonly outsider: string;
  readonly emailOnly: string;
};

/** Lives through a day of an admin: a list, a resync with failures, an import, edits on both sides. */
export async function liveDemoDay(page: Page, stack: Stack): Promise<DemoDay> {
  await control(stack.hubspotUrl, 'settings', { evaluationLagMs: 500, searchLagMs: 500 });
  const hubspot = await openHubspotAccount(stack.hubspotUrl, aurora.portalId);
  await createTroublemakers(hubspot);
  await page.goto('/contacts');
  await saveRules(page, stack, { settleDelaySeconds: 10, createFromLeads: true, historyDays: 180 });
  await page.reload();
  await chooseList(page, 'Energy decision makers');
  await chooseList(page, listName);
  await page.getByRole('button', { name: 'Dry run', exact: true }).click();
  await expect(page.getByText(/^Last dry run: Completed/)).toBeVisible();
  await startResync(page);
  await expect(page.getByText(/^Last resync: Completed/)).toBeVisible({ timeout: 120_000 });
  const { runs } = await read<{ runs: { runId: string }[] }>(page, '/api/runs');
  await editBothSides(page, stack);
  const imported = await importLeads(page, stack);
  await signInAsViewer(page);
  return {
    resyncPath: `/runs/${runs[0]?.runId}`,
    member: person.email,
    ...imported,
    ...(await findOthers(page)),
  };
}

/** Members whose values Salesforce refuses. */
async function createTroublemakers(hubspot: HubspotAccount): Promise<void> {
  await hubspot.createContact({ ...person, ...customer, company: 'Brera Luce', jobtitle: 'Buyer' });
  await hubspot.createContact({ ...outsider, country: 'Germany' });
  for (const name of ['Ada', 'Bruno', 'Carla']) {
    const email = `${name.toLowerCase()}@too-long.example`;
    await hubspot.createContact({
      ...customer,
      email,
      firstname: name,
      lastname: `Conti ${'-Rossi'.repeat(14)}`,
    });
  }
  for (const name of ['dario', 'elsa']) {
    await hubspot.createContact({ ...customer, email: `${name}@nameless.example`, company: 'Nameless' });
  }
}

async function editBothSides(page: Page, stack: Stack): Promise<void> {
  const org = await openSalesforceOrg(stack.salesforceUrl, aurora.salesforceUser);
  const [lead] = await org.query(`SELECT Id FROM Lead WHERE Email = '${person.email}'`);
  await org.updateRecord('Lead', String(lead?.Id), { Title: 'Head of procurement' });
  const contactId = await findContactId(page, person.email);
  const aside = await page.context().newPage();
  await openHubspotPages(aside, stack.hubspotUrl).edit(contactId, { 'Phone Number': '+39 02 555 0101' });
  await aside.close();
  const query = new URLSearchParams({ person: contactId, outcome: 'updated' });
  // One look at the contact may find both edits.
  const countCrossed = async () => {
    const { attempts } = await read<{ attempts: { changes: unknown[] }[] }>(page, `/api/attempts?${query}`);
    return attempts.flatMap(({ changes }) => changes).length;
  };
  await expect.poll(countCrossed, { timeout: 90_000 }).toBeGreaterThan(1);
}

async function importLeads(page: Page, stack: Stack) {
  const selection = {
    salesforceTypes: ['Lead'],
    filter: { conditions: [{ field: 'LastName', operator: 'starts_with', value: 'B' }] },
  };
  const previewPath = await previewImport(page, stack.appUrl, selection);
  const importPath = await runImport(page, stack.appUrl, selection);
  return { previewPath, importPath };
}

/** So that there is more than one user. */
async function signInAsViewer(page: Page): Promise<void> {
  const cookies = await page.context().cookies();
  await forgetSession(page);
  await signIn(page, auroraViewer);
  await forgetSession(page);
  await page.context().addCookies(cookies);
}

async function findOthers(page: Page): Promise<Pick<DemoDay, 'outsider' | 'emailOnly'>> {
  const [outsider, emailOnly] = await Promise.all(
    ['excluded', 'email_only'].map(async (standing) => {
      const query = new URLSearchParams({ standing });
      const { records } = await read<{ records: { hubspotContactId: string }[] }>(
        page,
        `/api/sync-health/records?${query}`,
      );
      return records[0]?.hubspotContactId ?? '';
    }),
  );
  return { outsider: outsider ?? '', emailOnly: emailOnly ?? '' };
}

async function findContactId(page: Page, email: string): Promise<string> {
  const { attempts } = await read<{ attempts: { hubspotContactId: string }[] }>(
    page,
    `/api/attempts?${new URLSearchParams({ person: email })}`,
  );
  return attempts[0]?.hubspotContactId ?? '';
}

async function saveRules(page: Page, stack: Stack, rules: object): Promise<void> {
  const { revision } = await read<{ revision: number }>(page, '/api/settings');
  const answer = await page.request.put('/api/settings/rules', {
    headers: { origin: stack.appUrl },
    data: { expectedRevision: revision, rules },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function read<Answer>(page: Page, path: string): Promise<Answer> {
  const response = await page.request.get(path);
  expect(response.ok(), path).toBe(true);
  return (await response.json()) as Answer;
}
