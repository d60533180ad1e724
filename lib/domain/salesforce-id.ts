import type { SalesforceType } from './records.ts';

const prefixes: Readonly<Record<string, SalesforceType>> = { '00Q': 'Lead', '003': 'Contact' };

/** Which object an id belongs to, by its first three characters; `null` for anything that is no id of ours. */
export function salesforceTypeOf(text: string): SalesforceType | null {
  if (!/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(text)) return null;
  return prefixes[text.slice(0, 3)] ?? null;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The 18-character form of a 15-character id, which is what the API answers with. The three characters behind it say
 * which of the others are capitals, five to a character, so that the id survives programs that ignore case.
 */
export function longSalesforceId(id: string): string {
  if (id.length !== 15) return id;
  const suffix = [0, 5, 10].map((start) => {
    const capitals = [...id.slice(start, start + 5)].map((each, bit) => (/[A-Z]/.test(each) ? 1 << bit : 0));
    return alphabet[capitals.reduce((sum, bit) => sum + bit, 0)];
  });
  return id + suffix.join('');
}
