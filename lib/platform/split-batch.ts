/** What a batch that failed as a whole means for its inputs. */
export type BatchVerdict<Result> =
  /** One input spoils the batch: the halves are tried on their own, a single input gets this result. */
  | { readonly kind: 'split'; readonly alone: Result }
  /** Not the fault of any input. */
  | { readonly kind: 'stop'; readonly untried: Result };

/**
 * Sends a batch; one that is refused as a whole is halved until the culprit stands alone, so that the others
 * go through. Results come in the order of the inputs.
 *
 * When something that is no input's fault goes wrong after a part went through, the rest gets `untried`
 * results instead of an error that would hide what was written. Before that the error is thrown.
 */
export async function sendSplitting<Input, Result>(
  inputs: readonly Input[],
  send: (inputs: readonly Input[]) => Promise<readonly Result[]>,
  judge: (error: unknown) => BatchVerdict<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let hasSent = false;
  const waiting: (readonly Input[])[] = inputs.length === 0 ? [] : [inputs];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    try {
      results.push(...(await send(part)));
      hasSent = true;
    } catch (error) {
      const verdict = judge(error);
      if (verdict.kind === 'stop') {
        if (!hasSent) throw error;
        return [...results, ...inputs.slice(results.length).map(() => verdict.untried)];
      }
      if (part.length === 1) {
        results.push(verdict.alone);
      } else {
        const middle = Math.ceil(part.length / 2);
        waiting.push(part.slice(middle), part.slice(0, middle));
      }
    }
  }
  return results;
}
