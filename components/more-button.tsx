'use client';

import { Button } from '@mantine/core';

type MoreButtonProps = {
  readonly pages: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
  readonly label: string;
};

/** Fetches the next page of a list, as long as there is one. */
export function MoreButton({ pages, label }: MoreButtonProps) {
  if (!pages.hasNextPage) return null;
  return (
    <Button
      variant="default"
      size="xs"
      w="fit-content"
      loading={pages.isFetchingNextPage}
      onClick={() => pages.fetchNextPage()}
    >
      {label}
    </Button>
  );
}
