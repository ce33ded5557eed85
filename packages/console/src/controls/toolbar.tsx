import { Search, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { SearchField as AriaSearchField, Button, Input, Label } from 'react-aria-components';
import styles from './toolbar.module.css';

export type ToolbarProps = {
  /** The accessible name of the bar. */
  readonly label: string;
  readonly children: ReactNode;
  /** Stands at the end: a count, a button. */
  readonly end?: ReactNode;
};

/** The bar above a list: what is shown, and how many. */
export function Toolbar({ label, children, end }: ToolbarProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex container everywhere
    <div role="group" aria-label={label} className={styles.bar}>
      <div className={styles.start}>{children}</div>
      {end === undefined ? null : <div className={styles.end}>{end}</div>}
    </div>
  );
}

export type SearchFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
};

/** Filters a list while one types. Its label is its placeholder. Escape empties it. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  return (
    <AriaSearchField className={styles.search ?? ''} value={value} onChange={onChange}>
      <Label className="visually-hidden">{label}</Label>
      <Search aria-hidden size={13} />
      <Input className={styles.input ?? ''} placeholder={label} />
      <Button className={styles.clear ?? ''} aria-label="Empty the search">
        <X aria-hidden size={13} />
      </Button>
    </AriaSearchField>
  );
}

/** How many entries of a list are shown. */
export function Count({ shown, all }: { readonly shown: number; readonly all?: number }) {
  const words =
    all === undefined || all === shown
      ? shown.toLocaleString('en')
      : `${shown.toLocaleString('en')} of ${all.toLocaleString('en')}`;
  return (
    <span role="status" className={styles.count}>
      {words}
    </span>
  );
}
