import type { SalesforceType } from './records.ts';

const prefixes: Readonly<Record<string, SalesforceType>> = { '00Q': 'Lead', '003': 'Contact' };

/** Which object an id belongs to, by its first three characters; `null` for anything that is no id of ours. */
export function salesforceTypeOf(text: string): SalesforceType | null {
  if (!/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(text)) return null;
  return prefixes[longSalesforceId(text).slice(0, 3)] ?? null;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const blocks = [0, 5, 10] as const;

/**
 * The 18-character form of an id, which is what the API answers with. The three characters behind the first fifteen
 * say which of them are capitals, five to a character, so that an id survives programs that ignore case: one whose
 * case was lost gets it back.
 */
export function longSalesforceId(id: string): string {
  const short = id.length === 18 ? restoreCase(id) : id;
  if (short.length !== 15) return id;
  const suffix = blocks.map((start) => {
    const capitals = [...short.slice(start, start + 5)].map((each, bit) =>
      /[A-Z]/.test(each) ? 1 << bit : 0,
    );
    return alphabet[capitals.reduce((sum, bit) => sum + bit, 0)];
  });
  return short + suffix.join('');
}

/** The first fifteen characters as the last three say they are written; as given where those say nothing. */
function restoreCase(id: string): string {
  return blocks
    .map((start, block) => {
      const capitals = alphabet.indexOf(id.charAt(15 + block).toUpperCase());
      const part = id.slice(start, start + 5);
      if (capitals < 0) return part;
      return [...part]
        .map((each, bit) => (capitals & (1 << bit) ? each.toUpperCase() : each.toLowerCase()))
        .join('');
    })
    .join('');
}
