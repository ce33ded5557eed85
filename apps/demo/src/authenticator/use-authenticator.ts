import { useState } from 'react';

/** The secrets of a visitor's second factors, by account, as an app on a phone would hold them. */
export type Authenticator = {
  readonly accounts: Readonly<Record<string, string>>;
  /** Does nothing where the account has the secret already. */
  add(account: string, secret: string): void;
  remove(account: string): void;
};

const STORED_AS = 'amplify-recipes-demo-authenticator';

/**
 * An authenticator app in the page, for a demo whose visitors have none at hand. It outlives the
 * page, or who reloads it would not get in again. A second factor that is kept beside the first is
 * none: no real page does this.
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
