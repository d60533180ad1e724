import type { Stack } from '#scripts/local/stack.ts';
import { aurora, openConnectedConsole } from './journeys/console.ts';
import { chooseList, startResync } from './journeys/contacts-tab.ts';
import { openHubspotAccount } from './journeys/hubspot-account.ts';
import { openSalesforceOrg } from './journeys/salesforce-org.ts';
import { control } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

// While HubSpot takes no calls, what the page asks of it is refused within seconds.
test.use({ stack: 'hubspot-refusals', expectedConsoleErrors: [/status of 503/] });

const tenMinutes = 600_000;

/** How often HubSpot refused because of too many calls. */
async function countRateLimited({ hubspotUrl }: Stack): Promise<number> {
  return ((await control(hubspotUrl, 'counters', {}, 'GET')) as { rateLimited: number }).rateLimited;
}

test('HubSpot’s ordinary refusals are got over: an old token, too many calls, a contact that is gone, a taken address', async ({
  page,
  sluice,
}) => {
  const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
  const salesforce = await openSalesforceOrg(sluice.salesforceUrl, aurora.salesforceUser);
  const city = 'Refusal City';
  const address = (name: string): string => `${name}@refusal.example`;
  const [, goneId] = await Promise.all(
    ['kept', 'gone'].map((name) => hubspot.createContact({ email: address(name), lastname: name, city })),
  );
  await hubspot.createContact({ email: address('elsewhere'), lastname: 'elsewhere' });
  await hubspot.createActiveList(city, 'city', [city]);
  const lastResync = page.getByText(/^Last resync: Completed/);

  await test.step('a first resync joins both members', async () => {
    await openConnectedConsole(page);
    await chooseList(page, city);
    await expect(page.getByText('2 contacts are in this list.')).toBeVisible();
    await startResync(page);
    await expect(lastResync).toContainText('2 records processed', { timeout: 30_000 });
  });

  await test.step('one is deleted before the list notices, the other gets an address that is taken', async () => {
    await control(sluice.hubspotUrl, 'settings', { evaluationLagMs: tenMinutes });
    await hubspot.archiveContact(goneId ?? '');
    const [lead] = await salesforce.query(`SELECT Id FROM Lead WHERE Email = '${address('kept')}'`);
    await salesforce.updateRecord('Lead', String(lead?.Id), { Email: address('elsewhere') });
  });

  await test.step('a second resync comes to its end with an old token and too many calls', async () => {
    await control(sluice.hubspotUrl, 'tokens/expire', { portalId: aurora.portalId });
    const before = await countRateLimited(sluice);
    // Slow enough for the limit to come while the run goes on.
    await control(sluice.hubspotUrl, 'latency', { p50Ms: 700 });
    const started = page.waitForResponse(
      (response) =>
        response.request().method() === 'POST' && new URL(response.url()).pathname === '/api/runs',
    );
    await startResync(page);
    expect((await started).ok()).toBe(true);
    await control(sluice.hubspotUrl, 'settings', { callsPerTenSeconds: 0 });
    await expect.poll(() => countRateLimited(sluice)).toBeGreaterThan(before);
    await control(sluice.hubspotUrl, 'settings', { callsPerTenSeconds: 110 });
    await control(sluice.hubspotUrl, 'latency', { p50Ms: 0 });
    const readRuns = async (): Promise<string[]> => {
      const { runs } = await (await page.request.get('/api/runs')).json();
      return runs.map(
        (run: { state: string; processed: number }) => `${run.state}, ${run.processed} processed`,
      );
    };
    await expect
      .poll(readRuns, { timeout: 60_000 })
      .toEqual([expect.stringMatching(/^completed.*, 2 processed$/), 'completed, 2 processed']);
  });

  // The first token of this app went with all others.
  const observer = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
  const contacts = await observer.readContacts(['email', 'city']);
  const ofCity = contacts.filter(({ properties }) => properties.city === city);
  expect(ofCity.map(({ properties }) => properties.email)).toEqual([address('kept')]);
  await control(sluice.hubspotUrl, 'settings', { evaluationLagMs: 2_000 });
});
