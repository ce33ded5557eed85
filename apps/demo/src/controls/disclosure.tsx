import { type ReactNode, useState } from 'react';

export type DisclosureProps = {
  readonly summary: ReactNode;
  /** Rendered only while it is open. */
  readonly children: ReactNode;
};

export function Disclosure({ summary, children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open && children}
    </details>
  );
}
