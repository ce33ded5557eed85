import { ArrowLeft, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from './button.tsx';
import styles from './pane.module.css';

export type PaneProps = {
  readonly title: ReactNode;
  /** Identifies what is shown. The title gets the focus when it changes on a phone. */
  readonly id: string | number;
  readonly onClose: () => void;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
};

/** The head and the body of the details beside a list. Escape closes it. */
export function Pane({ title, id, onClose, actions, children }: PaneProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (matchMedia('(max-width: 900px)').matches) heading.current?.focus();
  }, [id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape works from every control in the pane
    <section
      className={styles.pane}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className={styles.head}>
        <span className={styles.back}>
          <IconButton label="Back to the list" onPress={onClose}>
            <ArrowLeft />
          </IconButton>
        </span>
        <h2
          ref={heading}
          tabIndex={-1}
          className={styles.title}
          title={typeof title === 'string' ? title : undefined}
        >
          {title}
        </h2>
        <div className={styles.actions}>
          {actions}
          <span className={styles.close}>
            <IconButton label="Close" small onPress={onClose}>
              <X />
            </IconButton>
          </span>
        </div>
      </header>
      {children}
    </section>
  );
}
