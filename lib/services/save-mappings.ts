import type { MappingsResponse, SaveMappingsRequest } from '#lib/contracts/mappings.ts';
import { checkMappingSet } from './check-mapping-set.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { viewMappings } from './read-mappings.ts';
import { saveOnTop } from './save-revision.ts';

/**
 * Saves the whole set of mappings, when nothing is wrong with it.
 *
 * @throws ServiceError `mappings_faulty` with every fault, `salesforce_not_connected`, `settings_changed_meanwhile`:
 *   nothing is changed.
 */
export async function saveMappings(
  context: RequestContext,
  { expectedRevision, mappings }: SaveMappingsRequest,
): Promise<MappingsResponse> {
  const faults = await checkMappingSet(context, mappings);
  if (faults.length > 0) throw new ServiceError('mappings_faulty', { faults: faults.length }, faults);
  const saved = await saveOnTop(context, expectedRevision, { mappings }, 'mappings.saved', {
    mappings: mappings.length,
  });
  return viewMappings(context, saved);
}
