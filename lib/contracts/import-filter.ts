/** What fields can be asked, for those who only show it: no schema comes with this file. */
export { type FilterKind, type FilterOperator, operatorsFor } from '#lib/domain/import-selection.ts';
