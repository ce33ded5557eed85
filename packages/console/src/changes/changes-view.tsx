import clsx from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { JsonLine } from '../controls/index.ts';
import { type ChangeLine, changeLines } from './change-lines.ts';
import styles from './changes-view.module.css';

type ChangesViewProps = { readonly before: unknown; readonly after: unknown };

/** A value as JSON, with what changed marked in place. What did not change is folded. */
export function ChangesView({ before, after }: ChangesViewProps) {
  const lines = useMemo(() => changeLines(before, after), [before, after]);
  return (
    <pre className={styles.changes}>
      {lines.map((line, index) => (
        <Line key={`${index}${line.text}`} line={line} />
      ))}
    </pre>
  );
}

const marks = { same: undefined, added: 'new', changed: undefined, removed: 'removed' } as const;

function Line({ line }: { readonly line: ChangeLine }) {
  const [isOpen, setOpen] = useState(false);
  if (line.folded !== undefined && isOpen) {
    return line.folded.map((part, index) => <Line key={`${index}${part.text}`} line={part} />);
  }
  const note = line.before === undefined ? marks[line.mark] : `was ${line.before}`;
  return (
    <span className={clsx(styles.line, styles[line.mark])} data-mark={line.mark}>
      <JsonLine
        text={line.text}
        after={
          <>
            {line.folded === undefined ? null : (
              <button type="button" className={styles.fold} onClick={() => setOpen(true)}>
                <ChevronRight aria-hidden size={12} />
                {line.folded.length} unchanged
              </button>
            )}
            {note === undefined ? null : <span className={styles.note}>{note}</span>}
          </>
        }
      />
    </span>
  );
}
