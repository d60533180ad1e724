import { compareText } from './normalise.ts';

type Named = { readonly name: string; readonly label: string };

const mostSuggestions = 3;

/** The names closest to a wanted one, by name or label, at most three and the closest first. */
export function closestNames(wanted: string, candidates: Iterable<Named>): string[] {
  return rank(wanted, candidates)
    .slice(0, mostSuggestions)
    .map(({ name }) => name);
}

/** As `closestNames`, without those that are not alike at all: a typing error has a near neighbour or none. */
export function similarNames(wanted: string, candidates: Iterable<Named>): string[] {
  const tolerance = Math.max(2, Math.floor(fold(wanted).length / 3));
  return rank(wanted, candidates)
    .filter(({ distance }) => distance <= tolerance)
    .slice(0, mostSuggestions)
    .map(({ name }) => name);
}

function rank(wanted: string, candidates: Iterable<Named>): { name: string; distance: number }[] {
  const folded = fold(wanted);
  return [...candidates]
    .map(({ name, label }) => ({
      name,
      distance: Math.min(editDistance(folded, fold(name)), editDistance(folded, fold(label))),
    }))
    .sort((first, second) => first.distance - second.distance || compareText(first.name, second.name));
}

/** Letters and digits in lower case, without Salesforce's `__c` of custom fields. */
function fold(name: string): string {
  return name
    .toLowerCase()
    .replace(/__c$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Insertions, deletions and replacements that turn one text into the other (Levenshtein). */
function editDistance(first: string, second: string): number {
  let previous = Array.from({ length: second.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...first].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...second].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
