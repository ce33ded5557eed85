import { useState } from 'react';

/** The secrets of a visitor's second factors, by account, as an app on a phone keeps them. */
export type Authenticator = {
  readonly accounts: Readonly<Record<string, string>>;
  /** Does nothing if the account already has the secret. */
  add(account: string, secret: string): void;
  remove(account: string): void;
};

const STORED_AS = 'amplify-recipes-demo-authenticator';

/**
 * An authenticator app in the page, for visitors of the demo who have no app at hand. The browser
 * keeps its secrets, so that visitors can still sign in after they reload the page. A real page
 * must not do this: a second factor that is stored beside the first protects nothing.
 */
export function useAuthenticator(): Authenticator {
  const [accounts, setAccounts] = useState(readAccounts);
  const keep = (changed: Readonly<Record<string, string>>) => {
    localStorage.setItem(STORED_AS, JSON.stringify(changed));
    setAccounts(changed);
  };
  return {
    accounts,
    add(account, secret) {
      if (accounts[account] !== secret) keep({ ...accounts, [account]: secret });
    },
    remove(account) {
      const { [account]: _, ...others } = accounts;
      keep(others);
    },
  };
}

function readAccounts(): Readonly<Record<string, string>> {
  try {
    return JSON.parse(localStorage.getItem(STORED_AS) ?? '{}');
  } catch {
    return {};
  }
}
