import type { SignInStep } from './sign-in-methods.js';

/** The forms of a visitor without a session. */
export type Screen = 'sign-up' | 'sign-in' | 'confirm' | 'step' | 'forgot' | 'reset';

/** The form that a flow shows, and the values that its forms share. */
export type AccountState = {
  readonly screen: Screen;
  readonly email: string;
  readonly code: string;
  /** A message about what just succeeded. */
  readonly notice: string | undefined;
  /** The error that ended the last sign-in. */
  readonly failure: unknown;
  /** The step that the user pool asks for, on the screen `step`. */
  readonly step: SignInStep | undefined;
};
