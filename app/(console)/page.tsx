import { StartRedirect } from '#components/setup/start-redirect.tsx';

/** The first page: the set-up until both accounts are connected, the settings from then on. */
export default function StartPage() {
  return <StartRedirect />;
}
