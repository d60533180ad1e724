import { z } from 'zod';
import { syncRules } from '#lib/domain/field-mapping.ts';
import { filterKinds, filterOperators } from '#lib/domain/import-selection.ts';
import { fieldFaultCodes } from '#lib/domain/outcome.ts';
import { settingNames } from '#lib/domain/setting-changes.ts';
import { initialSettings } from '#lib/domain/settings.ts';

/** Shapes of the JSON columns. A column that does not parse is a defect and must not be read as "empty". */

const salesforceType = z.enum(['Lead', 'Contact']);
const side = z.enum(['hubspot', 'salesforce']);
const fieldFaultCode = z.enum(fieldFaultCodes);

export const inclusionListColumn = z.object({ listId: z.string(), name: z.string() });

const initial = initialSettings();

/** What a revision older than a setting does not say is what the setting was until somebody chose it. */
export const settingsColumn = z.object({
  inclusionList: inclusionListColumn.nullable(),
  createInSalesforce: z.enum(['nothing', 'lead', 'contact']),
  contactForKnownAccount: z.boolean().default(initial.contactForKnownAccount),
  defaultCompany: z.string(),
  defaultLastName: z.string(),
  autoCreateSince: z
    .object({ Lead: z.string().nullable(), Contact: z.string().nullable() })
    .default(initial.autoCreateSince),
  onSalesforceDelete: z.enum(['keep', 'archive']).default(initial.onSalesforceDelete),
  syncOnJoin: z.boolean().default(initial.syncOnJoin),
  settleDelaySeconds: z.number().default(initial.settleDelaySeconds),
  importWaitMinutes: z.number().default(initial.importWaitMinutes),
  historyDays: z.number().default(initial.historyDays),
  largeChangePercent: z.number().default(initial.largeChangePercent),
  mappings: z.array(
    z.object({
      salesforceType,
      hubspotProperty: z.string(),
      salesforceField: z.string(),
      rule: z.enum(syncRules),
      hasBlankProtection: z.boolean(),
    }),
  ),
});

export const baseColumn = z.record(z.string(), z.string());
export const countsColumn = z.record(z.string(), z.number());
export const samplesColumn = z.array(z.tuple([z.number(), z.number()]));

export const membershipColumn = z.object({
  listId: z.string(),
  answer: z.enum(['member', 'not_member', 'unknown']),
  readAt: z.string(),
});

export const failureColumn = z.object({
  code: z.string(),
  side,
  field: z.string().nullable(),
  detail: z.string().nullable(),
  isRetryable: z.boolean(),
  fixer: z.enum(['hubspot_admin', 'salesforce_admin', 'contact_owner', 'nobody_wait']),
});

export const changesColumn = z.array(
  z.object({ side, field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
);

export const faultsColumn = z.array(
  z.object({ side, field: z.string(), code: fieldFaultCode, valueLength: z.number() }),
);

/** Before the names under which a run's counts keep what is counted beside its outcomes. */
export const tallyPrefix = 'tally.';

const conditionColumn = z.object({
  field: z.string(),
  operator: z.enum(filterOperators),
  value: z.string(),
});
const boundConditions = z.array(conditionColumn.extend({ kind: z.enum(filterKinds) }));

/** What an impact is counted from, kept where an import keeps its selection. */
export const impactColumn = z.object({
  isEstimate: z.boolean(),
  isLimitedBefore: z.boolean(),
  isLimitedAfter: z.boolean(),
  membersBefore: z.number().nullable(),
  membersAfter: z.number().nullable(),
  linked: z.number(),
});

export const selectionColumn = z.object({
  salesforceTypes: z.array(salesforceType),
  filter: z.object({
    createdSince: z.string().nullable(),
    modifiedSince: z.string().nullable(),
    ownerId: z.string().nullable(),
    conditions: z.array(conditionColumn),
  }),
  conditions: z.object({ Lead: boundConditions, Contact: boundConditions }),
});

const auditChanges = z.array(
  z.object({
    setting: z.enum(settingNames),
    subject: z.string().nullable(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  }),
);

/** Facts by name, and beside them what changed in the settings. */
export const auditColumn = z
  .object({ changes: auditChanges.default([]) })
  .catchall(z.union([z.string(), z.number(), z.null()]));
