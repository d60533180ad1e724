import { expect, type Page } from '@playwright/test';

/** Waits for the first step, with everything it needs read. */
export async function openWizard(page: Page): Promise<void> {
  await page.goto('/import');
  await expect(page.getByRole('button', { name: 'Preview', exact: true })).toBeEnabled();
}

/** Opens the filter and adds a condition on a field that is found by its name. */
export async function addCondition(
  page: Page,
  name: string,
  comparison: string,
  value: string,
): Promise<void> {
  await page.getByText('Limit it by a filter (optional)').click();
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await page.getByRole('combobox', { name: 'Field 1' }).fill(name);
  await page.getByRole('option', { name: new RegExp(`\\(${name}\\)$`) }).click();
  await page.getByLabel('Comparison 1').selectOption({ label: comparison });
  await page.getByLabel('Value 1').fill(value);
}

/** The number that stands under a word. */
export async function expectCount(page: Page, word: string, count: number): Promise<void> {
  const item = page.locator('dl > div').filter({ has: page.getByText(word, { exact: true }) });
  await expect(item.getByRole('definition')).toHaveText(count.toLocaleString('en-GB'));
}

/** Has the preview of a selection counted; answers where it stands. */
export async function previewImport(page: Page, appUrl: string, selection: object): Promise<string> {
  const { previewId } = await post(page, appUrl, '/api/import/preview', selection);
  await expectState(page, `/api/import/preview/${previewId}`, /^ready$/);
  return `/import?preview=${previewId}`;
}

/** Imports a selection to its end; answers where its result stands. */
export async function runImport(page: Page, appUrl: string, selection: object): Promise<string> {
  const { run } = await post(page, appUrl, '/api/import', selection);
  await expectState(page, `/api/runs/${run.runId}`, /^completed/);
  return `/import?run=${run.runId}`;
}

async function post(page: Page, appUrl: string, path: string, data: object) {
  const answer = await page.request.post(path, { headers: { origin: appUrl }, data });
  expect(answer.ok(), await answer.text()).toBe(true);
  return await answer.json();
}

async function expectState(page: Page, path: string, state: RegExp): Promise<void> {
  await expect
    .poll(async () => (await (await page.request.get(path)).json()).state, { timeout: 120_000 })
    .toMatch(state);
}
