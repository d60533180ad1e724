import {
  answerBatch,
  batchError,
  HISTORY_BATCH_MAX,
  readInputs,
  readNames,
  readText,
} from '#sandbox/hubspot/api/batch.ts';
import { type ApiCall, readBoolean, readJsonObject } from '#sandbox/hubspot/api/endpoint.ts';
import { validationError } from '#sandbox/hubspot/api/errors.ts';
import { createContactViewer } from './contact-view.ts';
import { rowByProperty, rowByRecordId } from './contact-writes.ts';

/**
 * `POST …/contacts/batch/read`. Results come by record id, not in the order asked; a merged contact's old id
 * gives the survivor under its own id; two ids of one contact give it once.
 */
export async function readBatch({ c, portal, world }: ApiCall): Promise<Response> {
  const startedAt = world.clock.now();
  const body = await readJsonObject(c);
  const inputs = readInputs(body);
  const history = readNames(body.propertiesWithHistory);
  if (history.length > 0 && inputs.length > HISTORY_BATCH_MAX) {
    throw validationError(
      `The maximum number of inputs supported in a batch request for property histories is ${HISTORY_BATCH_MAX}. Please reduce the number of items and try again`,
    );
  }
  const wantsArchived = readBoolean(c, 'archived');
  const idProperty =
    typeof body.idProperty === 'string' && body.idProperty !== '' ? body.idProperty : undefined;
  const rows = new Set<number>();
  const missing: string[] = [];
  for (const input of inputs) {
    const wanted = readText(input, 'id');
    const row =
      idProperty === undefined ? rowByRecordId(portal, wanted) : rowByProperty(portal, idProperty, wanted);
    const state = row === undefined ? undefined : portal.contacts.stateOf(row);
    if (row !== undefined && state === (wantsArchived ? 'archived' : 'live')) rows.add(row);
    else missing.push(wanted);
  }
  const show = createContactViewer(portal, readNames(body.properties), history);
  const results = [...rows].sort((a, b) => a - b).map(show);
  const errors = missing.length === 0 ? [] : [notFound(missing)];
  return answerBatch(c, startedAt, world.clock.now(), results, errors);
}

function notFound(ids: string[]) {
  return batchError(
    'OBJECT_NOT_FOUND',
    'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
    { ids },
  );
}
