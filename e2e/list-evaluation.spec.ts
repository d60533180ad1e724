import { capture } from './journeys/capture.ts';
import { aurora, openConnectedConsole } from './journeys/console.ts';
import { listOption, openPicker, startResync } from './journeys/contacts-tab.ts';
import { openHubspotAccount } from './journeys/hubspot-account.ts';
import { control } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

// Servers of its own: HubSpot evaluates lists slowly there.
test.use({ stack: 'list-evaluation' });

test('a resync of a list that is being worked out waits for it and says so', async ({ page, sluice }) => {
  await control(sluice.hubspotUrl, 'settings', { evaluationLagMs: 45_000 });
  const hubspot = await openHubspotAccount(sluice.hubspotUrl, aurora.portalId);
  const listId = await hubspot.createActiveList('People of Milan', 'city', ['Milano']);
  await openConnectedConsole(page);
  await openPicker(page);
  await expect(listOption(page, /^People of Milan/)).toContainText('Processing');
  await listOption(page, /^People of Milan/).click();
  await expect(page.getByText('HubSpot is still working out who belongs to this list.')).toBeVisible();
  await startResync(page);
  await expect(page.getByText('Waiting for HubSpot to finish working out who belongs')).toBeVisible();
  await capture(page, 'list-processing');
  await expect(page.getByText(/^Last resync: Completed/)).toBeVisible({ timeout: 150_000 });
  const [run] = (await (await page.request.get('/api/runs')).json()).runs;
  const members = await hubspot.readMemberIds(listId);
  expect(members.length).toBeGreaterThan(10);
  // A member to whom Salesforce gave another city has left the list since.
  expect(run.enumerated).toBeGreaterThanOrEqual(members.length);
  expect(run.processed).toBe(run.enumerated);
});
