import { useMemo, useState } from 'react';

/** The secrets of a visitor's second factors, by account, as an app on a phone keeps them. */
export type Authenticator = {
  readonly accounts: Readonly<Record<string, string>>;
  /** Does nothing if the account already has the secret. */
  add(account: string, secret: string): void;
  remove(account: string): void;
};

const COOKIE = 'amplify-recipes-demo-authenticator';
const YEAR_SECONDS = 365 * 24 * 60 * 60;
/** A cookie has up to 4,096 bytes. */
const KEPT_ACCOUNTS = 20;

/**
 * An authenticator app in the page, for visitors of the demo who have no app at hand. A real page
 * must not do this: a second factor that is stored beside the first protects nothing.
 *
 * A cookie keeps the secrets, because cookies do not depend on the port. The page's next start may
 * have another one, and an account without its secret would be locked.
 */
export function useAuthenticator(): Authenticator {
  const [accounts, setAccounts] = useState(readAccounts);
  return useMemo(() => {
    const keep = (changed: Readonly<Record<string, string>>) => {
      const kept = Object.entries(changed).slice(-KEPT_ACCOUNTS);
      const value = encodeURIComponent(JSON.stringify(Object.fromEntries(kept)));
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
      document.cookie = `${COOKIE}=${value}; max-age=${YEAR_SECONDS}; path=/; samesite=strict`;
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
  }, [accounts]);
}

function readAccounts(): Readonly<Record<string, string>> {
  const prefix = `${COOKIE}=`;
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith(prefix));
  try {
    return JSON.parse(decodeURIComponent(cookie?.slice(prefix.length) ?? '{}'));
  } catch {
    return {};
  }
}
