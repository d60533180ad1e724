/** Leaves for HubSpot's consent page and comes back to `returnPath`. The library is loaded when it is needed. */
export async function connectHubspot(returnPath: string): Promise<void> {
  const { signIn } = await import('next-auth/react');
  await signIn('hubspot', { callbackUrl: returnPath });
}

/** Told on `window` before the session ends; whoever holds something unsaved may prevent it. */
export const leavingEvent = 'sluice:leaving';

/** Ends the session of this browser, unless somebody wants to stay after all. */
export async function leaveConsole(): Promise<void> {
  if (!window.dispatchEvent(new Event(leavingEvent, { cancelable: true }))) return;
  const { signOut } = await import('next-auth/react');
  await signOut({ callbackUrl: '/signin' });
}
