import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentSchema } from '#lib/platform/env.ts';
import { listTrackedFiles } from '#scripts/local/list-tracked-files.ts';
import { root } from '#scripts/local/root.ts';

const tracked = listTrackedFiles();
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const documents = tracked.filter((file) => file.endsWith('.md'));
const code = tracked.filter((file) => /\.(ts|tsx|mjs|cjs|js|css)$/.test(file));
const rooms = new Set(tracked.map((file) => file.split('/')[0] ?? file));

/** Links to files, and code spans that begin with the name of something at the top of the repository. */
function listCitedPaths(document: string): string[] {
  const text = read(document).replaceAll(/^```.*?^```/gms, '');
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(document), target));
  const spans = [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, span = '']) => span)
    .filter((span) => rooms.has(span.split('/')[0] ?? '') && !/[*…<>{}]/.test(span));
  return [...links, ...spans];
}

describe('the documents', () => {
  it.each(documents)('%s cites only paths that exist', (document) => {
    expect(listCitedPaths(document).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('name only commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = documents.flatMap((document) =>
      [...read(document).matchAll(/npm run ([a-z][a-z0-9:-]*)/g)].map(([, name = '']) => name),
    );
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('explain every variable of the environment, and no other', () => {
    const variables = Object.keys(environmentSchema.shape).sort();
    const examples = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
    const table = [...read('README.md').matchAll(/^\| `.*/gm)].flatMap(
      ([row]) => (row.split('|')[1] ?? '').match(/[A-Z_]{6,}/g) ?? [],
    );
    expect(examples.toSorted()).toEqual(variables);
    expect(table.toSorted()).toEqual(variables);
  });
});

describe('the code', () => {
  it('has no file of more than 400 lines', () => {
    expect(code.filter((file) => read(file).split('\n').length > 400)).toEqual([]);
  });

  it('leaves no test out and no work for later', () => {
    const forbidden = /\b(?:it|test|describe)\.(?:only|skip|todo|fixme)\b|\bTO[D]O\b|\bFIX[M]E\b/;
    expect(code.filter((file) => forbidden.test(read(file)))).toEqual([]);
  });

  it('silences no rule of the linter or the compiler', () => {
    const forbidden = /biome-[i]gnore|@ts-[i]gnore|@ts-[e]xpect-error|@ts-[n]ocheck|eslint-[d]isable/;
    expect(code.filter((file) => forbidden.test(read(file)))).toEqual([]);
  });
});
