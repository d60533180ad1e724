import type { GatedPair } from './sync-pair.ts';
import type { PairWriteResults, Writing } from './write-decisions.ts';

/** What the writes of a dry run would come to: both platforms take everything that is offered to them. */
export function predictWrites(pairs: readonly GatedPair[]): Writing {
  return { results: new Map(pairs.map((gated) => [gated, predict(gated)])), interruption: null };
}

function predict({ pair, decision }: GatedPair): PairWriteResults {
  switch (decision.kind) {
    case 'create_in_salesforce':
      return { salesforce: written('') };
    case 'create_in_hubspot':
    case 'archive_in_hubspot':
      return { hubspot: written('') };
    case 'sync': {
      const { toSalesforce, toHubspot } = decision.plan;
      return {
        ...(Object.keys(toSalesforce).length > 0 && {
          salesforce: written(decision.salesforce.salesforceId),
        }),
        ...(Object.keys(toHubspot).length > 0 && { hubspot: written(pair.hubspotContactId ?? '') }),
      };
    }
    case 'settle':
    case 'wait':
    case 'needs_edit_times':
    case 'needs_account':
      return {};
  }
}

function written(recordId: string) {
  return { kind: 'written', recordId, faults: [] } as const;
}
