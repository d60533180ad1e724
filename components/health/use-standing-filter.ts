import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import type { StandingFilter } from '#lib/client/health.ts';
import { standings } from '#lib/contracts/standings.ts';

const isGroupId = /^[0-9a-f-]{36}$/;

/** Whom the address of the page asks for; what it says wrongly narrows nothing. */
export function useStandingFilter() {
  const query = useSearchParams();
  const router = useRouter();
  const pathname = usePathname();
  const standing = standings.find((each) => each === query.get('standing')) ?? 'failing';
  const groupId = isGroupId.exec(query.get('groupId') ?? '')?.[0] ?? null;
  const filter: StandingFilter = {
    standing,
    groupId: standing === 'failing' ? groupId : null,
    person: query.get('person')?.trim().slice(0, 254) || null,
  };
  const narrow = (changes: Partial<StandingFilter>) => {
    const next = Object.entries({ ...filter, ...changes }).flatMap(([name, value]) =>
      value ? [[name, value]] : [],
    );
    router.replace(`${pathname}?${new URLSearchParams(next)}`, { scroll: false });
  };
  return { filter, narrow };
}
