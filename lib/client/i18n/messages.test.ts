import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTranslator } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { connectionProblems } from '#components/connection/connection-problems.ts';
import { fixableCodes } from '#components/connection/fixable-codes.ts';
import { mappingFaultCodes } from '#components/contacts/mapping-faults.ts';
import { hubspotScopes } from '#components/hubspot-scopes.ts';
import {
  failureCodes,
  fieldFaultCodes,
  fixers,
  reasons,
  sharedCauses,
} from '#components/runs/outcome-words.ts';
import { signInProblems } from '#components/signin/sign-in-problems.ts';
import { auditActions } from '#lib/contracts/audit-actions.ts';
import { explanationCodes } from '#lib/contracts/explain.ts';
import { connectionStatusSchema } from '#lib/contracts/overview.ts';
import { problemCodes } from '#lib/contracts/problem.ts';
import { runStateSchema, runWaitReasonSchema } from '#lib/contracts/runs.ts';
import { syncRules } from '#lib/domain/field-mapping.ts';
import { filterOperators, importFaultCodes } from '#lib/domain/import-selection.ts';
import { outcomeKinds } from '#lib/domain/outcome.ts';
import { findingCodes } from '#lib/domain/preflight.ts';
import { settingNames } from '#lib/domain/setting-changes.ts';
import { syncTriggers } from '#lib/domain/sync-trigger.ts';
import english from '#messages/en.json';
import italian from '#messages/it.json';
import { locales } from './locales.ts';

type Texts = ReadonlyMap<string, string>;

const languages = { en: flatten(english), it: flatten(italian) };

/** Every name a code can have, and nothing else, has a text in the namespace. */
const closedSets: Readonly<Record<string, readonly string[]>> = {
  problems: [...problemCodes, 'unreachable', 'unexpected_answer'],
  outcomes: [...outcomeKinds, 'seeRecords'],
  wouldBe: outcomeKinds,
  triggers: [...syncTriggers, 'other'],
  reasons: [...Object.keys(reasons), 'other'],
  failures: [...Object.keys(failureCodes), 'other'],
  causes: [...Object.keys(sharedCauses), 'other'],
  fixers: Object.keys(fixers),
  fieldFaults: [...Object.keys(fieldFaultCodes), 'other'],
  waitReasons: runWaitReasonSchema.options,
  runStates: runStateSchema.options,
  rules: syncRules,
  explanations: explanationCodes,
  importFaults: importFaultCodes,
  importOperators: filterOperators,
  mappingFaults: [...mappingFaultCodes, 'other', 'suggestions'],
  signInProblems,
  connectionProblems,
  connectionStatus: connectionStatusSchema.options,
  scopes: hubspotScopes.map(({ key }) => key),
  auditActions: [...auditActions.map((action) => action.replace('.', '_')), 'other'],
  settingNames,
  findings: findingCodes,
  findingFixes: fixableCodes,
  names: ['product', 'hubspot', 'salesforce'],
};

/** Words that are the same in both languages: names, and words Italian admins use as they are. */
const sharedWords = /\{\w+\}|Sluice|HubSpot|Salesforce|Lead|Account|Record|[^\p{L}]+/giu;

function flatten(tree: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

/**
 * Patterns of the keys the screens ask for: each namespace a file opens with each key it names. A key put
 * together from parts stands for one step of any name.
 */
function readUsedKeys(): RegExp[] {
  const root = join(import.meta.dirname, '../../..');
  const files = globSync('{app,components,lib/client}/**/*.{ts,tsx}', { cwd: root });
  return files
    .filter((file) => !file.startsWith(join('app', 'api')) && !/\.test\.tsx?$/.test(file))
    .flatMap((file) => {
      const source = readFileSync(join(root, file), 'utf8');
      const namespaces = [
        ...source.matchAll(/(?:use|get)Translations(?:<'([\w.]+)'>)?\((?:'([\w.]+)')?\)?/g),
      ];
      const keys = [
        ...source.matchAll(/\b\w+\(\s*(?:'([\w.]+)'|`([^`]+)`)/g),
        ...source.matchAll(/[?:]\s*'([\w.]+)'/g),
      ];
      return namespaces.flatMap(([, typed, called]) =>
        keys.map(([, literal, template]) => toPattern([typed ?? called, literal ?? template ?? ''])),
      );
    });
}

function toPattern(steps: readonly (string | undefined)[]): RegExp {
  const path = steps.filter(Boolean).join('.');
  const escaped = path
    .split(/\$\{[^}]*\}/)
    .map((part) => part.replaceAll(/[.*+?^$()[\]{}|\\]/g, '\\$&'))
    .join('[^.]+');
  return new RegExp(`^${escaped}$`);
}

/** Facts a text asks for. A brace opens an argument within text, and text within an argument's branches. */
function namesOf(text: string): string[] {
  const names = new Set<string>();
  const open: ('argument' | 'branch')[] = [];
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === '}') open.pop();
    else if (open.at(-1) === 'argument') open.push('branch');
    else {
      open.push('argument');
      names.add(/\w+/.exec(text.slice(index))?.[0] ?? '');
    }
  }
  return [...names].sort();
}

describe('the texts of the console', () => {
  it('exist in every language', () => {
    expect([...languages.it.keys()].sort()).toEqual([...languages.en.keys()].sort());
  });

  it('name the same facts in every language', () => {
    const differing = [...languages.en].filter(
      ([key, text]) => String(namesOf(text)) !== String(namesOf(languages.it.get(key) ?? '')),
    );
    expect(differing).toEqual([]);
  });

  it('are all asked for by a screen', () => {
    const used = readUsedKeys();
    const open = [...languages.en.keys()].filter((key) => !((key.split('.')[0] ?? '') in closedSets));
    expect(open.filter((key) => !used.some((pattern) => pattern.test(key)))).toEqual([]);
  });

  it.each(Object.entries(closedSets))('cover %s completely and nothing beyond', (namespace, names) => {
    const present = [...languages.en.keys()]
      .filter((key) => key.startsWith(`${namespace}.`))
      .map((key) => key.split('.')[1]);
    expect([...new Set(present)].sort()).toEqual([...names].sort());
  });

  it('are translated, except names', () => {
    const untranslated = [...languages.en]
      .filter(([key, text]) => languages.it.get(key) === text)
      .filter(([, text]) => text.replaceAll(sharedWords, '') !== '');
    expect(untranslated).toEqual([]);
  });

  it.each(Object.entries(languages))(
    'never say the same sentence under two keys (%s)',
    (_language, texts) => {
      expect(findRepeated(texts)).toEqual([]);
    },
  );

  it.each(locales)('can all be formatted (%s)', (locale) => {
    const failures: string[] = [];
    const translate = createTranslator({
      locale,
      messages: { en: english, it: italian }[locale],
      onError: (error) => failures.push(error.message),
    });
    for (const [key, text] of languages[locale]) {
      const facts = Object.fromEntries(namesOf(text).map((name) => [name, 2]));
      Reflect.apply(translate, undefined, [key, facts]);
    }
    expect(failures).toEqual([]);
  });
});

/** Labels of one or two words may repeat: what they name differs. */
function findRepeated(texts: Texts): string[][] {
  const keysByText = Map.groupBy([...texts.keys()], (key) => texts.get(key) ?? '');
  return [...keysByText]
    .filter(([text, keys]) => keys.length > 1 && text.split(/\s+/).length > 2)
    .map(([, keys]) => keys);
}
