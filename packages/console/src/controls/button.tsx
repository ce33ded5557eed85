import clsx from 'clsx';
import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  ProgressBar,
} from 'react-aria-components';
import styles from './button.module.css';
import { Tooltip } from './tooltip.tsx';

export type ButtonProps = Omit<AriaButtonProps, 'className' | 'children' | 'style'> & {
  readonly children: ReactNode;
  /** Default: `plain`, a button with a border. */
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet';
  /** Default: false. A button of a row or of a toolbar inside a panel. */
  readonly small?: boolean;
  /** Shown on hover and focus. */
  readonly hint?: string;
};

/** A button with words. `isPending` keeps its place while an action runs. */
export function Button({ look = 'plain', small = false, hint, children, ...props }: ButtonProps) {
  const button = (
    <AriaButton {...props} className={clsx(styles.button, styles[look], small && styles.small)}>
      {props.isPending ? (
        // React Aria announces it.
        <ProgressBar isIndeterminate aria-label="Working" className="visually-hidden" />
      ) : null}
      {children}
    </AriaButton>
  );
  return hint === undefined ? button : <Tooltip text={hint}>{button}</Tooltip>;
}

export type IconButtonProps = Omit<ButtonProps, 'hint' | 'aria-label'> & {
  /** The accessible name. It is also the tooltip. */
  readonly label: string;
};

/** A button with an icon alone. Its label is its name and its tooltip. */
export function IconButton({ label, look = 'quiet', small = false, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <AriaButton
        {...props}
        aria-label={label}
        className={clsx(styles.button, styles.icon, styles[look], small && styles.small)}
      />
    </Tooltip>
  );
}
