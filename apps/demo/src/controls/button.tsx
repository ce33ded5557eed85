import type { ComponentProps } from 'react';

export type ButtonProps = Omit<ComponentProps<'button'>, 'className' | 'disabled'> & {
  readonly look?: 'primary' | 'secondary' | 'link';
  readonly size?: 'regular' | 'small';
  /** Whether the action is running. The button keeps the focus; a disabled one would lose it. */
  readonly pending?: boolean;
};

export function Button({
  look = 'secondary',
  size = 'regular',
  type = 'button',
  pending = false,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`button button-${look} button-${size}`}
      aria-disabled={pending}
    >
      {pending && <span className="button-spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}
