import {
  answerBatch,
  type BatchError,
  batchError,
  readInputs,
  readProperties,
  readText,
  toBatchError,
} from '#sandbox/hubspot/api/batch.ts';
import { type ApiCall, readJsonObject } from '#sandbox/hubspot/api/endpoint.ts';
import { conflict, HubspotError, validationError } from '#sandbox/hubspot/api/errors.ts';
import { shuffle } from '#sandbox/kernel/random.ts';
import { type ContactView, showWritten } from './contact-view.ts';
import {
  executeCreate,
  executeUpdate,
  type PlannedWrite,
  planCreate,
  planUpdate,
  rowByProperty,
} from './contact-writes.ts';

type Input = Record<string, unknown>;

/** One input after its checks: what to write where; `row` is absent for a creation. */
interface Step {
  row: number | undefined;
  plan: PlannedWrite;
  traceId: string | undefined;
}

/** `POST …/contacts/batch/create` */
export async function createBatch(call: ApiCall): Promise<Response> {
  const inputs = readInputs(await readJsonObject(call.c));
  const claimed = new Set<string>();
  return writeBatch(call, inputs, {
    isPartial: haveUniqueTraceIds(inputs),
    success: 201,
    plan: (input) => {
      const plan = planCreate(call.portal, readProperties(input));
      claimEmail(plan, claimed);
      return { row: undefined, plan };
    },
  });
}

/** `POST …/contacts/batch/update`. Addresses contacts by their present record id: ids merged away are not found. */
export async function updateBatch(call: ApiCall): Promise<Response> {
  const { portal, world } = call;
  const inputs = readInputs(await readJsonObject(call.c));
  refuseDuplicateIds(inputs);
  const missing: string[] = [];
  const found = inputs.filter((input) => {
    const isFound = findUpdateRow(call, input) !== undefined;
    if (!isFound) missing.push(readText(input, 'id'));
    return isFound;
  });
  const claimed = new Set<string>();
  return writeBatch(call, found, {
    isPartial: world.settings.assumptions.traceIdsMakeUpdatesPartial && haveUniqueTraceIds(inputs),
    errors: missing.length === 0 ? [] : [notFound(missing)],
    plan: (input) => {
      const row = findUpdateRow(call, input) ?? -1;
      const plan = planUpdate(portal, row, readProperties(input));
      claimEmail(plan, claimed);
      return { row, plan };
    },
  });
}

/** `POST …/contacts/batch/upsert`. By e-mail it is all or nothing whatever trace ids were sent. */
export async function upsertBatch(call: ApiCall): Promise<Response> {
  const { portal, world } = call;
  const inputs = readInputs(await readJsonObject(call.c));
  refuseDuplicateIds(inputs);
  const byEmail = inputs.some((input) => input.idProperty === 'email');
  return writeBatch(call, inputs, {
    isPartial:
      !byEmail && world.settings.assumptions.traceIdsMakeUpdatesPartial && haveUniqueTraceIds(inputs),
    isUpsert: true,
    plan: (input) => {
      const idProperty = typeof input.idProperty === 'string' ? input.idProperty : '';
      if (idProperty === '') throw validationError('idProperty is required for upsert.');
      const value = readText(input, 'id');
      const row = rowByProperty(portal, idProperty, value);
      const isNew = row === undefined || !portal.contacts.isLive(row);
      const properties = isNew ? { [idProperty]: value, ...readProperties(input) } : readProperties(input);
      return isNew
        ? { row: undefined, plan: planCreate(portal, properties) }
        : { row, plan: planUpdate(portal, row, properties) };
    },
  });
}

/** `POST …/contacts/batch/archive`: 204 whether or not the contacts exist. */
export async function archiveBatch({ c, portal, world, source }: ApiCall): Promise<Response> {
  const inputs = readInputs(await readJsonObject(c));
  for (const input of inputs) {
    const row = portal.contacts.rowOf(readText(input, 'id'));
    if (row === undefined || !portal.contacts.isLive(row)) continue;
    portal.contacts.archive(row, source, world.clock.now());
    world.counters.recordWrite('hubspot', 'contact', portal.contacts.idOf(row));
  }
  return c.body(null, 204);
}

/** Checks every input first, so that a refused batch has changed nothing; then writes. */
function writeBatch(
  call: ApiCall,
  inputs: Input[],
  rules: {
    isPartial: boolean;
    isUpsert?: boolean;
    success?: 200 | 201;
    errors?: BatchError[];
    plan: (input: Input) => Omit<Step, 'traceId'>;
  },
): Response {
  const startedAt = call.world.clock.now();
  const errors = [...(rules.errors ?? [])];
  const steps: Step[] = [];
  for (const input of inputs) {
    const traceId = typeof input.objectWriteTraceId === 'string' ? input.objectWriteTraceId : undefined;
    try {
      steps.push({ ...rules.plan(input), traceId });
    } catch (error) {
      if (!rules.isPartial || !(error instanceof HubspotError) || traceId === undefined) throw error;
      errors.push(toBatchError(error, traceId));
    }
  }
  const results = steps.map((step) => execute(call, step, rules.isUpsert === true));
  return answerBatch(
    call.c,
    startedAt,
    call.world.clock.now(),
    shuffle(call.world.random, results),
    errors,
    rules.success,
  );
}

function execute({ portal, world, source }: ApiCall, step: Step, isUpsert: boolean): ContactView {
  const { plan, traceId } = step;
  const row = step.row ?? executeCreate(portal, plan, source);
  if (step.row !== undefined) executeUpdate(portal, row, plan, source);
  world.counters.recordWrite('hubspot', 'contact', portal.contacts.idOf(row));
  return {
    ...showWritten(portal, row, plan.values.keys()),
    ...(traceId === undefined ? {} : { objectWriteTraceId: traceId }),
    ...(isUpsert && { new: step.row === undefined }),
  };
}

/** Only trace ids that are all there and all different let part of a batch succeed. */
function haveUniqueTraceIds(inputs: Input[]): boolean {
  const ids = new Set(inputs.map((input) => input.objectWriteTraceId));
  return ids.size === inputs.length && !ids.has(undefined);
}

/** Two inputs of one batch must not take the same address. */
function claimEmail(plan: PlannedWrite, claimed: Set<string>): void {
  const email = plan.values.get('email');
  if (!email) return;
  if (claimed.has(email)) throw conflict(`Contact already exists. Duplicate email in batch: ${email}`);
  claimed.add(email);
}

function refuseDuplicateIds(inputs: Input[]): void {
  const seen = new Set<string>();
  for (const input of inputs) {
    const key = readText(input, 'id').toLowerCase();
    if (seen.has(key)) {
      throw validationError(`Duplicate IDs found in batch input: [${key}]. IDs must be unique`);
    }
    seen.add(key);
  }
}

function findUpdateRow({ portal }: ApiCall, input: Input): number | undefined {
  const { idProperty } = input;
  if (idProperty === 'email') {
    throw validationError('Unable to perform update/upsert by non-unique 0-1 property: email');
  }
  const wanted = readText(input, 'id');
  const row =
    typeof idProperty === 'string' && idProperty !== ''
      ? rowByProperty(portal, idProperty, wanted)
      : portal.contacts.rowOf(wanted);
  return row !== undefined && portal.contacts.isLive(row) ? row : undefined;
}

function notFound(ids: string[]): BatchError {
  return batchError(
    'OBJECT_NOT_FOUND',
    'Could not update some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
    { ids },
  );
}
