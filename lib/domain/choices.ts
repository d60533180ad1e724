import type { ResolvedMapping } from './field-mapping.ts';

type Choice = { readonly value: string; readonly label: string };

/**
 * The name under which one choice is known on both sides: the HubSpot option it belongs to, or, where the
 * property is free text, the Salesforce picklist value. Text that belongs to no option names itself.
 *
 * Both sides are read into the same set of names, and a name may stand for several spellings. A translation
 * value by value in each direction would bounce between two spellings of one choice and write for ever.
 */
export function nameOfChoice(text: string, mapping: ResolvedMapping): string {
  const { property, field } = mapping;
  if (property.type !== 'enumeration') return findChoice(text, field.picklistValues) ?? text;
  const label = field.picklistValues.find(({ value }) => value === text)?.label;
  const byLabel = label === undefined ? null : findChoice(label, property.options);
  return findChoice(text, property.options) ?? byLabel ?? text;
}

/** The option value HubSpot takes for a named choice; `null` when the property has no such option. */
export function hubspotChoice(name: string, { property }: ResolvedMapping): string | null {
  if (property.type !== 'enumeration') return name;
  return property.options.some(({ value }) => value === name) ? name : null;
}

/**
 * The value Salesforce takes for a named choice; `null` when a restricted picklist lacks it. Text fields and
 * unrestricted picklists take any text.
 */
export function salesforceChoice(name: string, mapping: ResolvedMapping): string | null {
  const { field } = mapping;
  const isSpelling = ({ value }: Choice) => nameOfChoice(value, mapping) === name;
  const chosen =
    field.picklistValues.find((choice) => choice.value === name && isSpelling(choice)) ??
    field.picklistValues.find(isSpelling);
  if (chosen !== undefined) return chosen.value;
  return field.isRestrictedPicklist ? null : name;
}

/** The parts of a `;`-joined list; HubSpot's leading `;` ("append") leaves no empty part behind. */
export function splitChoices(text: string): string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** By value, else by value in any case, else by label in any case. */
function findChoice(text: string, choices: readonly Choice[]): string | null {
  const folded = text.toLowerCase();
  const found =
    choices.find(({ value }) => value === text) ??
    choices.find(({ value }) => value.toLowerCase() === folded) ??
    choices.find(({ label }) => label.trim().toLowerCase() === folded);
  return found?.value ?? null;
}
