import type { Page } from '@playwright/test';
import { capture } from './journeys/capture.ts';
import {
  aurora,
  auroraViewer,
  connectSalesforce,
  consent,
  forgetSession,
  goToSalesforce,
  northwind,
  openConnectedConsole,
  signIn,
} from './journeys/console.ts';
import { inclusionListButton } from './journeys/contacts-tab.ts';
import { clearFaults, control, failRequests } from './journeys/sandbox-control.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'connections' });

/** The alert that says why a connection did not come about. */
function problem(page: Page, title: string) {
  return page.getByRole('alert').filter({ hasText: title });
}

/** The next time a platform sends the browser back to this path. */
function nextReturn(page: Page, path: string) {
  return page.waitForRequest((request) => new URL(request.url()).pathname === path);
}

/** Presses *Reconnect Salesforce* and its confirming twin, and logs in at Salesforce. */
async function reconnectSalesforce(page: Page, salesforceUser: string): Promise<void> {
  await page.getByRole('link', { name: 'Connection', exact: true }).click();
  await page.getByRole('button', { name: 'Reconnect Salesforce' }).click();
  await goToSalesforce(page, salesforceUser, 'Reconnect Salesforce');
}

test.describe('signing in with HubSpot', () => {
  test('says that access was declined', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'Connect HubSpot' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(problem(page, 'You were not signed in: access was declined')).toBeVisible();
    await capture(page, 'signin-declined');
  });

  test('says that the permission had expired', async ({ page, sluice }) => {
    await control(sluice.hubspotUrl, 'settings', { authorizationCodeLifeMs: 1 });
    await page.goto('/');
    await page.getByRole('button', { name: 'Connect HubSpot' }).click();
    await consent(page, aurora.hubspotUser);
    await expect(problem(page, 'You were not signed in: the permission had expired')).toBeVisible();
    await control(sluice.hubspotUrl, 'settings', { authorizationCodeLifeMs: 60_000 });
  });

  test('says that HubSpot does not answer', async ({ page, sluice }) => {
    await failRequests(sluice.hubspotUrl, {
      method: 'POST',
      path: '/oauth/*/token',
      status: 503,
      body: 'down',
    });
    await page.goto('/');
    await page.getByRole('button', { name: 'Connect HubSpot' }).click();
    await consent(page, aurora.hubspotUser);
    await expect(problem(page, 'You were not signed in: HubSpot does not answer')).toBeVisible();
    await clearFaults(sluice.hubspotUrl);
  });

  test('takes an answer once only', async ({ page }) => {
    const callback = nextReturn(page, '/api/auth/callback/hubspot');
    await signIn(page);
    await page.goto((await callback).url());
    await expect(problem(page, 'the answer did not belong to this browser')).toBeVisible();
  });

  test('leads back to the page that was asked for', async ({ page }) => {
    await page.goto('/activity');
    await expect(page).toHaveURL(/\/signin\?returnTo=%2Factivity$/);
    await page.getByRole('button', { name: 'Connect HubSpot' }).click();
    await consent(page, aurora.hubspotUser);
    await expect(page.getByRole('heading', { name: 'Runs', exact: true })).toBeVisible();
    await page.getByRole('button', { name: /account menu/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page.getByRole('button', { name: 'Connect HubSpot' })).toBeVisible();
    await page.goto('/contacts');
    await expect(page).toHaveURL(/\/signin\?returnTo=%2Fcontacts$/);
  });

  test('refuses another account on reconnecting and keeps the session', async ({ page }) => {
    await signIn(page);
    await page.getByRole('link', { name: 'Connection', exact: true }).click();
    await page.getByRole('button', { name: 'Reconnect HubSpot' }).click();
    await consent(page, northwind.hubspotUser);
    await expect(problem(page, 'You were not signed in: that is another HubSpot account')).toBeVisible();
    await page.goto('/connection');
    await expect(page.getByText(`Hub ID ${aurora.portalId}`)).toBeVisible();
  });
});

test.describe('connecting Salesforce', () => {
  test('says that access was denied', async ({ page }) => {
    await signIn(page);
    await page.getByRole('link', { name: 'Connection', exact: true }).click();
    await goToSalesforce(page, aurora.salesforceUser);
    await page.getByRole('button', { name: 'Deny' }).click();
    await expect(problem(page, 'Salesforce was not connected: access was denied')).toBeVisible();
  });

  for (const { name, status, body, title } of [
    {
      name: 'the permission had expired',
      status: 400,
      body: { error: 'invalid_grant', error_description: 'expired authorization code' },
      title: 'Salesforce was not connected: the permission had expired',
    },
    {
      name: 'Salesforce does not answer',
      status: 503,
      body: 'down',
      title: 'Salesforce was not connected: it does not answer',
    },
    {
      name: 'the installation is not set up right',
      status: 400,
      body: { error: 'invalid_client_id', error_description: 'client identifier invalid' },
      title: 'Salesforce was not connected: this installation is not set up right',
    },
  ]) {
    test(`says that ${name}`, async ({ page, sluice }) => {
      await failRequests(sluice.salesforceUrl, {
        method: 'POST',
        path: '/services/oauth2/token',
        status,
        body,
      });
      await signIn(page);
      await page.getByRole('link', { name: 'Connection', exact: true }).click();
      await goToSalesforce(page, aurora.salesforceUser);
      await page.getByRole('button', { name: 'Allow' }).click();
      await expect(problem(page, title)).toBeVisible();
      await clearFaults(sluice.salesforceUrl);
    });
  }

  test.describe('to an address this installation does not allow', () => {
    test.use({ expectedConsoleErrors: [/status of 422/] });

    test('is refused before anybody leaves', async ({ page }) => {
      await signIn(page);
      await page.getByRole('link', { name: 'Connection', exact: true }).click();
      await page.getByRole('radio', { name: 'My Domain' }).check();
      await page.getByRole('textbox', { name: 'My Domain address' }).fill('salesforce.evil.example');
      await page.getByRole('button', { name: 'Connect Salesforce' }).click();
      await expect(problem(page, 'Salesforce could not be opened')).toContainText(
        'This installation does not allow that Salesforce address.',
      );
    });
  });

  test('takes an answer once only', async ({ page }) => {
    const callback = nextReturn(page, '/api/salesforce/callback');
    await signIn(page);
    await connectSalesforce(page);
    await page.goto((await callback).url());
    await expect(problem(page, 'the answer did not belong to this browser')).toBeVisible();
    await expect(page.getByText(aurora.salesforceUser, { exact: true })).toBeVisible();
  });

  test('refuses another organization on reconnecting and keeps the first', async ({ page }) => {
    await openConnectedConsole(page);
    await reconnectSalesforce(page, northwind.salesforceUser);
    await page.getByRole('button', { name: 'Allow' }).click();
    await expect(problem(page, 'Salesforce was not connected: that is another organization')).toBeVisible();
    await capture(page, 'wrong-organization');
    await expect(page.getByText(aurora.salesforceUser, { exact: true })).toBeVisible();
    await reconnectSalesforce(page, aurora.salesforceUser);
    await page.getByRole('button', { name: 'Allow' }).click();
    await expect(page.getByText('Salesforce is connected', { exact: true })).toBeVisible();
  });
});

test('a second user of the account may look but not change', async ({ page, sluice }) => {
  await openConnectedConsole(page);
  await forgetSession(page);
  await signIn(page, auroraViewer);
  await expect(page.getByText('You can look but not change').first()).toBeVisible();
  await expect(inclusionListButton(page)).toBeDisabled();
  await expect(page.getByRole('radio', { name: 'Create a Lead' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Resync', exact: true })).toBeDisabled();
  await capture(page, 'viewer');
  const crafted = await page.request.put('/api/settings/inclusion-list', {
    data: { expectedRevision: 0, listId: null },
    headers: { origin: sluice.appUrl },
  });
  expect(crafted.status()).toBe(403);
  expect(await crafted.json()).toMatchObject({ code: 'not_allowed' });
  await page.getByRole('link', { name: 'Connection', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Reconnect Salesforce' })).toBeDisabled();
});
