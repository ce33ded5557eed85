import type { OutboxMessage } from '@amplify-recipes/sandbox';
import { useState } from 'react';

export type AccountScreen =
  | 'sign-up'
  | 'confirm-sign-up'
  | 'sign-in'
  | 'forgot-password'
  | 'reset-password';

/** Where a visitor without a session stands, and what the forms hand on to each other. */
export type AccountFlow = {
  readonly screen: AccountScreen;
  readonly email: string;
  readonly code: string;
  /** What just happened. */
  readonly notice: string | undefined;
  show(
    screen: AccountScreen,
    handedOn?: { readonly email?: string; readonly notice?: string },
  ): void;
  enterCode(code: string): void;
  /** Goes on to sign-in after the user pool took the code, which is void from then on. */
  codeAccepted(notice: string): void;
  /** Whether one of the forms takes the code of a message, as far as the page knows. */
  takesCodeOf(message: OutboxMessage): boolean;
  /** Opens the form that a message's code is for, filled in. */
  fillIn(message: OutboxMessage): void;
};

/** The form that takes the code of a message, by why the message was sent. */
const SCREEN_OF_REASON: Readonly<Record<string, AccountScreen>> = {
  CustomMessage_SignUp: 'confirm-sign-up',
  CustomMessage_ResendCode: 'confirm-sign-up',
  CustomMessage_ForgotPassword: 'reset-password',
};

type State = Pick<AccountFlow, 'screen' | 'email' | 'code' | 'notice'> & {
  readonly spent: readonly { readonly email: string; readonly code: string }[];
};

export function useAccountFlow(): AccountFlow {
  const [{ spent, ...state }, setState] = useState<State>({
    screen: 'sign-up',
    email: '',
    code: '',
    notice: undefined,
    spent: [],
  });
  return {
    ...state,
    show: (screen, { email, notice } = {}) =>
      setState((last) => ({ ...last, screen, email: email ?? last.email, notice, code: '' })),
    enterCode: (code) => setState((last) => ({ ...last, code })),
    codeAccepted: (notice) =>
      setState(({ email, code, spent: before }) => ({
        screen: 'sign-in',
        email,
        code: '',
        notice,
        spent: [...before, { email, code }],
      })),
    takesCodeOf: ({ to, code, reason }) =>
      code !== undefined &&
      SCREEN_OF_REASON[reason] !== undefined &&
      !spent.some((entry) => entry.email === to && entry.code === code),
    fillIn({ to, code = '', reason }) {
      const screen = SCREEN_OF_REASON[reason];
      if (screen) setState((last) => ({ ...last, screen, email: to, code, notice: undefined }));
    },
  };
}
