/**
 * Runs the stages of verification one after the other and closes with one line, `N passed, N failed`.
 * `npm test` runs all of them, `npm run check` the quick ones that need no server.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  addTallies,
  countStage,
  describeTally,
  type ReportKind,
  type Tally,
} from '#scripts/local/count-tests.ts';
import { prepareCode } from '#scripts/local/prepare-code.ts';
import { root } from '#scripts/local/root.ts';
import { StartProblem } from '#scripts/local/start-problem.ts';

type Stage = {
  title: string;
  kind: ReportKind;
  /** A program in node_modules/.bin and its arguments. */
  command: [string, ...string[]];
};

const reportDirectory = join(root, '.data/verify');
const reportOf = (title: string) => join(reportDirectory, `${title.replaceAll(' ', '-')}.json`);

function vitestStage(title: string, project: string): Stage {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(title)}`];
  return { title, kind: 'vitest', command: ['vitest', 'run', '--project', project, ...reporters] };
}

const stages = {
  format: {
    title: 'format and lint',
    kind: 'exit-code',
    command: ['biome', 'ci', '--error-on-warnings', '.'],
  },
  types: { title: 'types', kind: 'exit-code', command: ['tsc', '--noEmit', '-p', '.'] },
  imports: {
    title: 'import order',
    kind: 'exit-code',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', '.'],
  },
  unit: vitestStage('unit tests', 'unit'),
  integration: vitestStage('integration tests', 'integration'),
  // A hundred made-up days however long they take, and more while there is time.
  sim: {
    title: 'simulation',
    kind: 'seeds',
    command: [
      'node',
      'sim/main.ts',
      ...['--seeds', '100', '--seconds', '90', '--start', '1', '--processes', '2'],
      ...['--report', reportOf('simulation')],
    ],
  },
  e2e: { title: 'browser tests', kind: 'playwright', command: ['playwright', 'test'] },
  traffic: {
    title: 'HubSpot traffic of the browser tests',
    kind: 'exit-code',
    command: ['node', 'scripts/contract/check-journeys.ts'],
  },
} satisfies Record<string, Stage>;

const check: Stage[] = [stages.format, stages.types, stages.imports, stages.unit];
const selections: Record<string, Stage[]> = {
  check,
  unit: [stages.unit],
  integration: [stages.integration],
  sim: [stages.sim],
  e2e: [stages.e2e, stages.traffic],
  all: [...check, stages.integration, stages.sim, stages.e2e, stages.traffic],
};

function runCommand({ title, command: [program, ...args] }: Stage): Promise<number> {
  const child = spawn(join(root, 'node_modules/.bin', program), args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PLAYWRIGHT_JSON_OUTPUT_NAME: reportOf(title),
      NEXT_TELEMETRY_DISABLED: '1',
      // The migration engine is WebAssembly; Node's notice about it would stand between the results.
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --disable-warning=ExperimentalWarning`.trim(),
    },
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function hasPreparedCode(): Promise<boolean> {
  try {
    await prepareCode(reportDirectory);
    return true;
  } catch (error) {
    console.error(error instanceof StartProblem ? error.message : error);
    return false;
  }
}

async function runStage(stage: Stage, position: string): Promise<Tally> {
  const startedAt = performance.now();
  console.log(`\n── ${position} ${stage.title} ──`);
  rmSync(reportOf(stage.title), { force: true });
  const exitCode = await runCommand(stage);
  const tally = countStage(stage.kind, reportOf(stage.title), exitCode);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${stage.title}: ${describeTally(tally)} (${seconds} s)`);
  return tally;
}

async function verify(selection: Stage[]): Promise<Tally> {
  if (!(await hasPreparedCode())) return { passed: 0, failed: 1, skipped: 0 };
  const tallies: Tally[] = [];
  for (const [index, stage] of selection.entries()) {
    tallies.push(await runStage(stage, `${index + 1}/${selection.length}`));
  }
  return addTallies(tallies);
}

const selection = selections[process.argv[2] ?? 'all'];
if (selection === undefined) {
  console.error(`Usage: node scripts/verify.ts [${Object.keys(selections).join(' | ')}]`);
  process.exit(1);
}
const total = await verify(selection);
console.log(`\n${describeTally(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
