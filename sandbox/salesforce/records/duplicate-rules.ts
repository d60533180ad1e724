import type { DuplicateRule } from '../metadata/rules.ts';
import type { Org } from '../world/org.ts';
import type { ApiError } from './api-fault.ts';
import { renderField } from './read-field.ts';
import type { FieldValue, Row } from './row.ts';

export type DuplicateOptions = { allowSave: boolean; includeRecordDetails: boolean };

type Match = { objectName: string; rule: string; rows: Row[] };

const fold = (value: FieldValue | undefined): string => String(value ?? '').toLowerCase();

function findMatches(org: Org, rule: DuplicateRule, candidate: Row): Match[] {
  return rule.matching.flatMap(({ object, rule: matchingRule, equal }) => {
    if (equal.some((name) => fold(candidate[name]) === '')) return [];
    const [indexed] = equal;
    const rows = org
      .tableOf(object)
      .find(indexed, fold(candidate[indexed]))
      .filter(
        (row) =>
          row.Id !== candidate.Id &&
          row.IsDeleted !== true &&
          row.IsConverted !== true &&
          equal.every((name) => fold(row[name]) === fold(candidate[name])),
      );
    return rows.length > 0 ? [{ objectName: object, rule: matchingRule, rows }] : [];
  });
}

function renderMatchRecord(org: Org, objectName: string, row: Row, withDetails: boolean, version: string) {
  const object = org.schema.object(objectName);
  const fields = withDetails && object ? object.fields : [];
  return {
    additionalInformation: [],
    fieldDiffs: [],
    matchConfidence: 100,
    record: {
      attributes: { type: objectName, url: `/services/data/${version}/sobjects/${objectName}/${row.Id}` },
      Id: row.Id,
      ...Object.fromEntries(
        fields.filter(({ name }) => name !== 'Id').map((field) => [field.name, renderField(row, field)]),
      ),
    },
  };
}

/**
 * The error of the first duplicate rule that stops this save, or `null`. A rule in `alert` gives way to
 * `allowSave=true`; a rule in `block` never does; `report` only notes duplicates and lets them pass.
 */
export function checkDuplicates(
  org: Org,
  objectName: string,
  candidate: Row,
  isNew: boolean,
  options: DuplicateOptions,
  version: string,
): ApiError | null {
  for (const rule of org.rules.duplicate) {
    const action = isNew ? rule.onCreate : rule.onUpdate;
    if (rule.object !== objectName || action === 'off' || action === 'report') continue;
    if (action === 'alert' && options.allowSave) continue;
    const matches = findMatches(org, rule, candidate);
    if (matches.length === 0) continue;
    return {
      code: 'DUPLICATES_DETECTED',
      message: rule.message,
      fields: [],
      duplicateResult: {
        allowSave: action === 'alert',
        duplicateRule: rule.name,
        duplicateRuleEntityType: objectName,
        errorMessage: rule.message,
        matchResults: matches.map((match) => ({
          entityType: match.objectName,
          errors: [],
          matchEngine: 'ExactMatchEngine',
          matchRecords: match.rows.map((row) =>
            renderMatchRecord(org, match.objectName, row, options.includeRecordDetails, version),
          ),
          rule: match.rule,
          size: match.rows.length,
          success: true,
        })),
      },
    };
  }
  return null;
}
