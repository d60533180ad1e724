/** A start that cannot go on, told in one sentence that says what to do. Printed without a stack. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
}

/** What an unknown thrown value says. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether a thrown value is a system error with this code, such as `EACCES`. */
export function hasErrorCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
