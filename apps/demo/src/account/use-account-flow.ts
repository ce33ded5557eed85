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

/** What a user who is signed in looks at. */
export type SettingsScreen = 'tokens' | 'profile' | 'security' | 'files' | 'clicks';

type HandedOn = {
  readonly email?: string;
  readonly notice?: string;
  readonly failure?: unknown;
};

/** What an authenticator app is given. */
export type TotpSetup = {
  /** Whose code it is. */
  readonly account: string;
  /** In base 32. */
  readonly secret: string;
  /** An `otpauth:` URI, which apps read from a QR code. */
  readonly uri: string;
};

/** Where a visitor stands, and what the forms hand on to each other. */
export type AccountState = {
  readonly screen: WayInScreen;
  readonly settings: SettingsScreen;
  readonly email: string;
  readonly code: string;
  /** What just happened. */
  readonly notice: string | undefined;
  /** What ended the last sign-in. */
  readonly failure: unknown;
  /** How the visitor chose to sign in. */
  readonly method: SignInMethod;
  /** What the user pool asks for, at `sign-in-step`. */
  readonly step: SignInStep | undefined;
  /** The address that is to take the place of the user's, once its code is there. */
  readonly newEmail: string | undefined;
  /** The second factor that is being set up by a user who is signed in. */
  readonly totpSetup: TotpSetup | undefined;
};

export type AccountFlow = AccountState & {
  /** Whether a form is open that takes the code of an authenticator. */
  readonly takesTotp: boolean;
  show(screen: WayInScreen, handedOn?: HandedOn): void;
  openSettings(settings: SettingsScreen): void;
  chooseMethod(method: SignInMethod): void;
  /** Goes on to the form of a step. */
  follow(step: SignInStep, email?: string): void;
  changeEmailTo(address: string | undefined): void;
  setUpTotp(setup: TotpSetup | undefined): void;
  enterCode(code: string): void;
  /** The user pool took the code, or judged it: it is void from then on. */
  codeSpent(): void;
  /** Whether one of the forms takes the code of a message, as far as the page knows. */
  takesCodeOf(message: OutboxMessage, isSignedIn: boolean): boolean;
  /** Opens the form that a message's code is for, filled in. */
  fillIn(message: OutboxMessage): void;
};

/** The form that takes the code of a message, by why the message was sent. */
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
      // The form stays until the session is there, and is not seen again.
      return next;
    case 'CONFIRM_SIGN_UP':
      return {
        ...next,
        screen: 'confirm-sign-up',
        notice: 'This account is not confirmed yet: enter its code first.',
      };
    case 'RESET_PASSWORD':
      return {
        ...next,
        screen: 'forgot-password',
        notice: 'The password of this account must be reset before it signs in.',
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
