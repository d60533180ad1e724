import type { Locator, Page } from '@playwright/test';
import type { Stack } from '#scripts/local/stack.ts';
import { capture } from './journeys/capture.ts';
import { openConnectedConsole } from './journeys/console.ts';
import { chooseList, openLatestRun, startResync } from './journeys/contacts-tab.ts';
import { addressesOf, expectedFields, mappedFields, meaningOfFields } from './journeys/mapped-values.ts';
import { control } from './journeys/sandbox-control.ts';
import { openWorld } from './journeys/world.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'big-list', scenario: 'members-5000' });

function progressBar(page: Page): Locator {
  return page.getByRole('progressbar', { name: 'Progress of the resync' });
}

function runState(page: Page, state: string): Locator {
  return page.getByRole('status').filter({ hasText: `${state} · Key accounts` });
}

async function readPercent(page: Page): Promise<number> {
  return Number(await progressBar(page).getAttribute('aria-valuenow'));
}

/** Kills the worker the hard way, as a crash or a lost machine would. */
async function killWorker({ children }: Stack): Promise<void> {
  const worker = children.findLast(({ title }) => title === 'the worker');
  if (worker === undefined) throw new Error('the stack has no worker');
  process.kill(worker.pid, 'SIGKILL');
  await worker.exited;
}

test('a list of 5,000 survives a pause, a reload and a killed worker without a loss or a duplicate', async ({
  page,
  sluice,
}) => {
  await openConnectedConsole(page);
  await chooseList(page, 'Key accounts');
  await expect(page.getByText('5,000 contacts are in this list.')).toBeVisible();
  // As slow as the real services, so that there is a middle to be killed in.
  await control(sluice.salesforceUrl, 'latency', { p50Ms: 400 });
  await startResync(page);
  const address = await openLatestRun(page);

  await test.step('pauses, stays paused over a reload, and resumes', async () => {
    await expect.poll(() => readPercent(page)).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(runState(page, 'Paused')).toBeVisible();
    await page.reload();
    await expect(runState(page, 'Paused')).toBeVisible();
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(runState(page, 'Running')).toBeVisible();
  });

  await test.step('loses its worker in the middle', async () => {
    await expect.poll(() => readPercent(page), { intervals: [100] }).toBeGreaterThanOrEqual(20);
    await capture(page, 'run-in-progress-1440', 900);
    await killWorker(sluice);
    await page.reload();
    await expect(runState(page, 'Running')).toBeVisible();
    expect(await readPercent(page)).toBeLessThanOrEqual(80);
    await control(sluice.salesforceUrl, 'latency', { p50Ms: 0 });
  });

  await test.step('is finished by the next worker', async () => {
    await sluice.startWorker();
    await expect(page.getByText('5,000 of 5,000 processed (100%)')).toBeVisible({ timeout: 60_000 });
    expect(new URL(page.url()).pathname).toBe(address);
  });

  const world = await openWorld(sluice);
  const { memberIds, contacts, records } = await world.read('Key accounts');
  const members = [...contacts.values()].filter(({ id }) => memberIds.has(id));
  expect(members).toHaveLength(5_000);
  // Salesforce requires a company, and the field is too short for a few names: these must fail, and say so.
  const companyLength = world.lengths.Lead.get('Company') ?? 0;
  const refused = members.filter(({ properties }) => (properties.company?.length ?? 0) > companyLength);
  const arrived = members.filter((member) => !refused.includes(member));
  // Another field that is too short fails alone. Its contact counts as failed where nothing else was left to do, because
  // the sweep of Salesforce had come across the Leads that the killed worker could not record.
  const tooLong = members.filter(({ properties }) =>
    [...mappedFields('Lead')].some(
      ([property, field]) =>
        (properties[property]?.length ?? 0) > (world.lengths.Lead.get(field) ?? Number.POSITIVE_INFINITY),
    ),
  );

  await test.step('counts every member once', async () => {
    await expect(runState(page, 'Completed with errors')).toBeVisible();
    const { counts, ...run } = await (await page.request.get(`/api${address}`)).json();
    await expect(page.getByRole('link', { name: `Failed: see ${counts.failed} records` })).toBeVisible();
    expect(run).toMatchObject({ enumerated: 5_000, processed: 5_000, waiting: 0 });
    expect(Object.values<number>(counts).reduce((sum, count) => sum + count, 0)).toBe(5_000);
    expect(counts.failed).toBeGreaterThanOrEqual(refused.length);
    expect(counts.failed).toBeLessThanOrEqual(tooLong.length);
  });

  await test.step('left one Lead with the mapped values for each member that can be one', async () => {
    const leads = [...records.values()];
    expect(leads.filter(({ objectName }) => objectName !== 'Lead')).toEqual([]);
    expect(leads.map(({ Email }) => String(Email).toLowerCase()).sort()).toEqual(
      arrived.flatMap(addressesOf).sort(),
    );
    const leadsByEmail = new Map(leads.map((lead) => [lead.Email, meaningOfFields(lead, 'Lead')]));
    for (const member of arrived) {
      const lead = leadsByEmail.get(String(member.properties.email));
      expect(lead).toEqual(expectedFields(member, 'Lead', world.lengths.Lead));
    }
  });
});
