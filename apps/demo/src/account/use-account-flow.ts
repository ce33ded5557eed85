import type { OutboxMessage } from '@amplify-recipes/sandbox';
import { Hub } from 'aws-amplify/utils';
import { useEffect, useState } from 'react';
import { codeIn } from '../activity/message-code.js';
import type { SignInMethod, SignInStep } from './sign-in-methods.js';

/** The forms of a visitor without a session. */
export type WayInScreen =
  | 'sign-up'
  | 'confirm-sign-up'
  | 'sign-in'
  | 'sign-in-step'
  | 'forgot-password'
  | 'reset-password';

/** The tabs of a signed-in user. */
export type SettingsScreen = 'tokens' | 'profile' | 'security' | 'data' | 'files' | 'clicks';

type HandedOn = {
  readonly email?: string;
  readonly notice?: string;
  readonly failure?: unknown;
};

/** The data that an authenticator app needs. */
export type TotpSetup = {
  /** The account that the app shows beside the code. */
  readonly account: string;
  /** In base 32. */
  readonly secret: string;
  /** An `otpauth:` URI, which apps read from a QR code. */
  readonly uri: string;
};

/** The form that a visitor sees, and the values that the forms share. */
export type AccountState = {
  readonly screen: WayInScreen;
  readonly settings: SettingsScreen;
  readonly email: string;
  readonly code: string;
  /** A message about what just happened. */
  readonly notice: string | undefined;
  /** The error that ended the last sign-in. */
  readonly failure: unknown;
  /** How the visitor chose to sign in. */
  readonly method: SignInMethod;
  /** The step that the user pool asks for, on the screen `sign-in-step`. */
  readonly step: SignInStep | undefined;
  /** The address that replaces the user's once they enter its code. */
  readonly newEmail: string | undefined;
  /** The second factor that a signed-in user is setting up. */
  readonly totpSetup: TotpSetup | undefined;
};

export type AccountFlow = AccountState & {
  /** Whether the open form takes the code of an authenticator. */
  readonly takesTotp: boolean;
  show(screen: WayInScreen, handedOn?: HandedOn): void;
  openSettings(settings: SettingsScreen): void;
  chooseMethod(method: SignInMethod): void;
  /** Shows the form of a step. */
  follow(step: SignInStep, email?: string): void;
  changeEmailTo(address: string | undefined): void;
  setUpTotp(setup: TotpSetup | undefined): void;
  enterCode(code: string): void;
  /** Marks the entered code as used, so that the outbox no longer offers it. */
  codeSpent(): void;
  /** Whether a form of the page takes the code of a message. */
  takesCodeOf(message: OutboxMessage, isSignedIn: boolean): boolean;
  /** Opens the form for the code of a message, and fills the code in. */
  fillIn(message: OutboxMessage): void;
};

/** The form that takes the code of a message, by the reason of the message. */
const SCREEN_OF_REASON: Readonly<Record<string, WayInScreen | 'profile'>> = {
  CustomMessage_SignUp: 'confirm-sign-up',
  CustomMessage_ResendCode: 'confirm-sign-up',
  CustomMessage_ForgotPassword: 'reset-password',
  CustomMessage_Authentication: 'sign-in-step',
  'SES SendEmail': 'sign-in-step',
  CustomMessage_UpdateUserAttribute: 'profile',
  CustomMessage_VerifyUserAttribute: 'profile',
};

const TOTP_STEPS: ReadonlySet<string | undefined> = new Set<SignInStep['signInStep']>([
  'CONFIRM_SIGN_IN_WITH_TOTP_CODE',
  'CONTINUE_SIGN_IN_WITH_TOTP_SETUP',
]);

type State = AccountState & {
  readonly spent: readonly { readonly email: string; readonly code: string }[];
};

const START: State = {
  screen: 'sign-up',
  settings: 'tokens',
  email: '',
  code: '',
  notice: undefined,
  failure: undefined,
  method: 'password',
  step: undefined,
  newEmail: undefined,
  totpSetup: undefined,
  spent: [],
};

export function useAccountFlow(): AccountFlow {
  const [{ spent, ...state }, setState] = useState(START);
  const patch = (change: Partial<State>) => setState((last) => ({ ...last, ...change }));

  useEffect(
    () =>
      Hub.listen('auth', ({ payload }) => {
        if (payload.event !== 'signedOut') return;
        setState(({ email, method, spent: before }) => ({
          ...START,
          screen: 'sign-in',
          email,
          method,
          spent: before,
        }));
      }),
    [],
  );

  return {
    ...state,
    takesTotp:
      state.totpSetup !== undefined ||
      (state.screen === 'sign-in-step' && TOTP_STEPS.has(state.step?.signInStep)),
    show: (screen, { email, notice, failure } = {}) =>
      setState((last) => ({
        ...last,
        screen,
        email: email ?? last.email,
        notice,
        failure,
        code: '',
        step: undefined,
      })),
    openSettings: (settings) =>
      patch({ settings, newEmail: undefined, totpSetup: undefined, code: '' }),
    chooseMethod: (method) => patch({ method, failure: undefined }),
    follow: (step, email) => setState((last) => afterStep(last, step, email ?? last.email)),
    changeEmailTo: (newEmail) => patch({ newEmail, code: '' }),
    setUpTotp: (totpSetup) => patch({ totpSetup, code: '' }),
    enterCode: (code) => patch({ code }),
    codeSpent: () => setState(spend),
    takesCodeOf(message, isSignedIn) {
      const { to, reason } = message;
      const code = codeIn(message);
      if (code === undefined || spent.some((entry) => entry.email === to && entry.code === code)) {
        return false;
      }
      const screen = SCREEN_OF_REASON[reason];
      if (screen === undefined || isSignedIn !== (screen === 'profile')) return false;
      return screen !== 'sign-in-step' || (state.screen === screen && state.email === to);
    },
    fillIn(message) {
      const { to, reason } = message;
      const code = codeIn(message) ?? '';
      const screen = SCREEN_OF_REASON[reason];
      if (screen === 'profile') patch({ settings: screen, newEmail: to, code });
      else if (screen === 'sign-in-step') patch({ code });
      else if (screen) patch({ screen, email: to, code, notice: undefined, failure: undefined });
    },
  };
}

function afterStep(last: State, step: SignInStep, email: string): State {
  const next = { ...last, email, step, notice: undefined, failure: undefined };
  switch (step.signInStep) {
    case 'DONE':
      // The form stays visible until the session is loaded.
      return next;
    case 'CONFIRM_SIGN_UP':
      return {
        ...next,
        screen: 'confirm-sign-up',
        notice: 'This account is not confirmed yet. Enter its code first.',
      };
    case 'RESET_PASSWORD':
      return {
        ...next,
        screen: 'forgot-password',
        notice: 'Reset the password of this account before you sign in.',
      };
    default:
      return { ...next, screen: 'sign-in-step' };
  }
}

function spend(last: State): State {
  const { email, newEmail, code, spent } = last;
  if (code === '') return last;
  return { ...last, code: '', spent: [...spent, { email: newEmail ?? email, code }] };
}
