import { createHash, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { Caller, IdentityPoolLogin } from '../protocols/request.js';

/** Keys for signing requests, in the format of every AWS SDK. */
export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** The session for an access key and session token that this sandbox issued. */
export type IssuedCredentials = {
  readonly secretAccessKey: string;
  readonly caller: Caller;
  /**
   * Milliseconds since 1970. Undefined for credentials that are valid as long as the state exists.
   */
  readonly expiresAt: number | undefined;
};

/** The credentials that a sandbox issues and accepts. */
export type CredentialStore = {
  /** The developer's own credentials, for scripts and tests that call admin operations. */
  readonly developer: AwsCredentials;
  /**
   * Credentials of a role. The same arguments always give the same credentials.
   *
   * @param sessionName The name of the session; Lambda uses the function's name.
   * @param options.expiresAt Milliseconds since 1970. Without it they do not expire.
   * @param options.subject Distinguishes sessions with the same name, for example by identity id.
   * @param options.identityPool The identity pool whose identity gets the credentials.
   */
  forRole(roleArn: string, sessionName: string, options?: SessionOptions): Required<AwsCredentials>;
  /**
   * The session for an access key and session token. Undefined if this sandbox did not issue them.
   */
  find(accessKeyId: string, sessionToken: string | undefined): IssuedCredentials | undefined;
};

type SessionOptions = {
  readonly expiresAt?: number;
  readonly subject?: string;
  readonly identityPool?: IdentityPoolLogin;
};

type Session = SessionOptions & { readonly roleArn: string; readonly sessionName: string };

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Creates the credentials of a sandbox.
 *
 * @param key Secret of the data directory, 32 bytes or more. All credentials are derived from it,
 *   and a session token contains its session under a MAC. So credentials stay valid after a
 *   restart, and nobody else can create them.
 */
export function createCredentialStore(key: Uint8Array): CredentialStore {
  const secret = createSecretKey(key);
  const derive = (purpose: string, name: string) =>
    createHmac('sha512', secret).update(`credentials:${purpose}:${name}`).digest();
  const keyPair = (prefix: 'AKIA' | 'ASIA', name: string) => ({
    accessKeyId:
      prefix + Array.from(derive('id', name).subarray(0, 16), (byte) => BASE32[byte % 32]).join(''),
    secretAccessKey: derive('secret', name).toString('base64url').slice(0, 40),
  });
  const tokenOf = (session: string) =>
    `${Buffer.from(session).toString('base64url')}.${derive('token', session).toString('base64url')}`;
  const developer = keyPair('AKIA', 'developer');

  return {
    developer,
    forRole(roleArn, sessionName, options) {
      const session = JSON.stringify({ roleArn, sessionName, ...options } satisfies Session);
      return { ...keyPair('ASIA', session), sessionToken: tokenOf(session) };
    },
    find(accessKeyId, sessionToken) {
      if (sessionToken === undefined) {
        if (!sameText(accessKeyId, developer.accessKeyId)) return undefined;
        const { secretAccessKey } = developer;
        return { secretAccessKey, caller: { type: 'developer' }, expiresAt: undefined };
      }
      const session = Buffer.from(sessionToken.split('.')[0] ?? '', 'base64url').toString();
      if (!sameText(sessionToken, tokenOf(session))) return undefined;
      const keys = keyPair('ASIA', session);
      if (!sameText(accessKeyId, keys.accessKeyId)) return undefined;
      const { roleArn, sessionName, expiresAt, subject, identityPool } = JSON.parse(
        session,
      ) as Session;
      return {
        secretAccessKey: keys.secretAccessKey,
        caller: {
          type: 'role',
          roleArn,
          arn: sessionArn(roleArn, sessionName),
          ...(subject !== undefined && { subject }),
          ...(identityPool && { identityPool }),
        },
        expiresAt,
      };
    },
  };
}

/**
 * The name that Amazon Cognito gives to every session of an identity pool. The rules of Amplify Data
 * know such a session by it.
 */
export const IDENTITY_POOL_SESSION = 'CognitoIdentityCredentials';

/** `arn:aws:sts::<account>:assumed-role/<role name>/<session name>` */
export function sessionArn(roleArn: string, sessionName: string): string {
  const [, partition, , , account, resource = ''] = roleArn.split(':');
  const roleName = resource.slice(resource.lastIndexOf('/') + 1);
  return `arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`;
}

/** Compares in constant time, because the values are secret. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
