import type { Scene } from '#sim/stage/scene.ts';

/** What the run of one tenant came to, by outcome. */
export type Prediction = Readonly<Record<string, number>>;

/** By tenant; a run that was refused counts nothing. */
export async function readCounts(scene: Scene, runIds: readonly string[]): Promise<readonly Prediction[]> {
  const runs = scene.tenants.map(({ product }, index) => product.stores.runs.read(runIds[index] ?? ''));
  return (await Promise.all(runs)).map((run) => run?.counts ?? {});
}

/** *Dry run*: when nothing happens in between, the real run comes to what was predicted. */
export async function judgePredictions(
  scene: Scene,
  predictions: readonly Prediction[],
  runIds: readonly string[],
): Promise<void> {
  const counts = await readCounts(scene, runIds);
  for (const [tenant, predicted] of predictions.entries()) {
    const [wanted, got] = [predicted, counts[tenant] ?? {}].map(print);
    if (wanted === got) continue;
    const detail = `tenant ${tenant} was predicted ${wanted} and came to ${got}`;
    scene.violations.push({ invariant: 'dry run', detail });
  }
}

const print = (counts: Prediction): string =>
  JSON.stringify(
    Object.entries(counts)
      .filter(([, count]) => count !== 0)
      .sort(),
  );
