'use client';

import { lazy, Suspense, useState } from 'react';
import type { ListPickerProps } from './list-dropdown.tsx';
import { ListPickerButton } from './list-picker-button.tsx';

const loadDropdown = () => import('./list-dropdown.tsx');
const ListDropdown = lazy(loadDropdown);

/** The *Limit sync* dropdown: a button until it is reached for, because most visits never open it. */
export function ListPicker(props: ListPickerProps) {
  const [hasOpened, setHasOpened] = useState(props.isOpen);
  if (props.isOpen && !hasOpened) setHasOpened(true);
  const button = (
    <ListPickerButton
      chosen={props.chosen}
      disabled={props.disabled}
      aria-expanded={false}
      onPointerEnter={loadDropdown}
      onFocus={loadDropdown}
      onClick={() => props.onOpenChange(true)}
    />
  );
  if (!hasOpened) return button;
  return (
    <Suspense fallback={button}>
      <ListDropdown {...props} />
    </Suspense>
  );
}
