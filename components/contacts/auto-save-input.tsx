'use client';

import { TextInput } from '@mantine/core';
import { useState } from 'react';

type AutoSaveInputProps = {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly maxLength: number;
  readonly disabled: boolean;
  readonly inputMode?: 'text' | 'numeric';
  /** Why the last entry was not taken. */
  readonly error?: string | false;
  readonly onSave: (value: string) => void;
};

/** Saves when the person leaves the field or presses Enter; Escape takes the typing back. */
export function AutoSaveInput({ value, onSave, ...inputProps }: AutoSaveInputProps) {
  // `null`: nothing is being typed, the saved value shows.
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    const next = draft?.trim();
    setDraft(null);
    if (next !== undefined && next !== value) onSave(next);
  };
  return (
    <TextInput
      {...inputProps}
      value={draft ?? value}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}
