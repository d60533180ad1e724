import { type ApiFault, fault } from '../records/api-fault.ts';

/** Which fields a search looks at. */
export type SearchGroup = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';

/** One object a search answers: its fields and the rest of a SOQL query, without its LIMIT. */
export type SearchTarget = { objectName: string; fields: string[]; conditions: string; limit?: number };

/** Without targets every object is searched and its ids are answered. */
export type Search = { text: string; group: SearchGroup; targets: SearchTarget[]; limit: number };

export const mostFound = 2000;

export const malformedSearch = (message: string): ApiFault => fault(400, 'MALFORMED_SEARCH', message);

export function readGroup(text: string | undefined): SearchGroup {
  const group = (text ?? 'ALL').toUpperCase().replace(/\s+FIELDS$/, '');
  if (['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR'].includes(group)) return group as SearchGroup;
  throw malformedSearch(`Invalid search group: ${text}`);
}

/** Splits at commas outside parentheses and quotes. */
function splitTargets(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    const character = list[at];
    if (character === '\\') at++;
    else if (character === "'") isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(list.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, list.slice(start)];
}

function readTarget(text: string): SearchTarget {
  const [, objectName = '', inner = 'Id'] = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/s.exec(text) ?? [];
  if (objectName === '') throw malformedSearch(`unexpected token: '${text.trim()}'`);
  const [, fields = '', rest = ''] = /^(.*?)((?:\b(?:WHERE|ORDER\s+BY|LIMIT)\b.*)?)$/is.exec(inner) ?? [];
  const limit = /\bLIMIT\s+(\d+)\s*$/i.exec(rest)?.[1];
  const conditions = rest.replace(/\bLIMIT\s+\d+\s*$/i, '');
  return {
    objectName,
    fields: fields.split(',').map((name) => name.trim()),
    conditions,
    ...(limit === undefined ? {} : { limit: Number(limit) }),
  };
}

const sentence =
  /^\s*FIND\s*\{((?:\\.|[^\\}])*)\}(?:\s+IN\s+(\w+)\s+FIELDS)?(?:\s+RETURNING\s+(.*?))?(?:\s+LIMIT\s+(\d+))?\s*$/is;

/** Reads `FIND {text} IN … FIELDS RETURNING Contact(Id WHERE …), Lead LIMIT 10`. */
export function parseSosl(sosl: string): Search {
  const parts = sentence.exec(sosl);
  if (!parts) throw malformedSearch(`No search term found. The search term must be enclosed in braces.`);
  const [, text = '', group, targets, limit] = parts;
  return {
    text,
    group: readGroup(group),
    targets: targets === undefined ? [] : splitTargets(targets).map(readTarget),
    limit: Math.min(mostFound, Number(limit ?? mostFound)),
  };
}
