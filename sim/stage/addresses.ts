import type { Random } from '#sandbox/kernel/random.ts';
import type { Scene, TenantSide } from './scene.ts';

const known = 12;

/**
 * An address for somebody new: now and then one that the other side has already. HubSpot takes an address once;
 * Salesforce takes it as often as it is given.
 */
export function takeAddress(
  scene: Scene,
  { product }: TenantSide,
  random: Random,
  side: 'hubspot' | 'salesforce',
): string | null {
  const address = random.chance(0.5)
    ? `p${random.int(0, known)}@example.com`
    : `${scene.newValue('n').toLowerCase()}@example.com`;
  if (side === 'salesforce') return address;
  return product.portal.contacts.identities.rowOfEmail(address) === undefined ? address : null;
}

/** Remembers what somebody is and was called by: neither address alone tells who is linked with whom. */
export function noteAddresses({ addresses }: TenantSide, id: string, more: readonly string[]): void {
  const known = addresses.get(id) ?? new Set<string>();
  for (const address of more) if (address !== '') known.add(address);
  addresses.set(id, known);
}
