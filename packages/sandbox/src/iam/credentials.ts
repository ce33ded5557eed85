import { createHmac } from 'node:crypto';

/** Who makes a request. */
export type Caller =
  /** The request is not signed: the public operations of a user pool, a page. */
  | { readonly type: 'anonymous' }
  /** The developer whose sandbox it is: may do everything. */
  | { readonly type: 'developer' }
  /** A function with its execution role, or an identity with its role. */
  | {
      readonly type: 'role';
      /** `arn:aws:sts::<account>:assumed-role/<role name>/<session name>` */
      readonly arn: string;
      readonly roleArn: string;
    };

/** Keys that sign requests, as every AWS SDK takes them. */
export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

export type IssuedCredentials = { readonly credentials: AwsCredentials; readonly caller: Caller };

/** The credentials that this sandbox gave out. It knows no others. */
export type CredentialStore = {
  /** The developer's own, for scripts and tests that call admin operations. */
  readonly developer: AwsCredentials;
  /**
   * Credentials of a role, the same at every call for the same session.
   *
   * @param sessionName Who assumes the role; Lambda takes the function's name.
   */
  forRole(roleArn: string, sessionName: string): Required<AwsCredentials>;
  find(accessKeyId: string): IssuedCredentials | undefined;
};

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * @param key Secret of the data directory, 32 bytes or more. All credentials are derived from it,
 *   so they outlive a restart and nobody else can make them.
 */
export function createCredentialStore(key: Uint8Array): CredentialStore {
  const issued = new Map<string, IssuedCredentials>();

  const derive = (name: string) => createHmac('sha512', key).update(name).digest();
  const keyPair = (prefix: 'AKIA' | 'ASIA', name: string) => ({
    accessKeyId:
      prefix +
      Array.from(derive(`id:${name}`).subarray(0, 16), (byte) => BASE32[byte % 32]).join(''),
    secretAccessKey: derive(`secret:${name}`).toString('base64url').slice(0, 40),
  });
  const issue = <C extends AwsCredentials>(credentials: C, caller: Caller): C => {
    issued.set(credentials.accessKeyId, { credentials, caller });
    return credentials;
  };

  return {
    developer: issue(keyPair('AKIA', 'developer'), { type: 'developer' }),
    forRole(roleArn, sessionName) {
      const name = `role:${roleArn}:${sessionName}`;
      const [, partition, , , account, resource = ''] = roleArn.split(':');
      const roleName = resource.slice(resource.lastIndexOf('/') + 1);
      const arn = `arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`;
      const sessionToken = derive(`token:${name}`).toString('base64url');
      return issue({ ...keyPair('ASIA', name), sessionToken }, { type: 'role', arn, roleArn });
    },
    find: (accessKeyId) => issued.get(accessKeyId),
  };
}
