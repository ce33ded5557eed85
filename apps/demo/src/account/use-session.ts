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

/** The current session, kept up to date through every sign-in, refresh and sign-out. */
export function useSession(): Session {
  const [session, setSession] = useState<Session>({ status: 'loading' });
  const load = useCallback(async (): Promise<void> => {
    try {
      setSession(await readSession(load));
    } catch (error) {
      setSession({ status: 'failed', error });
    }
  }, []);
  useEffect(() => {
    void load();
    return Hub.listen('auth', ({ payload }) => {
      if (SESSION_EVENTS.has(payload.event)) void load();
    });
  }, [load]);
  return session;
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
