import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../protocols/request.js';

/** Keys that sign requests, as every AWS SDK takes them. */
export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** What stands behind a pair of access key and session token that this sandbox made. */
export type IssuedCredentials = {
  readonly secretAccessKey: string;
  readonly caller: Caller;
  /** Milliseconds since 1970, or undefined for credentials that last as long as the state. */
  readonly expiresAt: number | undefined;
};

/** The credentials of a sandbox. It knows no others. */
export type CredentialStore = {
  /** The developer's own, for scripts and tests that call admin operations. */
  readonly developer: AwsCredentials;
  /**
   * Credentials of a role, the same at every call with the same arguments.
   *
   * @param sessionName Who assumes the role; Lambda takes the function's name.
   * @param options.expiresAt Milliseconds since 1970. Without it they do not expire.
   * @param options.subject Tells sessions of one name apart, such as by the identity's id.
   */
  forRole(
    roleArn: string,
    sessionName: string,
    options?: { readonly expiresAt?: number; readonly subject?: string },
  ): Required<AwsCredentials>;
  /** What the access key and the session token stand for, if this sandbox made the two. */
  find(accessKeyId: string, sessionToken: string | undefined): IssuedCredentials | undefined;
};

type Session = {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly expiresAt?: number;
  readonly subject?: string;
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * @param key Secret of the data directory, 32 bytes or more. All credentials are derived from it,
 *   and a session token carries its session under a MAC: credentials outlive a restart, and nobody
 *   else can make them.
 */
export function createCredentialStore(key: Uint8Array): CredentialStore {
  const derive = (purpose: string, name: string) =>
    createHmac('sha512', key).update(`credentials:${purpose}:${name}`).digest();
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
      const { roleArn, sessionName, expiresAt, subject } = JSON.parse(session) as Session;
      return {
        secretAccessKey: keys.secretAccessKey,
        caller: {
          type: 'role',
          roleArn,
          arn: sessionArn(roleArn, sessionName),
          ...(subject !== undefined && { subject }),
        },
        expiresAt,
      };
    },
  };
}

function sessionArn(roleArn: string, sessionName: string): string {
  const [, partition, , , account, resource = ''] = roleArn.split(':');
  const roleName = resource.slice(resource.lastIndexOf('/') + 1);
  return `arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`;
}

/** Compares in constant time: what is compared is secret. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
