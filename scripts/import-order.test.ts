import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listTrackedFiles } from '#scripts/local/list-tracked-files.ts';
import { root } from '#scripts/local/root.ts';

const config = join(root, '.dependency-cruiser.cjs');
const ruleNames: string[] = createRequire(import.meta.url)(config).forbidden.map(
  (rule: { name: string }) => rule.name,
);

type Violation = { rule: { name: string }; from: string; to: string };
type Edge = { from: string; to: string };

/** One import that must be refused, and the rule that refuses it. */
const forbidden: (Edge & { rule: string })[] = [
  { rule: 'screens', from: 'app/contacts/page.tsx', to: 'lib/services/start-run.ts' },
  { rule: 'screens', from: 'app/contacts/page.tsx', to: 'app/api/runs/route.ts' },
  { rule: 'screens', from: 'components/limit-sync.tsx', to: 'lib/db/tenants.ts' },
  { rule: 'screens', from: 'components/limit-sync.tsx', to: 'lib/hubspot/lists.ts' },
  { rule: 'screens', from: 'components/limit-sync.tsx', to: 'lib/salesforce/contacts.ts' },
  { rule: 'screens', from: 'components/limit-sync.tsx', to: 'lib/domain/outcome.ts' },
  { rule: 'entrances', from: 'app/api/runs/route.ts', to: 'lib/db/tenants.ts' },
  { rule: 'entrances', from: 'app/api/runs/route.ts', to: 'components/limit-sync.tsx' },
  { rule: 'entrances', from: 'worker/main.ts', to: 'lib/queue.ts' },
  { rule: 'browser-client', from: 'lib/client/queries.ts', to: 'lib/services/start-run.ts' },
  { rule: 'http', from: 'lib/http/handle.ts', to: 'lib/db/tenants.ts' },
  { rule: 'http', from: 'lib/http/handle.ts', to: 'lib/services/start-run.ts' },
  { rule: 'services', from: 'lib/services/start-run.ts', to: 'lib/db/tenants.ts' },
  { rule: 'services', from: 'lib/services/start-run.ts', to: 'lib/platform/log.ts' },
  { rule: 'hubspot-adapter', from: 'lib/hubspot/lists.ts', to: 'lib/salesforce/contacts.ts' },
  { rule: 'salesforce-adapter', from: 'lib/salesforce/contacts.ts', to: 'lib/db/tenants.ts' },
  { rule: 'database-adapter', from: 'lib/db/tenants.ts', to: 'lib/contracts/runs.ts' },
  { rule: 'queue-adapter', from: 'lib/queue.ts', to: 'lib/hubspot/client.ts' },
  { rule: 'platform', from: 'lib/platform/log.ts', to: 'lib/services/start-run.ts' },
  { rule: 'ports', from: 'lib/ports.ts', to: 'lib/contracts/runs.ts' },
  { rule: 'contracts', from: 'lib/contracts/runs.ts', to: 'lib/ports.ts' },
  { rule: 'domain', from: 'lib/domain/outcome.ts', to: 'lib/platform/log.ts' },
  { rule: 'sandbox-stands-alone', from: 'sandbox/main.ts', to: 'lib/domain/records.ts' },
  { rule: 'sandbox-stands-alone', from: 'sandbox/world.test.ts', to: 'lib/domain/records.ts' },
  { rule: 'product-knows-no-sandbox', from: 'worker/main.ts', to: 'sandbox/kernel/clock.ts' },
  { rule: 'product-knows-no-sandbox', from: 'components/limit-sync.tsx', to: 'sandbox/kernel/clock.ts' },
  { rule: 'fixtures-are-for-tests', from: 'lib/services/start-run.ts', to: 'lib/services/sync.fixtures.ts' },
  { rule: 'nothing-knows-the-simulation', from: 'lib/platform/clock.ts', to: 'sim/machine/wire.ts' },
  { rule: 'nothing-knows-the-simulation', from: 'sandbox/main.ts', to: 'sim/machine/wire.ts' },
  { rule: 'no-cycles', from: 'lib/domain/one.ts', to: 'lib/domain/other.ts' },
];

/** Every arrow of the table in the architecture, and what tests are free to do. */
const legal: Edge[] = [
  { from: 'app/contacts/page.tsx', to: 'components/limit-sync.tsx' },
  { from: 'components/limit-sync.tsx', to: 'lib/client/queries.ts' },
  { from: 'components/limit-sync.tsx', to: 'lib/contracts/runs.ts' },
  { from: 'app/api/runs/route.ts', to: 'lib/http/handle.ts' },
  { from: 'app/api/runs/route.ts', to: 'lib/services/start-run.ts' },
  { from: 'worker/main.ts', to: 'lib/container.ts' },
  { from: 'lib/client/queries.ts', to: 'lib/contracts/runs.ts' },
  { from: 'lib/http/handle.ts', to: 'lib/container.ts' },
  { from: 'lib/http/handle.ts', to: 'lib/services/context.ts' },
  { from: 'lib/http/handle.ts', to: 'lib/platform/log.ts' },
  { from: 'lib/container.ts', to: 'lib/hubspot/lists.ts' },
  { from: 'lib/container.ts', to: 'lib/salesforce/contacts.ts' },
  { from: 'lib/container.ts', to: 'lib/db/tenants.ts' },
  { from: 'lib/container.ts', to: 'lib/queue.ts' },
  { from: 'lib/services/start-run.ts', to: 'lib/ports.ts' },
  { from: 'lib/services/start-run.ts', to: 'lib/contracts/runs.ts' },
  { from: 'lib/services/start-run.ts', to: 'lib/domain/outcome.ts' },
  { from: 'lib/hubspot/lists.ts', to: 'lib/hubspot/client.ts' },
  { from: 'lib/hubspot/lists.ts', to: 'lib/ports.ts' },
  { from: 'lib/salesforce/contacts.ts', to: 'lib/platform/log.ts' },
  { from: 'lib/db/tenants.ts', to: 'lib/domain/outcome.ts' },
  { from: 'lib/queue.ts', to: 'lib/ports.ts' },
  { from: 'lib/ports.ts', to: 'lib/domain/outcome.ts' },
  { from: 'lib/contracts/runs.ts', to: 'lib/domain/outcome.ts' },
  { from: 'lib/domain/outcome.ts', to: 'lib/domain/records.ts' },
  { from: 'sandbox/main.ts', to: 'sandbox/kernel/clock.ts' },
  { from: 'lib/services/start-run.integration.test.ts', to: 'sandbox/main.ts' },
  { from: 'lib/services/start-run.integration.test.ts', to: 'lib/db/tenants.ts' },
  { from: 'bench/rig/start-rig.ts', to: 'lib/container.ts' },
  { from: 'bench/rig/control.ts', to: 'sandbox/main.ts' },
  { from: 'sim/stage/product.ts', to: 'lib/db/tenants.ts' },
  { from: 'sim/stage/world.ts', to: 'sandbox/main.ts' },
  { from: 'e2e/main-job.spec.ts', to: 'lib/contracts/runs.ts' },
];

const folder = mkdtempSync(join(tmpdir(), 'sluice-import-order-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Half of the imports are type-only: knowing a type is knowing. */
function writeTree(name: string, edges: readonly Edge[], extraLines: Record<string, string> = {}): string {
  const tree = join(folder, name);
  const files = new Set(edges.flatMap(({ from, to }) => [from, to]));
  mkdirSync(tree, { recursive: true });
  writeFileSync(join(tree, 'package.json'), '{ "type": "module", "imports": { "#*": "./*" } }');
  for (const file of files) {
    const imports = edges
      .filter(({ from }) => from === file)
      .map(
        ({ to }, index) => `import ${index % 2 === 0 ? '' : 'type '}{ name as name${index} } from '#${to}';`,
      );
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(
      join(tree, file),
      [...imports, extraLines[file], `export const name = '${file}';`].join('\n'),
    );
  }
  return tree;
}

function listViolations(tree: string): Violation[] {
  const report = execFileSync(
    process.execPath,
    [join(root, 'node_modules/.bin/depcruise'), '--config', config, '--output-type', 'json', '.'],
    { cwd: tree, encoding: 'utf8', maxBuffer: 50 * 1024 * 1024 },
  );
  return JSON.parse(report).summary.violations;
}

describe('the import order', () => {
  let violations: Violation[];
  beforeAll(() => {
    const extraLines = {
      'lib/domain/other.ts': "import '#lib/domain/one.ts';",
      'lib/domain/records.ts': "import { readFileSync } from 'node:fs';\nimport { z } from 'zod';",
      'lib/services/start-run.ts': "import { lost } from '#lib/services/lost.ts';",
    };
    violations = listViolations(writeTree('forbidden', forbidden, extraLines));
  });

  it.each(forbidden)('$rule: $from may not import $to', ({ rule, from, to }) => {
    expect(violations.map((violation) => [violation.rule.name, violation.from, violation.to])).toContainEqual(
      [rule, from, to],
    );
  });

  it('keeps packages and Node itself out of the rule book', () => {
    const reached = violations.filter(
      ({ rule, from }) => rule.name === 'domain' && from === 'lib/domain/records.ts',
    );
    expect(reached.map(({ to }) => to)).toEqual(expect.arrayContaining(['fs', 'zod']));
  });

  it('refuses an import that leads nowhere', () => {
    const lost = violations.filter(({ rule }) => rule.name === 'nothing-unresolved');
    expect(lost.map(({ from, to }) => ({ from, to }))).toEqual([
      { from: 'lib/services/start-run.ts', to: '#lib/services/lost.ts' },
    ]);
  });

  it('has no rule that nothing here can break', () => {
    expect(new Set(violations.map(({ rule }) => rule.name))).toEqual(new Set(ruleNames));
  });

  it('lets every arrow of the table through', () => {
    expect(listViolations(writeTree('legal', legal))).toEqual([]);
  });
});

describe('the rule book', () => {
  it('reads no clock, chance, environment or network', () => {
    const impure =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bglobalThis\b|\bfetch\(|\bconsole\.|\bcrypto\b|\bset(Timeout|Interval)\b/;
    const files = listTrackedFiles().filter((file) => /^lib\/domain\/.*(?<![.]test)[.]ts$/.test(file));
    expect(files).not.toEqual([]);
    expect(files.filter((file) => impure.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
