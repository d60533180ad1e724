import type { AttemptsResponse, AttemptView, HistoryQuery } from '#lib/contracts/runs.ts';
import type { OutcomeKind } from '#lib/domain/outcome.ts';
import type { StoredAttempt } from '#lib/ports/attempts.ts';
import type { RequestContext } from './context.ts';
import { hubspotLinks } from './hubspot-links.ts';
import { linkRecord } from './salesforce-links.ts';
import { readRun } from './view-run.ts';

const attemptsPerPage = 50;

/**
 * Outcomes of a run, newest first.
 *
 * @throws ServiceError `not_found`.
 */
export async function listAttempts(
  context: RequestContext,
  runId: string,
  filter: { outcome?: OutcomeKind | undefined; before?: string | undefined },
): Promise<AttemptsResponse> {
  await readRun(context, runId);
  const attempts = await context.stores.attempts.listOfRun(runId, {
    outcome: filter.outcome ?? null,
    before: filter.before ?? null,
    limit: attemptsPerPage,
  });
  return viewPage(context, attempts);
}

/** What happened to records, in runs and live, newest first. */
export async function listHistory(context: RequestContext, query: HistoryQuery): Promise<AttemptsResponse> {
  const attempts = await context.stores.attempts.list({
    person: query.person ?? null,
    outcome: query.outcome ?? null,
    trigger: query.trigger ?? null,
    from: query.from ?? null,
    to: query.to ?? null,
    before: query.before ?? null,
    limit: attemptsPerPage,
  });
  return viewPage(context, attempts);
}

const personHistoryLength = 20;

/** What happened to one person's records on either side, newest first. */
export async function listPersonHistory(
  context: RequestContext,
  recordIds: readonly string[],
  before: string | null,
): Promise<AttemptsResponse> {
  const anything = { outcome: null, trigger: null, from: null, to: null, before };
  const found = await Promise.all(
    recordIds.map((person) =>
      context.stores.attempts.list({ ...anything, person, limit: personHistoryLength }),
    ),
  );
  const byId = new Map(found.flat().map((attempt) => [attempt.attemptId, attempt]));
  const newest = [...byId.values()].sort((first, second) => (first.attemptId < second.attemptId ? 1 : -1));
  return viewPage(context, newest.slice(0, personHistoryLength), personHistoryLength);
}

async function viewPage(
  context: RequestContext,
  attempts: readonly StoredAttempt[],
  pageLength = attemptsPerPage,
): Promise<AttemptsResponse> {
  const [tenant, connection] = await Promise.all([
    context.stores.readTenant(),
    context.stores.connections.read('salesforce'),
  ]);
  const links = hubspotLinks(context, tenant);
  const last = attempts.at(-1);
  return {
    attempts: attempts.map((attempt) => viewAttempt(attempt, links.contact, connection?.instanceUrl ?? null)),
    nextBefore: attempts.length === pageLength && last !== undefined ? last.attemptId : null,
  };
}

function viewAttempt(
  attempt: StoredAttempt,
  contactUrl: (hubspotContactId: string) => string,
  instanceUrl: string | null,
): AttemptView {
  const { hubspotContactId, salesforceId, salesforceType } = attempt;
  return {
    attemptId: attempt.attemptId,
    at: attempt.at,
    runId: attempt.runId,
    triggers: [...attempt.triggers],
    email: attempt.email,
    hubspotContactId,
    hubspotUrl: hubspotContactId === null ? null : contactUrl(hubspotContactId),
    salesforceType,
    salesforceId,
    salesforceUrl: linkRecord(instanceUrl, attempt),
    outcome: attempt.outcome,
    reason: attempt.reason,
    failure: attempt.failure,
    changes: [...attempt.changes],
    faults: [...attempt.faults],
    membership: attempt.membership,
  };
}
