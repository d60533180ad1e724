import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '#scripts/local/root.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-install-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lockOf = (versions: Record<string, string>, optional: string[] = []) =>
  JSON.stringify({
    packages: Object.fromEntries([
      ['', { version: '1.0.0' }],
      ...Object.entries(versions).map(([name, version]) => [
        `node_modules/${name}`,
        { version, ...(optional.includes(name) ? { optional: true } : {}) },
      ]),
    ]),
  });

let count = 0;

/** A clone whose lock asks for these packages, and an npm that installs them, or fails. */
function makeClone(wanted: string, npm: 'works' | 'fails') {
  count += 1;
  const clone = join(folder, `clone-${count}`);
  const bin = join(clone, 'bin');
  mkdirSync(join(clone, 'scripts'), { recursive: true });
  mkdirSync(bin);
  cpSync(join(root, 'scripts/ensure-installed.mjs'), join(clone, 'scripts/ensure-installed.mjs'));
  writeFileSync(join(clone, 'package-lock.json'), wanted);
  const install =
    'mkdir -p node_modules/.bin && touch node_modules/.bin/node && cp package-lock.json node_modules/.package-lock.json';
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\ntouch npm-ran\n${npm === 'works' ? install : 'exit 9'}\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  return {
    hasRunNpm: () => existsSync(join(clone, 'npm-ran')),
    forgetNpm: () => rmSync(join(clone, 'npm-ran')),
    writeLock: (lock: string) => writeFileSync(join(clone, 'package-lock.json'), lock),
    breakInstall: () => rmSync(join(clone, 'node_modules/.package-lock.json')),
    ensureInstalled: (...nodeFlags: string[]) =>
      spawnSync(process.execPath, [...nodeFlags, 'scripts/ensure-installed.mjs'], {
        cwd: clone,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
      }),
  };
}

describe('making sure that the packages are installed', () => {
  it('installs on a fresh clone and then leaves the packages alone', () => {
    const clone = makeClone(lockOf({ zod: '4.0.0' }), 'works');
    expect(clone.ensureInstalled()).toMatchObject({ status: 0, stderr: '' });
    expect(clone.hasRunNpm()).toBe(true);
    clone.forgetNpm();
    expect(clone.ensureInstalled()).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(clone.hasRunNpm()).toBe(false);
  });

  it('installs again when the lock asks for another version', () => {
    const clone = makeClone(lockOf({ zod: '4.0.0' }), 'works');
    clone.ensureInstalled();
    clone.forgetNpm();
    clone.writeLock(lockOf({ zod: '4.0.1' }));
    clone.ensureInstalled();
    expect(clone.hasRunNpm()).toBe(true);
  });

  it('installs again when the last install was interrupted', () => {
    const clone = makeClone(lockOf({ zod: '4.0.0' }), 'works');
    clone.ensureInstalled();
    clone.forgetNpm();
    clone.breakInstall();
    clone.ensureInstalled();
    expect(clone.hasRunNpm()).toBe(true);
  });

  it('does not miss packages that are meant for other machines', () => {
    const clone = makeClone(lockOf({ zod: '4.0.0' }), 'works');
    clone.ensureInstalled();
    clone.forgetNpm();
    clone.writeLock(lockOf({ zod: '4.0.0', 'only-on-windows': '1.0.0' }, ['only-on-windows']));
    clone.ensureInstalled();
    expect(clone.hasRunNpm()).toBe(false);
  });

  it('says in one sentence that npm failed', () => {
    const result = makeClone(lockOf({ zod: '4.0.0' }), 'fails').ensureInstalled();
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^The packages could not be installed: npm ci ended with code 9; .*\n$/);
  });

  it('says in one sentence that Node is too old, before anything else', () => {
    const pretend = "Object.defineProperty(process, 'versions', { value: { node: '18.20.4' } })";
    const clone = makeClone(lockOf({ zod: '4.0.0' }), 'works');
    const result = clone.ensureInstalled('--import', `data:text/javascript,${encodeURIComponent(pretend)}`);
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/^Sluice needs Node 20 or newer .* this is Node 18\.20\.4\. .*\n$/);
    expect(clone.hasRunNpm()).toBe(false);
  });
});

describe('the lock file', () => {
  it('names the packages of every platform: `npm ci` refuses a lock that leaves one out', () => {
    const lock: { packages: Record<string, { optionalDependencies?: Record<string, string> }> } = JSON.parse(
      readFileSync(join(root, 'package-lock.json'), 'utf8'),
    );
    const installed = Object.keys(lock.packages);
    const wanted = Object.values(lock.packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies ?? {}),
    );
    expect(wanted).not.toEqual([]);
    expect(wanted.filter((name) => !installed.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual(
      [],
    );
  });
});
