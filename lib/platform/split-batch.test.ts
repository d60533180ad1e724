import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BatchVerdict, sendSplitting } from './split-batch.ts';

class Refused extends Error {}

const judge = (error: unknown): BatchVerdict<string> =>
  error instanceof Refused ? { kind: 'split', alone: 'refused' } : { kind: 'stop', untried: 'untried' };

test('every culprit ends alone and everything else goes through, in order', async () => {
  const batch = fc.array(fc.boolean(), { maxLength: 100 });
  await fc.assert(
    fc.asyncProperty(batch, async (culprits) => {
      const written: number[] = [];
      const send = async (part: readonly number[]) => {
        if (part.some((index) => culprits[index])) throw new Refused();
        written.push(...part);
        return part.map((index) => `wrote ${index}`);
      };
      const inputs = culprits.map((_, index) => index);
      const results = await sendSplitting(inputs, send, judge);
      expect(results).toEqual(culprits.map((isCulprit, index) => (isCulprit ? 'refused' : `wrote ${index}`)));
      expect(new Set(written).size).toBe(written.length);
    }),
  );
});

test('one culprit in a hundred costs at most fifteen requests', async () => {
  let requests = 0;
  const send = async (part: readonly number[]) => {
    requests += 1;
    if (part.includes(37)) throw new Refused();
    return part.map(() => 'wrote');
  };
  await sendSplitting([...Array(100).keys()], send, judge);
  expect(requests).toBeLessThanOrEqual(15);
});

test('a failure that is no input’s fault is thrown while nothing is written', async () => {
  const send = () => Promise.reject(new Error('away'));
  await expect(sendSplitting([1, 2], send, judge)).rejects.toThrow('away');
});

test('a failure that is no input’s fault does not hide what was written before it', async () => {
  const send = async (part: readonly number[]) => {
    if (part.length === 4) throw new Refused();
    if (part.includes(3)) throw new Error('away');
    return part.map(() => 'wrote');
  };
  const results = await sendSplitting([1, 2, 3, 4], send, judge);
  expect(results).toEqual(['wrote', 'wrote', 'untried', 'untried']);
});

test('an empty batch sends nothing', async () => {
  const send = () => Promise.reject(new Error('sent'));
  await expect(sendSplitting([], send, judge)).resolves.toEqual([]);
});
