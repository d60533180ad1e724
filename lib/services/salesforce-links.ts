import type { SalesforceType } from '#lib/domain/records.ts';

type Named = { readonly salesforceType: SalesforceType | null; readonly salesforceId: string | null };

/** Deep link to a record of an org; `null` where there is no record, or the org's address is not known. */
export function linkRecord(
  instanceUrl: string | null | undefined,
  { salesforceType, salesforceId }: Named,
): string | null {
  if (!instanceUrl || salesforceType === null || salesforceId === null) return null;
  return `${instanceUrl}/lightning/r/${salesforceType}/${salesforceId}/view`;
}
