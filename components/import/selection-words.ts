import { useFormatter, useTranslations } from 'next-intl';
import { useImportFields } from '#lib/client/import.ts';
import { takesValue } from '#lib/client/import-draft.ts';
import type { ImportSelectionRequest } from '#lib/contracts/import.ts';
import type { FilterKind, FilterOperator } from '#lib/contracts/import-filter.ts';

/** How a field is compared, in words that fit its kind. */
export function useOperatorWord(): (operator: FilterOperator, kind: FilterKind | null) => string {
  const t = useTranslations('importOperators');
  return (operator, kind) => t(operator, { kind: kind ?? 'text' });
}

/** Says in one line what an import is about. Labels of fields and owners as far as they are known. */
export function useSelectionSentence(): (selection: ImportSelectionRequest) => string {
  const t = useTranslations('imports');
  const typeWords = useTranslations('importChoice');
  const wordOf = useOperatorWord();
  const format = useFormatter();
  const known = useImportFields({ isWanted: false }).data;
  const day = (moment: string) => format.dateTime(new Date(moment), { dateStyle: 'medium' });
  const ownerOf = (ownerId: string) =>
    known?.users.find((user) => user.ownerId === ownerId)?.label ?? ownerId;
  return ({ salesforceTypes, filter }) => {
    const conditions = filter.conditions.map(({ field, operator, value }) => {
      const found = salesforceTypes
        .flatMap((type) => known?.fields[type] ?? [])
        .find(({ name }) => name === field);
      const question = `${found?.label ?? field} ${wordOf(operator, found?.kind ?? null)}`;
      return takesValue(operator) ? `${question} “${value}”` : question;
    });
    return [
      salesforceTypes.map((type) => typeWords(`typeNames.${type}`)).join(' + '),
      filter.createdSince !== null && t('createdSince', { date: day(filter.createdSince) }),
      filter.modifiedSince !== null && t('modifiedSince', { date: day(filter.modifiedSince) }),
      filter.ownerId !== null && t('owner', { owner: ownerOf(filter.ownerId) }),
      ...conditions,
    ]
      .filter((part) => part !== false)
      .join(' · ');
  };
}
