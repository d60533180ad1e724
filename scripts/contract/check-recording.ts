import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createContract, type Exchange } from './check-exchange.ts';
import type { Fault } from './check-value.ts';
import { readDocumentedOperations } from './documented-operations.ts';
import { readClientOperations } from './read-client.ts';

export interface ContractReport {
  /** Operation → status → exchanges. */
  seen: Map<string, Map<number, number>>;
  /** Every status seen, ascending. */
  statuses: number[];
  violations: (Fault & { operation: string; status: number })[];
}

const exchangeSchema = z.object({
  service: z.string(),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  status: z.number(),
  responseHeaders: z.record(z.string(), z.string()),
  responseBody: z.string(),
  isFault: z.boolean().optional(),
});

/** Judges the HubSpot API traffic of recordings (JSON lines of the sandbox); what people do on pages is left out. */
export function checkRecording(...paths: string[]): ContractReport {
  const exchanges = paths.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => exchangeSchema.parse(JSON.parse(line)))
      .filter(({ service, url }) => service === 'hubspot' && isApi(new URL(url).pathname)),
  );
  return checkExchanges(exchanges);
}

const isApi = (path: string): boolean =>
  /^\/(crm|account-info|appinstalls|webhooks|webhooks-journal)\//.test(path) ||
  /^\/oauth\/(v\d|20\d\d-\d\d)\//.test(path);

export function checkExchanges(exchanges: readonly Exchange[]): ContractReport {
  const judge = createContract([...readClientOperations(), ...readDocumentedOperations()]);
  const report: ContractReport = { seen: new Map(), statuses: [], violations: [] };
  for (const exchange of exchanges) {
    const { operation, violations } = judge(exchange);
    const name = operation?.name ?? `${exchange.method} ${new URL(exchange.url).pathname}`;
    report.violations.push(
      ...violations.map((fault) => ({ ...fault, operation: name, status: exchange.status })),
    );
    if (!operation || exchange.isFault) continue;
    const byStatus = report.seen.get(name) ?? new Map<number, number>();
    byStatus.set(exchange.status, (byStatus.get(exchange.status) ?? 0) + 1);
    report.seen.set(name, byStatus);
  }
  const statuses = [...report.seen.values()].flatMap((byStatus) => [...byStatus.keys()]);
  report.statuses = [...new Set(statuses)].sort((a, b) => a - b);
  return report;
}

/** One line an operation, one a violation. */
export function describeReport({ seen, violations }: ContractReport): string {
  const operations = [...seen]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, byStatus]) => {
      const counts = [...byStatus].map(([status, count]) => `${status} × ${count}`).join(', ');
      return `${name.padEnd(64)} ${counts}`;
    });
  const faults = violations.map(
    ({ operation, status, at, problem }) => `VIOLATION ${operation} (${status}): ${at}: ${problem}`,
  );
  return [...operations, ...faults, `${seen.size} operations, ${violations.length} violations`].join('\n');
}

function main(): void {
  const paths = process.argv.slice(2);
  if (paths.length === 0) throw new Error('Usage: node scripts/contract/check-recording.ts <recording> …');
  const report = checkRecording(...paths);
  console.log(describeReport(report));
  process.exitCode = report.violations.length === 0 ? 0 : 1;
}

if (import.meta.main) main();
