import { documentVersion, type SettingsDocument } from '#lib/contracts/settings-document.ts';
import type { RequestContext } from './context.ts';
import { viewRules } from './read-settings.ts';

/** The settings in force as a document that can be kept, compared and imported, here or into another account. */
export async function exportSettings({ stores, clock }: RequestContext): Promise<SettingsDocument> {
  const [tenant, { settings }] = await Promise.all([stores.readTenant(), stores.settings.readCurrent()]);
  const { inclusionList, createInSalesforce, defaultCompany, defaultLastName } = settings;
  return {
    format: 'sluice-settings',
    version: documentVersion,
    exportedAt: new Date(clock.now()).toISOString(),
    portalId: tenant.portalId,
    settings: {
      inclusionList: inclusionList && { listId: inclusionList.listId, name: inclusionList.name },
      creating: { createInSalesforce, defaultCompany, defaultLastName },
      rules: viewRules(settings),
      mappings: settings.mappings.map((mapping) => ({ ...mapping })),
    },
  };
}
