import { capture } from './journeys/capture.ts';
import { aurora, openConnectedConsole } from './journeys/console.ts';
import { listOption, openPicker, startResync } from './journeys/contacts-tab.ts';
import { openHubspotAccount } from './journeys/hubspot-account.ts';
import { control } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

// Servers of its own: HubSpot's clock is set ahead of the worker's, to which what is modified from then on is too young
// to be believed.
test.use({ stack: 'list-evaluation' });

test('a resync of a list that is being worked out waits for it and says so', async ({ page, sluice }) => {
  const tenMinutes = 600_000;
  await control(sluice.hubspotUrl, 'settings', { evaluationLagMs: tenMinutes });
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
  await control(sluice.hubspotUrl, 'clock', { advanceMs: 2 * tenMinutes });
  const lastResync = page.getByText(/^Last resync: Completed/);
  await expect(lastResync).toBeVisible({ timeout: 30_000 });
  const members = await hubspot.readMemberIds(listId);
  expect(members.length).toBeGreaterThan(10);
  await expect(lastResync).toContainText(`${members.length} records processed`);
});
