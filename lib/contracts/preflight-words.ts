/** The words of a check, for those who only show them: no schema comes with this file. */
export {
  type FindingCode,
  type FindingFixer,
  type FindingStatus,
  findingCodes,
} from '#lib/domain/preflight.ts';
