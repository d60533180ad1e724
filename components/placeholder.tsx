import { type MantineStyleProps, Skeleton, Stack } from '@mantine/core';

type PlaceholderProps = {
  /** Of what will take this place, so that its arrival moves nothing below. */
  readonly height: MantineStyleProps['h'];
  readonly lines?: number;
};

const widths = ['38%', '72%', '55%', '64%'];

/** Stands where something is still being read. */
export function Placeholder({ height, lines = 4 }: PlaceholderProps) {
  return (
    <Stack h={height} gap="md" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
        <Skeleton key={line} h={14} w={widths[line % widths.length] ?? '100%'} />
      ))}
    </Stack>
  );
}
