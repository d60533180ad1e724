import type { GatedPair } from './gated-pair.ts';
import type { PairWriteResults, Writing } from './write-decisions.ts';

/** What the writes of a dry run would come to: both platforms take everything that is offered to them. */
export function predictWrites(pairs: readonly GatedPair[]): Writing {
  const written = (recordId: string) => ({ kind: 'written', recordId, faults: [] }) as const;
  const results = new Map(
    pairs.map((gated): [GatedPair, PairWriteResults] => {
      const { pair, decision } = gated;
      switch (decision.kind) {
        case 'create_in_salesforce':
          return [gated, { salesforce: written('') }];
        case 'create_in_hubspot':
        case 'archive_in_hubspot':
          return [gated, { hubspot: written('') }];
        case 'sync':
          return [
            gated,
            {
              ...(Object.keys(decision.plan.toSalesforce).length > 0 && {
                salesforce: written(decision.salesforce.salesforceId),
              }),
              ...(Object.keys(decision.plan.toHubspot).length > 0 && {
                hubspot: written(pair.hubspotContactId ?? ''),
              }),
            },
          ];
        case 'settle':
        case 'wait':
        case 'needs_edit_times':
        case 'needs_account':
          return [gated, {}];
      }
    }),
  );
  return { results, interruption: null };
}
