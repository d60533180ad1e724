import type { SObject } from '../metadata/schema.ts';
import { readField } from '../records/read-field.ts';
import type { Row } from '../records/row.ts';
import { malformedSearch, type SearchGroup } from './parse-sosl.ts';

const wordPattern = /[\p{L}\p{N}]+/gu;
const termPattern = /"([^"]*)"|(\S+)/g;

const wordsOf = (text: string): string[] => text.toLowerCase().match(wordPattern) ?? [];

/** One word of a search: `*` stands for any run of characters, `?` for one. */
function wordTest(word: string): (candidate: string) => boolean {
  const source = word.replaceAll('*', '.*').replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 'u');
  return (candidate) => expression.test(candidate);
}

/** A term, such as a word, a quoted phrase or an e-mail address, is met by its words standing next to each other. */
function termTest(term: string): (words: string[]) => boolean {
  const tests = (term.toLowerCase().match(/[\p{L}\p{N}*?]+/gu) ?? []).map(wordTest);
  return (words) =>
    tests.length > 0 &&
    words.some((_, start) => tests.every((test, index) => test(words[start + index] ?? '')));
}

function fieldsOf(object: SObject, group: SearchGroup) {
  const types: Record<SearchGroup, string[]> = {
    ALL: ['string', 'email', 'phone', 'url', 'picklist', 'textarea'],
    SIDEBAR: ['string', 'email', 'phone'],
    NAME: [],
    EMAIL: ['email'],
    PHONE: ['phone'],
  };
  return object.fields.filter((field) =>
    group === 'NAME'
      ? field.nameField || /^(First|Last)Name$/.test(field.name)
      : types[group].includes(field.type),
  );
}

/** What a search text asks of a record: every term, each in some field of the group; `OR` offers a choice. */
export function compileSearch(text: string, group: SearchGroup): (object: SObject, row: Row) => boolean {
  const plain = text.replace(/\\(.)/g, '$1').trim();
  if (plain.replace(/[*?"]/g, '').length < 2) {
    throw malformedSearch(`search term must be longer than one character: ${plain}`);
  }
  const choices = plain.split(/\s+OR\s+/).map((choice) =>
    [...choice.matchAll(termPattern)]
      .map(([, phrase, word]) => phrase ?? word ?? '')
      .filter((term) => term !== 'AND')
      .map(termTest),
  );
  return (object, row) => {
    const values = fieldsOf(object, group).flatMap((field) => {
      const value = readField(row, field);
      return typeof value === 'string' ? [wordsOf(value)] : [];
    });
    return choices.some((terms) => terms.every((term) => values.some(term)));
  };
}
