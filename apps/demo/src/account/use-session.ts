import { clearCredentials } from '@aws-amplify/core';
import {
  type AuthUser,
  fetchAuthSession,
  fetchMFAPreference,
  fetchUserAttributes,
  getCurrentUser,
  signOut,
} from 'aws-amplify/auth';
import { Hub } from 'aws-amplify/utils';
import { useCallback, useEffect, useState } from 'react';

export type SignedIn = {
  readonly status: 'signed-in';
  readonly user: AuthUser;
  /** The e-mail address, or the user name of a user without one. */
  readonly email: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  /** Each token, encoded and decoded. */
  readonly tokens: readonly Token[];
  readonly groups: readonly string[];
  /** The factors that the user pool asks for after the password, such as `TOTP`. */
  readonly secondFactors: readonly string[];
  /** Loads everything again, after a change for which the client sends no Hub event. */
  reload(): Promise<void>;
};

export type Token = {
  readonly name: 'ID token' | 'Access token';
  readonly raw: string;
  readonly claims: Readonly<Record<string, unknown>>;
};

export type Session =
  | { readonly status: 'loading' | 'signed-out' }
  | { readonly status: 'failed'; readonly error: unknown }
  | SignedIn;

const SESSION_EVENTS = new Set(['signedIn', 'signedOut', 'tokenRefresh', 'tokenRefresh_failure']);

/**
 * The current session, kept up to date through every sign-in, refresh and sign-out, in this tab and
 * in others.
 *
 * @param online Whether the backend answers. While it does not, the last session remains.
 */
export function useSession(online: boolean): Session {
  const [session, setSession] = useState<Session>({ status: 'loading' });
  const load = useCallback(async (): Promise<void> => {
    try {
      const next = await readSession(load);
      setSession(next);
    } catch (error) {
      // A backend that stopped does not sign anybody out.
      setSession((last) => (last.status === 'signed-in' ? last : { status: 'failed', error }));
    }
  }, []);
  useEffect(() => {
    if (online) void load();
  }, [online, load]);
  useEffect(
    () =>
      Hub.listen('auth', ({ payload }) => {
        if (SESSION_EVENTS.has(payload.event)) void load();
      }),
    [load],
  );
  useEffect(() => followOtherTabs(), []);
  return session;
}

/** The key under which the client keeps the name of the signed-in user of an app client. */
const LAST_USER = /^CognitoIdentityServiceProvider\..+\.LastAuthUser$/;

/** In this time the other tab has stored all tokens. */
const SETTLED_MS = 200;

/**
 * Follows the sign-ins and sign-outs of other tabs. The tabs share the tokens, but each has its own
 * credentials of the identity pool in memory, and those belong to one user only. So this tab drops
 * them when the user changes.
 */
function followOtherTabs(): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const follow = ({ key, newValue }: StorageEvent) => {
    if (key === null || !LAST_USER.test(key)) return;
    void clearCredentials();
    clearTimeout(timer);
    timer = setTimeout(
      () => Hub.dispatch('auth', { event: newValue === null ? 'signedOut' : 'signedIn' }),
      SETTLED_MS,
    );
  };
  window.addEventListener('storage', follow);
  return () => window.removeEventListener('storage', follow);
}

async function readSession(reload: () => Promise<void>): Promise<Session> {
  const { tokens } = await fetchAuthSession();
  if (!tokens?.idToken) return { status: 'signed-out' };
  try {
    const [user, attributes, { enabled = [] }] = await Promise.all([
      getCurrentUser(),
      fetchUserAttributes(),
      fetchMFAPreference(),
    ]);
    const groups = tokens.accessToken.payload['cognito:groups'];
    return {
      status: 'signed-in',
      user,
      email: attributes.email ?? user.username,
      attributes,
      tokens: [
        { name: 'ID token', raw: String(tokens.idToken), claims: tokens.idToken.payload },
        {
          name: 'Access token',
          raw: String(tokens.accessToken),
          claims: tokens.accessToken.payload,
        },
      ],
      groups: Array.isArray(groups) ? groups.map(String) : [],
      secondFactors: enabled,
      reload,
    };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // The browser kept tokens that the user pool no longer accepts, such as those from before the
    // sandbox was emptied.
    await signOut();
    return { status: 'signed-out' };
  }
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error &&
    ['NotAuthorizedException', 'UserNotFoundException'].includes(error.name)
  );
}
