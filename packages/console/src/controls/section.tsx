import clsx from 'clsx';
import type { ReactNode } from 'react';
import styles from './section.module.css';

export type SectionProps = {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Default: true. Code and lists go to the edge and bring their own space. */
  readonly padded?: boolean;
};

/** A part of a pane with a title. */
export function Section({ title, actions, children, padded = true }: SectionProps) {
  return (
    <section className={styles.section}>
      <header className={styles.head}>
        <h3>{title}</h3>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={clsx(styles.body, padded && styles.padded)}>{children}</div>
    </section>
  );
}

/** The part of a pane that scrolls, for a pane without tabs. */
export function PaneBody({ children }: { readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll it
    <div className={styles.scroller} tabIndex={0}>
      {children}
    </div>
  );
}

export type PropertyRow = {
  readonly name: string;
  readonly value: ReactNode;
  /** A button for the row. */
  readonly action?: ReactNode;
};

/** Names and values below each other, one line each. */
export function Properties({
  label,
  rows,
}: {
  readonly label: string;
  readonly rows: readonly PropertyRow[];
}) {
  return (
    <table className={styles.properties} aria-label={label}>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name}</th>
            <td>
              <div className={styles.value}>
                <span>{row.value}</span>
                {row.action}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
