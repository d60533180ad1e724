import type { Failure } from '#lib/domain/outcome.ts';
import type { GatedPair } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';
import type { PairWriteResults, Writing } from './write-decisions.ts';
import type { RecordWriteResult } from './write-records.ts';

/** Contact ids by the addresses that HubSpot gives to nobody else. */
type AddressOwners = ReadonlyMap<string, string>;

/**
 * What the writes of a dry run would come to: both platforms take everything that is offered to them, but an address that
 * another contact has.
 */
export function predictWrites(pairs: readonly GatedPair[], owners: AddressOwners = new Map()): Writing {
  return { results: new Map(pairs.map((gated) => [gated, predict(gated, owners)])), interruption: null };
}

/** Asks HubSpot who has the addresses that would be written there; without any, nothing is asked. */
export async function readAddressOwners(
  { hubspot }: SyncSession,
  pairs: readonly GatedPair[],
): Promise<AddressOwners> {
  const addresses = pairs.flatMap(({ decision }) =>
    decision.kind === 'sync' ? (decision.plan.toHubspot.email ?? []) : [],
  );
  if (addresses.length === 0) return new Map();
  const { contacts } = await hubspot.readContactsByEmail([...new Set(addresses)], []);
  return new Map([...contacts].map(([address, { hubspotContactId }]) => [address, hubspotContactId]));
}

function predict({ pair, decision }: GatedPair, owners: AddressOwners): PairWriteResults {
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
        ...(Object.keys(toHubspot).length > 0 && {
          hubspot: predictUpdate(pair.hubspotContactId ?? '', toHubspot, owners),
        }),
      };
    }
    case 'settle':
    case 'wait':
    case 'needs_edit_times':
    case 'needs_account':
      return {};
  }
}

/** An address that somebody else has is refused, and what is written beside it is not. */
function predictUpdate(
  contactId: string,
  properties: Readonly<Record<string, string>>,
  owners: AddressOwners,
): RecordWriteResult {
  const { email, ...others } = properties;
  const owner = email === undefined ? contactId : (owners.get(email) ?? contactId);
  if (email === undefined || owner === contactId) return written(contactId);
  if (Object.keys(others).length === 0) return { kind: 'refused', failure: addressTaken };
  const { side, field } = addressTaken;
  const fault = { side, field: field ?? '', code: 'rejected_by_rule', valueLength: email.length } as const;
  return { kind: 'written', recordId: contactId, faults: [fault] };
}

/** As HubSpot refuses it. */
const addressTaken: Failure = {
  code: 'CONFLICT',
  side: 'hubspot',
  field: 'email',
  detail: null,
  isRetryable: false,
  fixer: 'contact_owner',
};

function written(recordId: string) {
  return { kind: 'written', recordId, faults: [] } as const;
}
