import type { Overview } from '#lib/contracts/overview.ts';

export const setupSteps = ['hubspot', 'salesforce', 'settings'] as const;
export type SetupStep = (typeof setupSteps)[number];

/** `next` is the one step to take now; what comes after it waits. */
export type StepState = 'done' | 'next' | 'later';

const isUsable = (connection: { readonly status: string } | null) =>
  connection !== null && (connection.status === 'connected' || connection.status === 'paused');

/** How far the set-up is. Settings count as chosen once anybody has saved one. */
export function judgeSteps(
  { hubspot, salesforce }: Overview,
  settingsRevision: number,
): Readonly<Record<SetupStep, StepState>> {
  const isDone = {
    hubspot: isUsable(hubspot),
    salesforce: isUsable(salesforce),
    settings: settingsRevision > 0,
  };
  const next = setupSteps.find((step) => !isDone[step]);
  const stateOf = (step: SetupStep): StepState => (isDone[step] ? 'done' : step === next ? 'next' : 'later');
  return { hubspot: stateOf('hubspot'), salesforce: stateOf('salesforce'), settings: stateOf('settings') };
}
