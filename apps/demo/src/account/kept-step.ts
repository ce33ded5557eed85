import type { AccountState, Screen } from './account-state.js';

const PREFIX = 'amplify-recipes-demo-step:';

type KeptStep = Pick<AccountState, 'screen' | 'email' | 'step'>;

/** Steps whose details cannot be kept: an authenticator's address is a function. */
const NOT_KEPT: ReadonlySet<string | undefined> = new Set(['CONTINUE_SIGN_IN_WITH_TOTP_SETUP']);

/** Keeps the form of a flow for this tab. The first form needs no keeping. */
export function keepStep(flow: string, state: AccountState, first: Screen): void {
  const { screen, email, step } = state;
  if (screen === first || NOT_KEPT.has(step?.signInStep)) {
    sessionStorage.removeItem(PREFIX + flow);
  } else {
    sessionStorage.setItem(PREFIX + flow, JSON.stringify({ screen, email, step }));
  }
}

/** The form in which the visitor left a flow. Empty if there is none. */
export function readStep(flow: string): Partial<KeptStep> {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + flow) ?? '{}');
  } catch {
    return {};
  }
}

/** Forgets the forms of all flows. */
export function forgetSteps(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}
