import { type MantineStyleProps, Skeleton, Stack } from '@mantine/core';

type PlaceholderProps = {
  /** Of what will take this place, so that its arrival moves nothing below. */
  readonly height: MantineStyleProps['h'];
  readonly lines?: number;
};

const widths = ['38%', '72%', '55%', '64%'];

/** Stands where something is still being read. */
export function Placeholder({ height, lines = 4 }: PlaceholderProps) {
  const names = Array.from({ length: lines }, (_, index) => `line ${index}`);
  return (
    <Stack h={height} gap="md" aria-hidden="true">
      {names.map((name, index) => (
        <Skeleton key={name} h={14} w={widths[index % widths.length] ?? '100%'} />
      ))}
    </Stack>
  );
}
