import { expect, type Page } from '@playwright/test';
import { aurora } from './console.ts';

/** One contact on HubSpot's own pages, as a person of the account uses them. */
export function openHubspotPages(page: Page, hubspotUrl: string) {
  const portal = `${hubspotUrl}/contacts/${aurora.portalId}`;
  const recordUrl = (contactId: string) => `${portal}/record/0-1/${contactId}`;
  return {
    /** Answers the new contact's id. */
    async create(values: Readonly<Record<string, string>>): Promise<string> {
      await page.goto(`${portal}/objects/0-1`);
      await page.getByRole('button', { name: 'Create contact' }).click();
      const dialog = page.getByRole('dialog', { name: 'Create contact' });
      for (const [label, value] of Object.entries(values)) {
        await dialog.getByLabel(label, { exact: true }).fill(value);
      }
      await dialog.getByRole('button', { name: 'Create', exact: true }).click();
      await page.waitForURL(/\/record\/0-1\/\d+$/);
      return /\d+$/.exec(page.url())?.[0] ?? '';
    },
    async edit(contactId: string, values: Readonly<Record<string, string>>): Promise<void> {
      await page.goto(recordUrl(contactId));
      for (const [label, value] of Object.entries(values))
        await page.getByRole('textbox', { name: label, exact: true }).fill(value);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.waitForURL(recordUrl(contactId));
    },
    async chooseStage(contactId: string, stage: string): Promise<void> {
      await page.goto(recordUrl(contactId));
      await page.getByLabel('Lifecycle Stage', { exact: true }).selectOption({ label: stage });
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByLabel('Lifecycle Stage', { exact: true })).toHaveValue(/./);
    },
    /** Looks again and again, as somebody who waits for a value does. */
    async expectShown(contactId: string, values: Readonly<Record<string, string>>): Promise<void> {
      await expect(async () => {
        await page.goto(recordUrl(contactId));
        await expectFields(page, values);
      }).toPass({ timeout: 60_000 });
    },
    /** The contact whose name the search finds; waits until there is one. */
    async find(email: string): Promise<string> {
      const link = page.getByRole('row', { name: email }).getByRole('link');
      await expect(async () => {
        await page.goto(`${portal}/objects/0-1?q=${encodeURIComponent(email)}`);
        await expect(link).toBeVisible({ timeout: 500 });
      }).toPass({ timeout: 60_000 });
      return /\d+$/.exec((await link.getAttribute('href')) ?? '')?.[0] ?? '';
    },
  };
}

/** What stands in the form of a record right now. */
export async function expectFields(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await expect(page.getByRole('textbox', { name: label, exact: true })).toHaveValue(value, {
      timeout: 500,
    });
  }
}
