import clsx from 'clsx';
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useRef,
  useState,
} from 'react';
import { keepNumber, keptNumber } from './kept-number.ts';
import styles from './split-pane.module.css';

export type SplitPaneProps = {
  readonly list: ReactNode;
  /** The pane on the right. Undefined if nothing is selected. On a phone it replaces the list. */
  readonly details?: ReactNode;
  /** The width is kept under this name. Default: `details`. */
  readonly name?: string;
};

const STEP = 24;
const NARROWEST = 320;

/** A list, and what is selected beside it. The edge between them moves with the pointer and the arrow keys. */
export function SplitPane({ list, details, name = 'details' }: SplitPaneProps) {
  const root = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(() => keptNumber(name) ?? 580);
  function resize(wanted: number) {
    const widest = Math.max(NARROWEST, (root.current?.clientWidth ?? 1200) - NARROWEST);
    const next = Math.round(Math.min(widest, Math.max(NARROWEST, wanted)));
    setWidth(next);
    keepNumber(name, next);
  }
  function drag(event: PointerEvent<HTMLElement>) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    resize((root.current?.getBoundingClientRect().right ?? 0) - event.clientX);
  }
  function press(event: KeyboardEvent) {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    resize(width + step);
  }
  return (
    <div className={clsx(styles.split, details && styles.open)} ref={root}>
      <div className={styles.list}>{list}</div>
      {details === undefined ? null : (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: an hr cannot have the focus and a value */}
          <div
            role="separator"
            aria-orientation="vertical"
            aria-label="Width of the details"
            aria-valuenow={width}
            aria-valuemin={NARROWEST}
            aria-valuemax={1200}
            tabIndex={0}
            className={styles.edge}
            onKeyDown={press}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
          />
          <aside
            aria-label="Details"
            className={styles.details}
            style={{ '--width': `${width}px` } as CSSProperties}
          >
            {details}
          </aside>
        </>
      )}
    </div>
  );
}
