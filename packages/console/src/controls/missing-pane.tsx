import type { ReactNode } from 'react';
import { EmptyState } from './empty-state.tsx';
import { Pane } from './pane.tsx';

export type MissingPaneProps = {
  /** The name in the address. */
  readonly name: string;
  readonly onClose: () => void;
  /** Says what does not exist. */
  readonly title: string;
  /** Says why it may not exist. */
  readonly children: ReactNode;
};

/** The details of an address that names nothing. */
export function MissingPane({ name, onClose, title, children }: MissingPaneProps) {
  return (
    <Pane title={name} id={name} onClose={onClose}>
      <EmptyState title={title}>{children}</EmptyState>
    </Pane>
  );
}
