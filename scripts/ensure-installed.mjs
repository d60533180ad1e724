/**
 * Installs the locked packages when they are missing, out of date or half installed, and does nothing otherwise.
 * The only script that runs on whatever Node the reader has (20 or newer), before any package exists:
 * it may use nothing but Node's own modules. Everything after it runs on the Node in node_modules/.bin.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const oldestNode = 20;

/** What is wrong with this version of Node, in one sentence, or null. */
export function describeOldNode(version) {
  const major = Number.parseInt(version, 10);
  if (major >= oldestNode) return null;
  return `Sluice needs Node ${oldestNode} or newer to install itself, and this is Node ${version}. Get a newer one from https://nodejs.org and try again.`;
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes node_modules/.package-lock.json last,
 * so an interrupted install never looks complete.
 */
export function isInstalled(root) {
  const installedLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock) || !existsSync(join(root, 'node_modules', '.bin', 'node'))) return false;
  const installed = readPackages(installedLock);
  return Object.entries(readPackages(join(root, 'package-lock.json'))).every(
    ([path, wanted]) => path === '' || wanted.optional || installed[path]?.version === wanted.version,
  );
}

function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

function installPackages(root) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  console.log('Installing packages (about a minute the first time) …');
  // npm draws its own progress on a terminal only; without one, silence would look like a hang.
  const heartbeat = process.stdout.isTTY
    ? undefined
    : setInterval(() => console.log(`  … still installing (${seconds()} s)`), 10_000);
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => {
    const finish = (problem) => {
      clearInterval(heartbeat);
      resolve(problem);
    };
    npm.on('error', (error) => finish(`npm could not be started (${error.message}).`));
    npm.on('exit', (code, signal) => {
      if (code !== 0)
        return finish(`npm ci ended with ${signal ?? `code ${code}`}; its own lines above say why.`);
      console.log(`Packages installed in ${seconds()} s.`);
      return finish(
        isInstalled(root) ? null : 'npm ci finished, but node_modules does not match package-lock.json.',
      );
    });
  });
}

/** Makes sure that the packages are there. Answers what is wrong in one sentence, or null. */
export async function ensureInstalled(root) {
  const oldNode = describeOldNode(process.versions.node);
  if (oldNode !== null) return oldNode;
  if (isInstalled(root)) return null;
  try {
    accessSync(root, constants.W_OK);
  } catch {
    return `The folder ${root} is not writable, so the packages cannot be installed there.`;
  }
  const problem = await installPackages(root);
  return problem === null ? null : `The packages could not be installed: ${problem}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problem = await ensureInstalled(join(dirname(fileURLToPath(import.meta.url)), '..'));
  if (problem !== null) {
    console.error(problem);
    process.exitCode = 1;
  }
}
