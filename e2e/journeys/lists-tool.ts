import { expect, type Locator, type Page } from '@playwright/test';

/** One filter of HubSpot's criteria builder: property and operator by their labels, then how the value is given. */
export type Filter = {
  property: string;
  operator: string;
  fill: (filter: Locator) => Promise<void>;
};

export const hasText = (property: string, operator: string, value: string): Filter => ({
  property,
  operator,
  fill: (filter) => filter.getByLabel('Value').fill(value),
});

export const hasChoice = (property: string, operator: string, choice: string): Filter => ({
  property,
  operator,
  fill: (filter) => filter.getByRole('checkbox', { name: choice, exact: true }).check(),
});

/** On the creation page of HubSpot's Lists tool: names the list by the pencil, adds the filters, reviews and saves. */
export async function createActiveList(page: Page, name: string, filters: Filter[]): Promise<void> {
  await page.getByRole('button', { name: 'Rename list' }).click();
  await page.getByRole('textbox', { name: 'List name' }).fill(name);
  await page.keyboard.press('Enter');
  for (const { property, operator, fill } of filters) {
    await page.getByRole('button', { name: 'Add filter', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search properties' }).fill(property);
    await page.getByRole('button', { name: property, exact: true }).click();
    const filter = page.getByRole('group', { name: property, exact: true });
    await filter.getByLabel('Operator').selectOption({ label: operator });
    await fill(filter);
  }
  await page.getByRole('button', { name: 'Review and save' }).click();
  const review = page.getByRole('dialog', { name: 'Review and save' });
  await expect(review.getByLabel('Name')).toHaveValue(name);
  await expect(review).toContainText('Active list');
  await review.getByRole('button', { name: 'Save list' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}
