/** The words of standings, for those who only show them: no schema comes with this file. */
export { type Standing, standings, type WaitCause, waitCauses } from '#lib/domain/standing.ts';
