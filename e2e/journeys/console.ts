import { expect, type Page } from '@playwright/test';

/** The HubSpot account and the Salesforce org that belong together in the demo, and who administers each. */
export const aurora = {
  portalId: 139482011,
  hubspotUser: 'elena.moretti@auroraenergia.example',
  salesforceUser: 'elena.marchetti@aurora-energia.example',
};

/** Somebody else of the same HubSpot account: may look, but not change. */
export const auroraViewer = 'marco.bellini@auroraenergia.example';

/** Another HubSpot account and another org. */
export const northwind = {
  portalId: 8230417,
  hubspotUser: 'dana.whitfield@northwind.example',
  salesforceUser: 'sam.taylor@northwind.example',
};

/** On HubSpot's consent page: chooses the account, as this user of it, and connects the app. */
export async function consent(page: Page, hubspotUser: string): Promise<void> {
  await page.getByRole('radio', { name: hubspotUser }).check();
  await page.getByRole('button', { name: 'Connect app' }).click();
}

/** Signs in with a HubSpot account, which installs the app there, and goes to the Contacts tab. */
export async function signIn(page: Page, hubspotUser = aurora.hubspotUser): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Connect HubSpot' }).click();
  await consent(page, hubspotUser);
  await page.waitForURL(/\/(setup|contacts)$/);
  // Until both accounts are connected, the first page is the set-up.
  if (page.url().endsWith('/setup')) await page.getByRole('link', { name: 'Contacts', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Limit sync' })).toBeVisible();
}

/** Forgets who is signed in. The page is left first: it asks for news every few seconds, and would be refused. */
export async function forgetSession(page: Page): Promise<void> {
  await page.goto('about:blank');
  await page.context().clearCookies();
}

/** On the Connection tab: goes to Salesforce and logs in there; the approval page is left to decide. */
export async function goToSalesforce(
  page: Page,
  salesforceUser: string,
  button = 'Connect Salesforce',
): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('button', { name: salesforceUser }).click();
  await expect(page.getByRole('heading', { name: 'Allow Access?' })).toBeVisible();
}

/** Connects Salesforce from the Connection tab on. */
export async function connectSalesforce(page: Page, salesforceUser = aurora.salesforceUser): Promise<void> {
  await page.getByRole('link', { name: 'Connection', exact: true }).click();
  await goToSalesforce(page, salesforceUser);
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page.getByText('Salesforce is connected', { exact: true })).toBeVisible();
}

/** Signs in and connects Salesforce unless an earlier test of the same stack has; ends on the Contacts tab. */
export async function openConnectedConsole(page: Page): Promise<void> {
  await signIn(page);
  const isWaiting = page.getByText('Next step: connect Salesforce');
  await expect(isWaiting.or(page.getByText('is connected with Salesforce'))).toBeVisible();
  if (await isWaiting.isVisible()) {
    await connectSalesforce(page);
    await page.getByRole('link', { name: 'Contacts', exact: true }).click();
  }
  await expect(page.getByRole('heading', { name: 'Manual resync' })).toBeVisible();
}

/** Comes back to a tab from another one. Playwright keeps every page focused, so the event is sent by hand. */
export async function returnTo(page: Page): Promise<void> {
  await page.bringToFront();
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
}
