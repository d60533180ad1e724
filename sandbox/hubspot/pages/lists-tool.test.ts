import { arch, platform } from 'node:os';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from '@playwright/test';
import packagedChromium from '@sparticuz/chromium';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createHubspotService, type HubspotService } from '#sandbox/hubspot/service.ts';
import { createClock } from '#sandbox/kernel/clock.ts';
import { type Listener, listen } from '#sandbox/kernel/listen.ts';
import { createRandom } from '#sandbox/kernel/random.ts';

let hubspot: HubspotService;
let listener: Listener;
let browser: Browser;
let page: Page;
let complaints: string[];
let tool: string;

beforeAll(async () => {
  const isPackaged = platform() === 'linux' && arch() === 'x64';
  browser = await chromium.launch(
    isPackaged ? { executablePath: await packagedChromium.executablePath(), args: ['--no-sandbox'] } : {},
  );
}, 60_000);
afterAll(() => browser.close());

beforeEach(async () => {
  const clock = createClock({ mode: 'real' });
  hubspot = createHubspotService({ clock, random: createRandom('page'), baseUrl: () => listener.url });
  hubspot.loadScenario('demo');
  listener = await listen(hubspot.app, 0, 'none');
  tool = `${listener.url}/contacts/139482011/objectLists`;
  const context = await browser.newContext();
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  return async () => {
    await context.close();
    await listener.close();
    expect(complaints).toEqual([]);
  };
});

async function addFilter(group: number, property: string, operator: string): Promise<void> {
  const section = page.getByRole('region', { name: `Group ${group}` });
  await section.getByRole('button', { name: 'Add filter' }).click();
  await section.getByLabel('Search properties').fill(property);
  await section.getByRole('button', { name: property, exact: true }).click();
  await section.getByRole('group', { name: property }).getByLabel('Operator').selectOption(operator);
}

it('lets a person name, build, review and save an active list, and watch it being processed', async () => {
  await page.goto(tool);
  await page.getByRole('link', { name: 'Create list' }).click();
  await page.getByRole('button', { name: 'Rename list' }).click();
  await page.getByLabel('List name').fill('Northern customers');
  await page.getByLabel('List name').press('Enter');
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Northern customers');

  await addFilter(1, 'Lifecycle Stage', 'is any of');
  await page.getByRole('checkbox', { name: 'Customer' }).check();
  await addFilter(1, 'City', 'is equal to any of');
  await page.getByRole('group', { name: 'City' }).getByLabel('Value').fill('Milano; Torino');
  await page.getByRole('button', { name: 'Add filter group' }).click();
  await addFilter(2, 'Annual consumption (kWh)', 'is greater than');
  await page.getByRole('region', { name: 'Group 2' }).getByLabel('Value').fill('800000');
  await page.getByText('contacts meet these filters').waitFor();
  // An estimate of the filters before the last one may still stand there.
  await expect.poll(() => page.locator('#estimate').textContent()).toBe('131');

  await page.getByRole('button', { name: 'Review and save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Review and save' });
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Northern customers');
  expect(await dialog.getByRole('listitem').allTextContents()).toEqual([
    'Lifecycle Stage is any of Customer and City is equal to any of Milano or Torino',
    'Annual consumption (kWh) is greater than 800000',
  ]);
  await dialog.getByRole('button', { name: 'Save list' }).click();

  await page.waitForURL(/objectLists\/18$/);
  expect(await page.getByRole('status').textContent()).toBe('Processing');
  await page.getByText('Up to date').waitFor();
  expect(await page.locator('[data-field="size"]').textContent()).toBe('131');
  expect(await page.getByRole('table').getByRole('row').count()).toBe(51);
});

it('says what is missing before it lets a person save', async () => {
  await page.goto(`${tool}/create?objectTypeId=0-1`);
  await page.getByRole('button', { name: 'Review and save' }).click();
  await page.getByText('Add at least one filter to every group.').waitFor();
  await addFilter(1, 'City', 'is known');
  await page.getByRole('button', { name: 'Review and save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Customers in Italy');
  await dialog.getByRole('button', { name: 'Save list' }).click();
  await dialog.getByRole('alert').getByText('already exists').waitFor();
  await dialog.getByRole('button', { name: 'Back to filters' }).click();
  await page.getByRole('button', { name: 'Remove filter City' }).click();
  expect(await page.getByRole('group', { name: 'City' }).count()).toBe(0);
});

it('can be worked with the keyboard alone', async () => {
  await page.goto(`${tool}/create`);
  await page.getByRole('button', { name: 'Add filter', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('company name');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT');
  await page.keyboard.press('Tab');
  await page.keyboard.type('kestrel');
  await page.getByText('Complete the filters').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Review and save' }).press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

it('opens saved criteria with their values, and converts and deletes after asking', async () => {
  await page.goto(`${tool}/11`);
  await page.getByRole('link', { name: 'Edit criteria' }).click();
  expect(await page.getByRole('checkbox', { name: 'Customer' }).isChecked()).toBe(true);
  expect(await page.getByLabel('Value').inputValue()).toBe('Italy');
  await page.goBack();
  await page.getByRole('button', { name: 'Convert to static list' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(hubspot.world.portals.get(139_482_011)?.lists.find('11')?.processingType).toBe('DYNAMIC');
  await page.getByRole('button', { name: 'Convert to static list' }).click();
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
  await page.getByRole('link', { name: 'Edit criteria' }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Delete list' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('link', { name: 'Create list' }).waitFor();
  expect(await page.getByRole('link', { name: 'Customers in Italy' }).count()).toBe(0);
});

it.each(['', '/create', '/11', '/11/filters', '/../objects/0-1', '/../record/0-1/51000000001'])(
  'is accessible at objectLists%s',
  async (path) => {
    await page.goto(`${tool}${path}`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  },
);
