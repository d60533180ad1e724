import { afterAll, expect, test } from 'vitest';
import { initialSettings } from '#lib/domain/settings.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openTestTenants } from './tenant.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const chosen = (listId: string) => ({
  ...initialSettings(),
  inclusionList: { listId, name: `List ${listId}` },
});

test('a new tenant has revision 0: no limit, and the default mappings', async () => {
  const { settings } = await tenants.openTenant();
  expect(await settings.readCurrent()).toMatchObject({
    revision: 0,
    settings: initialSettings(),
    savedBy: null,
  });
  expect(await settings.readRevision(0)).toEqual(initialSettings());
});

test('every save is a revision of its own, and older ones stay as they were', async () => {
  const { settings } = await tenants.openTenant();
  await settings.save(0, chosen('7'), 'admin@example.com');
  const second = await settings.save(1, chosen('8'), 'other@example.com');
  expect(second).toMatchObject({ revision: 2, savedBy: 'other@example.com', settings: chosen('8') });
  expect(await settings.readCurrent()).toEqual(second);
  expect(await settings.readRevision(1)).toEqual(chosen('7'));
});

test.each([
  ['older than', 0],
  ['ahead of', 2],
])('a save on a revision %s the current one changes nothing', async (_, expectedRevision) => {
  const { settings } = await tenants.openTenant();
  await settings.save(0, chosen('7'), 'admin@example.com');
  expect(await settings.save(expectedRevision, chosen('8'), 'admin@example.com')).toBeNull();
  expect(await settings.readCurrent()).toMatchObject({ revision: 1, settings: chosen('7') });
});

test('of many saves at once exactly one wins', async () => {
  const { settings } = await tenants.openTenant();
  const saves = ['1', '2', '3', '4', '5', '6'].map((listId) => settings.save(0, chosen(listId), 'admin'));
  const winners = (await Promise.all(saves)).filter((saved) => saved !== null);
  expect(winners).toHaveLength(1);
  expect(await settings.readCurrent()).toEqual(winners[0]);
});

test('another tenant sees nothing of it', async () => {
  const [own, other] = [await tenants.openTenant(), await tenants.openTenant()];
  await own.settings.save(0, chosen('7'), 'admin@example.com');
  expect(await other.settings.readCurrent()).toMatchObject({ revision: 0, settings: initialSettings() });
  await expect(other.settings.readRevision(1)).rejects.toThrow();
});

test('settings that do not parse are a failure, never "no limit"', async () => {
  const { settings, tenantId } = await tenants.openTenant();
  await settings.save(0, chosen('7'), 'admin@example.com');
  await tenants.db.settingsRevision.updateMany({
    where: { tenantId },
    data: { settings: { inclusionList: 7 } },
  });
  await expect(settings.readCurrent()).rejects.toThrow();
});

test('a list counts as chosen since it was chosen, whatever else was saved since', async () => {
  const { settings } = await tenants.openTenant();
  expect(await settings.readListChosenAt()).toBeNull();
  const save = async (revision: number, listId: string | null) => {
    const inclusionList = listId === null ? null : { listId, name: `List ${listId}` };
    const saved = await settings.save(revision, { ...initialSettings(), inclusionList }, 'admin');
    return saved?.savedAt ?? '';
  };
  await save(0, '7');
  const chosenAt = await save(1, '8');
  await save(2, '8');
  await save(3, '8');
  expect(await settings.readListChosenAt()).toBe(chosenAt);
  const again = await save(4, '7');
  expect(await settings.readListChosenAt()).toBe(again);
  await save(5, null);
  expect(await settings.readListChosenAt()).toBeNull();
});
