import { z } from 'zod';
import type { Random } from './random.ts';

/**
 * One thing that goes wrong. A request that matches `method`, `path` and `bodyIncludes` is hit with
 * `probability`, at most `times` times, after the first `skip` matches went through.
 */
export const faultRuleSchema = z
  .strictObject({
    method: z.string().default('*'),
    /** Glob over the path: `*` is part of one segment, `**` is anything. */
    path: z.string().startsWith('/'),
    bodyIncludes: z.string().optional(),
    probability: z.number().min(0).max(1).default(1),
    times: z.number().int().positive().optional(),
    skip: z.number().int().nonnegative().default(0),
    /** `before`: the handler never runs. `after`: the handler runs, only its answer is lost or replaced. */
    when: z.enum(['before', 'after']).default('before'),
    delayMs: z.number().nonnegative().optional(),
    status: z.number().int().min(200).max(599).optional(),
    headers: z.record(z.string(), z.string()).optional(),
    /** Text is sent as it is, anything else as JSON. */
    body: z.unknown().optional(),
    /** Never answers; ends when the client gives up or the faults are cleared. */
    hang: z.boolean().optional(),
    /** Sends the headers and so many bytes of the body, then drops the connection. */
    cutAfterBytes: z.number().int().nonnegative().optional(),
  })
  .refine(
    (rule) =>
      rule.delayMs !== undefined ||
      rule.status !== undefined ||
      rule.hang ||
      rule.cutAfterBytes !== undefined,
    {
      message: 'A fault needs at least one of delayMs, status, hang, cutAfterBytes.',
    },
  );

export type FaultRule = z.infer<typeof faultRuleSchema>;

interface ArmedFault {
  faultId: string;
  rule: FaultRule;
  pattern: RegExp;
  matches: number;
  hits: number;
}

export interface Faults {
  /** Arms a fault and returns its number. */
  add(rule: z.input<typeof faultRuleSchema>): string;
  list(): { faultId: string; rule: FaultRule; hits: number }[];
  /** Disarms one fault, or all of them, and lets the requests that hang go on to fail. */
  clear(faultId?: string): void;
  /** The first armed fault this request runs into, if any; counts the hit. */
  take(method: string, path: string, body: string): FaultRule | undefined;
  /** Resolves when the faults are cleared. */
  untilCleared(): Promise<void>;
}

export function createFaults(random: Random): Faults {
  let armed: ArmedFault[] = [];
  let added = 0;
  let hanging: (() => void)[] = [];

  function isHit(fault: ArmedFault, method: string, path: string, body: string): boolean {
    const { rule } = fault;
    if (rule.method !== '*' && rule.method.toUpperCase() !== method) return false;
    if (!fault.pattern.test(path)) return false;
    if (rule.bodyIncludes !== undefined && !body.includes(rule.bodyIncludes)) return false;
    if (rule.times !== undefined && fault.hits >= rule.times) return false;
    fault.matches += 1;
    return fault.matches > rule.skip && random.chance(rule.probability);
  }

  return {
    add(input) {
      const rule = faultRuleSchema.parse(input);
      added += 1;
      armed.push({ faultId: String(added), rule, pattern: globToRegExp(rule.path), matches: 0, hits: 0 });
      return String(added);
    },
    list: () => armed.map(({ faultId, rule, hits }) => ({ faultId, rule, hits })),
    clear(faultId) {
      armed = faultId === undefined ? [] : armed.filter((fault) => fault.faultId !== faultId);
      const released = hanging;
      hanging = [];
      for (const release of released) release();
    },
    take(method, path, body) {
      const fault = armed.find((candidate) => isHit(candidate, method, path, body));
      if (fault) fault.hits += 1;
      return fault?.rule;
    },
    untilCleared: () => new Promise((resolve) => hanging.push(resolve)),
  };
}

function globToRegExp(glob: string): RegExp {
  const source = glob
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]*'));
  return new RegExp(`^${source}$`);
}
