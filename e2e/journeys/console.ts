import { expect, type Page } from '@playwright/test';

/** The HubSpot account and the Salesforce person that belong together in the demo. */
export const aurora = {
  account: 'Aurora Energia',
  portalId: 139482011,
  administrator: 'Elena Marchetti',
  username: 'elena.marchetti@aurora-energia.example',
};
export const northwind = { account: 'Northwind Test', portalId: 8230417, administrator: 'Sam Taylor' };

/** On HubSpot's consent page: chooses the account and connects the app. */
export async function consent(page: Page, account: string): Promise<void> {
  await page.getByRole('radio', { name: account }).check();
  await page.getByRole('button', { name: 'Connect app' }).click();
}

/** Signs in with a HubSpot account, which installs the app there, and lands on the Contacts tab. */
export async function signIn(page: Page, account = aurora.account): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Connect HubSpot' }).click();
  await consent(page, account);
  await expect(page.getByRole('heading', { name: 'Limit sync' })).toBeVisible();
}

/** On the Connection tab: goes to Salesforce and logs in there; the approval page is left to decide. */
export async function goToSalesforce(
  page: Page,
  person: string,
  button = 'Connect Salesforce',
): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('button', { name: person }).click();
  await expect(page.getByRole('heading', { name: 'Allow Access?' })).toBeVisible();
}

/** Connects Salesforce from the Connection tab on. */
export async function connectSalesforce(page: Page, person = aurora.administrator): Promise<void> {
  await page.getByRole('link', { name: 'Connection', exact: true }).click();
  await goToSalesforce(page, person);
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
