import type { ComponentProps } from 'react';
import styles from './form.module.css';

export type LinkButtonProps = Omit<ComponentProps<'button'>, 'className' | 'type' | 'disabled'> & {
  /** Whether it does nothing now. It keeps the focus; a disabled button would lose it. */
  readonly inactive?: boolean;
};

/** A button beside the main one of a form, that looks like a link. */
export function LinkButton({ inactive = false, onClick, ...props }: LinkButtonProps) {
  return (
    <button
      {...props}
      type="button"
      className={styles.link}
      aria-disabled={inactive}
      onClick={(event) => {
        if (!inactive) onClick?.(event);
      }}
    />
  );
}
