import { mayLeavePage } from './unsaved-edits.ts';

/** Leaves for HubSpot's consent page and comes back to `returnPath`. The library is loaded when it is needed. */
export async function connectHubspot(returnPath: string): Promise<void> {
  const { signIn } = await import('next-auth/react');
  await signIn('hubspot', { callbackUrl: returnPath });
}

/** Ends the session of this browser, unless edits would be lost that the person wants to keep. */
export async function leaveConsole(): Promise<void> {
  if (!mayLeavePage()) return;
  const { signOut } = await import('next-auth/react');
  await signOut({ callbackUrl: '/signin' });
}
