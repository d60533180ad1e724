import type { Rules } from '../metadata/rules.ts';
import type { SObject } from '../metadata/schema.ts';
import type { QuerySource } from '../soql/query-source.ts';
import { compileRule } from '../soql/run-query.ts';
import type { Org } from '../world/org.ts';
import type { ApiError } from './api-fault.ts';
import type { Changes } from './read-payload.ts';
import type { Row } from './row.ts';

type ValidationRule = Rules['validation'][number];
type Owner = Rules['assignment'][number]['entries'][number]['owner'];

/** The rules of one org compiled for one request, so that a batch of 200 parses each condition once. */
export type RuleBook = {
  /** The errors of every validation rule that the record breaks. */
  validate(object: SObject, candidate: Row): ApiError[];
  /** What the org's own flows change on top of this save. */
  automate(object: SObject, candidate: Row): Changes;
  /** The owner whom the active assignment rule names, or `null` when no entry fits. */
  assignOwner(object: SObject, candidate: Row): string | null;
};

function findOwner(org: Org, owner: Owner): Row | undefined {
  if ('queue' in owner)
    return [...org.tableOf('Group').rows()].find((row) => row.DeveloperName === owner.queue);
  return org.tableOf('User').find('Username', owner.username)[0];
}

export function createRuleBook(org: Org, source: QuerySource): RuleBook {
  const compiled = new Map<string, (row: Row) => boolean>();

  function holds(object: SObject, condition: string, row: Row): boolean {
    const key = `${object.name} ${condition}`;
    const test = compiled.get(key) ?? compileRule(source, object, condition);
    compiled.set(key, test);
    return test(row);
  }

  const toError = (rule: ValidationRule): ApiError => ({
    code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    message: rule.message,
    fields: rule.errorField ? [rule.errorField] : [],
  });

  return {
    validate: (object, candidate) =>
      org.rules.validation
        .filter(
          (rule) => rule.object === object.name && rule.isActive && holds(object, rule.errorWhen, candidate),
        )
        .map(toError),
    automate: (object, candidate) =>
      Object.assign(
        {},
        ...org.rules.automation
          .filter(
            (rule) => rule.object === object.name && rule.isActive && holds(object, rule.when, candidate),
          )
          .map((rule) => rule.set),
      ),
    assignOwner(object, candidate) {
      for (const rule of org.rules.assignment) {
        if (rule.object !== object.name || !rule.isActive) continue;
        const entry = rule.entries.find(({ when }) => when === undefined || holds(object, when, candidate));
        const owner = entry && findOwner(org, entry.owner);
        if (owner) return owner.Id;
      }
      return null;
    },
  };
}
