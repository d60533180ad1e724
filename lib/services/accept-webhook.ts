import type { Directory } from '#lib/ports/directory.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import type { WebhookReading } from '#lib/ports/webhooks.ts';

export type WebhookPorts = {
  readonly directory: Pick<Directory, 'findJoinedTenant'>;
  openStores(tenantId: string): Pick<TenantStores, 'inbox'>;
  /** Never rejects: what is in the inbox is found by the next sweep as well. */
  wakeDrain(tenantId: string): Promise<void>;
};

/**
 * Puts what a genuine delivery names into the inboxes of the tenants it is about, committed when this resolves. Portals
 * that are not joined with an org have nothing to sync, and are passed over.
 *
 * @throws whatever the database throws: HubSpot sends the delivery again.
 */
export async function acceptWebhook(
  ports: WebhookPorts,
  { hintsByPortal }: Extract<WebhookReading, { kind: 'genuine' }>,
): Promise<void> {
  for (const [portalId, hints] of hintsByPortal) {
    const tenantId = hints.length === 0 ? null : await ports.directory.findJoinedTenant(portalId);
    if (tenantId === null) continue;
    await ports.openStores(tenantId).inbox.addHints(hints);
    await ports.wakeDrain(tenantId);
  }
}
