import { Hub } from 'aws-amplify/utils';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { AccountState, Screen } from './account-state.js';
import { forgetSteps, keepStep, readStep } from './kept-step.js';
import type { SignInStep } from './sign-in-methods.js';

type HandedOn = Partial<Pick<AccountState, 'email' | 'notice' | 'failure'>>;

export type AccountFlow = AccountState & {
  show(screen: Screen, handedOn?: HandedOn): void;
  /** Shows the form of a step. */
  follow(step: SignInStep, email?: string): void;
  enterCode(code: string): void;
  /** Forgets the words about what happened before. */
  forgetWords(): void;
};

/**
 * The forms of one flow of the guide. The browser keeps the current one, so that a reload in the
 * middle of a sign-up or a sign-in continues there.
 *
 * @param id Of the flow.
 * @param first The form with which the flow starts.
 * @param email The address that the first form proposes.
 */
export function useAccountFlow(id: string, first: Screen, email = ''): AccountFlow {
  const [state, setState] = useState<AccountState>(() => ({
    ...startOf(first, email),
    ...readStep(id),
  }));

  useEffect(() => keepStep(id, state, first), [id, state, first]);
  useEffect(
    () =>
      Hub.listen('auth', ({ payload: { event } }) => {
        if (event !== 'signedIn' && event !== 'signedOut') return;
        // The client knows one sign-in at a time: those of other flows are over.
        forgetSteps();
        if (event === 'signedOut') setState((last) => startOf(first, last.email));
      }),
    [first],
  );

  const show = useCallback(
    (screen: Screen, { email: next, notice, failure }: HandedOn = {}) =>
      setState((last) => ({ ...startOf(screen, next ?? last.email), notice, failure })),
    [],
  );
  const follow = useCallback(
    (step: SignInStep, next?: string) =>
      setState((last) => afterStep(last, step, next ?? last.email)),
    [],
  );
  const enterCode = useCallback((code: string) => setState((last) => ({ ...last, code })), []);
  const forgetWords = useCallback(
    () =>
      setState((last) =>
        last.notice === undefined && last.failure === undefined
          ? last
          : { ...last, notice: undefined, failure: undefined },
      ),
    [],
  );
  return useMemo(
    () => ({ ...state, show, follow, enterCode, forgetWords }),
    [state, show, follow, enterCode, forgetWords],
  );
}

function startOf(screen: Screen, email: string): AccountState {
  return { screen, email, code: '', notice: undefined, failure: undefined, step: undefined };
}

function afterStep(last: AccountState, step: SignInStep, email: string): AccountState {
  switch (step.signInStep) {
    case 'DONE':
      // The form stays visible until the session is loaded.
      return last;
    case 'CONFIRM_SIGN_UP':
      return {
        ...startOf('confirm', email),
        notice: 'This account is not confirmed yet. Enter its code first.',
      };
    case 'RESET_PASSWORD':
      return {
        ...startOf('forgot', email),
        notice: 'Reset the password of this account before you sign in.',
      };
    default:
      return { ...startOf('step', email), step };
  }
}
