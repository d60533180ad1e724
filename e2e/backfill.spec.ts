import { expectAccessible } from './journeys/accessible.ts';
import { openConnectedConsole } from './journeys/console.ts';
import { savedNotice } from './journeys/contacts-tab.ts';
import { expect, test } from './setup/test.ts';

test.use({ stack: 'backfill' });

test('a changed rule offers a backfill with its cost, which can be declined or started', async ({ page }) => {
  await openConnectedConsole(page);
  await page.getByRole('button', { name: 'Edit field mappings' }).click();
  const rule = page.getByRole('listitem').getByRole('combobox', { name: 'Sync rule' }).last();
  const offer = page.getByRole('status').filter({ hasText: 'Bring linked contacts up to date?' });
  await rule.selectOption({ label: 'Always use Salesforce' });
  await page.getByRole('button', { name: 'Save mappings' }).click();
  await expect(savedNotice(page)).toContainText('field mappings apply from now on');
  await expect(offer).toContainText(/contacts? · about \d+ HubSpot calls? · about \d+ Salesforce calls?/);
  await expectAccessible(page, 'backfill-offer');
  await offer.getByRole('button', { name: 'Not now' }).click();
  await expect(offer).toBeHidden();

  await rule.selectOption({ label: 'Always use HubSpot' });
  await page.getByRole('button', { name: 'Save mappings' }).click();
  await offer.getByRole('button', { name: 'Start backfill' }).click();
  await page.getByRole('link', { name: 'See the backfill' }).click();
  await expect(page.getByRole('heading', { name: 'Backfill of the field mappings' })).toBeVisible();
});
