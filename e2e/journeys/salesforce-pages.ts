import { expect, type Page } from '@playwright/test';
import { expectFields } from './hubspot-pages.ts';

/** Leads on Salesforce's own pages, as the user who is logged in there uses them. */
export function openSalesforcePages(page: Page, salesforceUrl: string) {
  const leadUrl = (leadId: string) => `${salesforceUrl}/lightning/r/Lead/${leadId}/view`;
  const fill = async (values: Readonly<Record<string, string>>) => {
    for (const [label, value] of Object.entries(values))
      await page.getByRole('textbox', { name: label, exact: true }).fill(value);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/\?done=/);
  };
  return {
    /** Answers the new Lead's id. */
    async createLead(values: Readonly<Record<string, string>>): Promise<string> {
      await page.goto(`${salesforceUrl}/lightning/o/Lead/new`);
      await fill(values);
      return /\/Lead\/(\w+)\//.exec(page.url())?.[1] ?? '';
    },
    async editLead(leadId: string, values: Readonly<Record<string, string>>): Promise<void> {
      await page.goto(leadUrl(leadId));
      await fill(values);
    },
    /** The Lead that the search finds; waits until there is one. */
    async findLead(text: string): Promise<string> {
      const link = page.getByRole('row', { name: text }).getByRole('link').first();
      await expect(async () => {
        await page.goto(`${salesforceUrl}/lightning/o/Lead/list?search=${encodeURIComponent(text)}`);
        await expect(link).toBeVisible({ timeout: 500 });
      }).toPass({ timeout: 60_000 });
      return /\/Lead\/(\w+)\//.exec((await link.getAttribute('href')) ?? '')?.[1] ?? '';
    },
    async expectShown(leadId: string, values: Readonly<Record<string, string>>): Promise<void> {
      await expect(async () => {
        await page.goto(leadUrl(leadId));
        await expectFields(page, values);
      }).toPass({ timeout: 60_000 });
    },
  };
}
