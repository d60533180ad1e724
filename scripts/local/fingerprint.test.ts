import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fingerprintFiles, isUpToDate } from './fingerprint.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-fingerprint-'));
afterAll(() => rmSync(folder, { recursive: true }));

mkdirSync(join(folder, 'source/inner'), { recursive: true });
const first = join(folder, 'source/first.ts');
const inner = join(folder, 'source/inner/second.ts');
writeFileSync(first, 'one');
writeFileSync(inner, 'two');
const fingerprint = (isWanted?: (path: string) => boolean) =>
  fingerprintFiles([join(folder, 'source')], isWanted);

it('stays the same while nothing changes', () => {
  expect(fingerprint()).toBe(fingerprint());
});

it('changes with the content, the name and the number of files, however deep', () => {
  const seen = new Set([fingerprint()]);
  writeFileSync(inner, 'two!');
  seen.add(fingerprint());
  renameSync(first, join(folder, 'source/renamed.ts'));
  seen.add(fingerprint());
  writeFileSync(join(folder, 'source/inner/third.ts'), '');
  seen.add(fingerprint());
  expect(seen.size).toBe(4);
});

it('does not look at what is not wanted', () => {
  const isCode = (path: string) => !path.endsWith('.md');
  const before = fingerprint(isCode);
  writeFileSync(join(folder, 'source/notes.md'), 'anything');
  expect(fingerprint(isCode)).toBe(before);
  expect(fingerprint()).not.toBe(before);
});

it('is compared with the stamp of what was made before', () => {
  const stamp = join(folder, 'stamp');
  expect(isUpToDate(stamp, 'abc')).toBe(false);
  writeFileSync(stamp, 'abc');
  expect(isUpToDate(stamp, 'abc')).toBe(true);
  expect(isUpToDate(stamp, 'abd')).toBe(false);
});
