import type { ResolvedMapping } from './field-mapping.ts';
import { comparableValue, readHubspotValue, readSalesforceValue, type ValueContext } from './field-values.ts';
import { type BaseValues, baseKey, type Fingerprint, isBaseOf, placeholderBase } from './field-writes.ts';
import type { HubspotContact, SalesforceRecord } from './records.ts';

/** One side of a linked pair, as it was just read. */
export type ReadSide =
  | { readonly side: 'hubspot'; readonly record: Pick<HubspotContact, 'properties'> }
  | { readonly side: 'salesforce'; readonly record: Pick<SalesforceRecord, 'fields'> };

/**
 * True when a side holds exactly what both sides last agreed on: the change that was told of is our own write
 * coming back, or concerns nothing that is mapped. A field without a base is no echo, because nothing was agreed.
 */
export function isEcho(
  read: ReadSide,
  mappings: readonly ResolvedMapping[],
  base: BaseValues,
  fingerprint: Fingerprint,
  context: ValueContext,
): boolean {
  return mappings.every((mapping) => {
    if (mapping.rule === 'none') return true;
    const agreed = base[baseKey(mapping)];
    if (agreed === undefined) return false;
    const canonical =
      read.side === 'hubspot'
        ? readHubspotValue(read.record.properties[mapping.hubspotProperty], mapping, context)
        : readSalesforceValue(read.record.fields[mapping.salesforceField], mapping, context);
    const print = fingerprint(comparableValue(canonical, mapping));
    const holdsPlaceholder =
      read.side === 'hubspot'
        ? canonical === null && isPlaceholder(agreed)
        : agreed === placeholderBase(print);
    return isBaseOf(agreed, read.side, print) || holdsPlaceholder;
  });
}

function isPlaceholder(agreed: string): boolean {
  return agreed.startsWith(placeholderBase(''));
}
