import type { ImportSelectionRequest } from '#lib/contracts/import.ts';
import {
  bindConditions,
  type CheckedSelection,
  filterOf,
  type ImportFault,
} from '#lib/domain/import-selection.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import { ProviderFailure, type SalesforceApiUsage } from '#lib/ports.ts';
import type { RequestContext } from './context.ts';

export type ImportEstimate = {
  readonly hubspotCalls: number;
  readonly salesforceCalls: number;
  readonly minutes: number;
  /** What Salesforce has left today beyond the last calls, which are the organization's own; `null`: not known. */
  readonly salesforceCallsLeft: number | null;
};

export type CheckedImport = {
  readonly selection: CheckedSelection;
  readonly found: number;
  readonly estimate: ImportEstimate;
  /** Empty: it can start. */
  readonly faults: readonly ImportFault[];
};

/** Checks what was chosen against the org: what may be read, how much there is, and what it would cost. */
export async function checkImport(
  context: RequestContext,
  { salesforceTypes, filter }: ImportSelectionRequest,
): Promise<CheckedImport> {
  const checks = await Promise.all(
    salesforceTypes.map((type) => checkType(context, type, filter.conditions)),
  );
  const boundOf = (type: SalesforceType) =>
    checks.find((check) => check.salesforceType === type)?.bound ?? [];
  const selection: CheckedSelection = {
    salesforceTypes,
    filter,
    conditions: { Lead: boundOf('Lead'), Contact: boundOf('Contact') },
  };
  const faults = checks.flatMap((check) => check.faults);
  const found = faults.length > 0 ? 0 : await countAll(context, selection);
  const { settings } = await context.stores.settings.readCurrent();
  const estimate = estimateImport(found, settings.inclusionList !== null, context.salesforce.apiUsage());
  return { selection, found, estimate, faults: [...faults, ...budgetFaults(estimate)] };
}

type TypeCheck = Pick<CheckedImport, 'faults'> & {
  readonly salesforceType: SalesforceType;
  readonly bound: CheckedSelection['conditions'][SalesforceType];
};

async function checkType(
  { salesforce }: RequestContext,
  salesforceType: SalesforceType,
  conditions: ImportSelectionRequest['filter']['conditions'],
): Promise<TypeCheck> {
  try {
    const fields = await salesforce.describeFilterFields(salesforceType);
    return { salesforceType, ...bindConditions(salesforceType, conditions, fields) };
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'rejected') throw error;
    const fault = { code: 'object_not_accessible', salesforceType, field: null } as const;
    return { salesforceType, bound: [], faults: [{ ...fault, needed: null, available: null }] };
  }
}

async function countAll({ salesforce }: RequestContext, selection: CheckedSelection): Promise<number> {
  const counts = await Promise.all(
    selection.salesforceTypes.map((type) => salesforce.countSelected(type, filterOf(selection, type))),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

const contactsPerCall = 100;
const membershipsPerCall = 100;
const recordsPerWave = 1_000;
/** Two reads of the records themselves and the searches for others with their addresses. */
const salesforceCallsPerWave = 9;
const idsPerJobPage = 10_000;
/** Counting, the job, and asking how far it is. */
const salesforceCallsAtStart = 12;
/** What the limiter lets through: 110 per 10 s less a tenth for the console and sweeps. */
const hubspotCallsPerMinute = 594;
/** The last tenth of the day's calls is the organization's own. */
const usableShare = 0.9;

/** What an import costs at the most: every contact is made and filled. */
export function estimateImport(
  records: number,
  isLimited: boolean,
  usage: SalesforceApiUsage | null,
): ImportEstimate {
  const batches = Math.ceil(records / contactsPerCall);
  const hubspotCalls = 4 * batches + (isLimited ? Math.ceil(records / membershipsPerCall) : 0);
  const salesforceCalls =
    salesforceCallsAtStart +
    Math.ceil(records / idsPerJobPage) +
    salesforceCallsPerWave * Math.ceil(records / recordsPerWave);
  const salesforceCallsLeft =
    usage === null ? null : Math.max(0, Math.floor(usage.limit * usableShare) - usage.used);
  return {
    hubspotCalls,
    salesforceCalls,
    minutes: hubspotCalls / hubspotCallsPerMinute,
    salesforceCallsLeft,
  };
}

/** What stands in the way when Salesforce has too few calls left today. */
export function budgetFaults({
  salesforceCalls: needed,
  salesforceCallsLeft,
}: ImportEstimate): readonly ImportFault[] {
  if (salesforceCallsLeft === null || needed <= salesforceCallsLeft) return [];
  const fault = { code: 'api_budget_too_small', salesforceType: null, field: null } as const;
  return [{ ...fault, needed, available: salesforceCallsLeft }];
}
