import type { SettingsResponse } from '#lib/contracts/settings.ts';
import type { ImportDocumentRequest } from '#lib/contracts/settings-document.ts';
import { readDocument } from './check-document.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { viewSettings } from './read-settings.ts';
import { saveOnTop } from './save-revision.ts';

/**
 * Saves a document's settings as the next revision; syncs nobody.
 *
 * @throws ServiceError `settings_document_faulty` with how many faults there are, `salesforce_not_connected`,
 *   `settings_changed_meanwhile`: nothing is changed.
 */
export async function importSettings(
  context: RequestContext,
  { expectedRevision, document }: ImportDocumentRequest,
): Promise<SettingsResponse> {
  const reading = await readDocument(context, document);
  if (reading.kind === 'faulty') {
    throw new ServiceError('settings_document_faulty', { faults: reading.faults.length });
  }
  const { exportedAt, portalId } = reading.document;
  const detail = { exportedAt, portalId };
  const saved = await saveOnTop(context, expectedRevision, reading.applyTo, 'settings.imported', detail);
  return viewSettings(context, saved);
}
