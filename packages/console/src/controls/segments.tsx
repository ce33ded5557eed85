import type { ReactNode } from 'react';
import { type Key, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import styles from './segments.module.css';

export type Segment = { readonly id: string; readonly label: ReactNode };

export type SegmentsProps = {
  readonly label: string;
  readonly segments: readonly Segment[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
};

/** One of two to five choices that are all in sight. */
export function Segments({ label, segments, selected, onSelect }: SegmentsProps) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={styles.group ?? ''}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[selected]}
      onSelectionChange={(keys: Set<Key>) => {
        for (const key of keys) onSelect(String(key));
      }}
    >
      {segments.map((segment) => (
        <ToggleButton key={segment.id} id={segment.id} className={styles.segment ?? ''}>
          {segment.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
