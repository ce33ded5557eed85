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
  /** The e-mail address, or what else they are known by. */
  readonly email: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  /** Each token as it was issued, and what it says. */
  readonly tokens: readonly Token[];
  readonly groups: readonly string[];
  /** What is asked for after the password, such as `TOTP`. */
  readonly secondFactors: readonly string[];
  /** Reads it all again, after a change that the client tells nobody of. */
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

/** Who is signed in, followed through every sign-in, refresh and sign-out. */
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
    // The browser kept tokens that the user pool does not take any more, such as those of an
    // emptied sandbox.
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
