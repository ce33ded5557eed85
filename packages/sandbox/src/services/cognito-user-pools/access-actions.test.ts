import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  confirmedUser,
  failure,
  PASSWORD,
  signUp,
  startUserPools,
  type TestUserPools,
} from '../../../testing/user-pools.js';
import { operations } from './operations/operations.js';

/** The IAM actions that the installed Amplify grants for `access` in `defineAuth`. */
function grantedOperations(): readonly string[] {
  const backend = createRequire(import.meta.url).resolve('@aws-amplify/backend');
  const backendAuth = createRequire(backend).resolve('@aws-amplify/backend-auth');
  const source = readFileSync(
    join(dirname(backendAuth), 'userpool_access_policy_factory.js'),
    'utf8',
  );
  return [
    ...new Set(Array.from(source.matchAll(/'cognito-idp:(\w+)'/g), ([, name]) => name ?? '')),
  ];
}

const GRANTED = grantedOperations();
const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const LIMITS = README.slice(README.indexOf('## Limits'));
const SERVED = GRANTED.filter((operation) => Object.hasOwn(operations, operation));

let pools: TestUserPools;
beforeAll(async () => {
  pools = await startUserPools({
    groups: [{ GroupName: 'a' }, { GroupName: 'spare' }],
    resources: {
      Google: {
        Type: 'AWS::Cognito::UserPoolIdentityProvider',
        Properties: { ProviderName: 'Google', ProviderType: 'Google' },
      },
    },
  });
  await confirmedUser(pools, ADA);
  await signUp(pools, 'new@example.com');
});
afterAll(() => pools.stop());

const ADA = 'ada@example.com';
const DEVICE = 'ResourceNotFoundException: Device does not exist.';

/** The input of an operation besides the pool and the user, and its outcome. */
const CALLS: Readonly<Record<string, readonly [Record<string, unknown>, string?]>> = {
  AdminAddUserToGroup: [{ GroupName: 'a' }],
  AdminConfirmSignUp: [{ Username: 'new@example.com' }],
  AdminCreateUser: [{ Username: 'another@example.com' }],
  AdminDeleteUser: [{}],
  AdminDeleteUserAttributes: [{ UserAttributeNames: ['given_name'] }],
  AdminDisableUser: [{}],
  AdminEnableUser: [{}],
  AdminForgetDevice: [{ DeviceKey: 'eu-west-1_0-0' }, DEVICE],
  AdminGetDevice: [{ DeviceKey: 'eu-west-1_0-0' }, DEVICE],
  AdminGetUser: [{}],
  AdminLinkProviderForUser: [
    {
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: ADA },
      SourceUser: {
        ProviderName: 'Google',
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue: '1234',
      },
    },
  ],
  AdminListDevices: [{}],
  AdminListGroupsForUser: [{}],
  AdminRemoveUserFromGroup: [{ GroupName: 'a' }],
  AdminResetUserPassword: [{}],
  AdminRespondToAuthChallenge: [
    {
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeResponses: { USERNAME: ADA, NEW_PASSWORD: PASSWORD },
      Session: 'a'.repeat(20),
    },
    'NotAuthorizedException: Invalid session for the user.',
  ],
  AdminSetUserSettings: [{ MFAOptions: [] }],
  AdminSetUserPassword: [{ Password: PASSWORD, Permanent: true }],
  AdminUpdateDeviceStatus: [{ DeviceKey: 'eu-west-1_0-0' }, DEVICE],
  AdminUpdateUserAttributes: [{ UserAttributes: [{ Name: 'given_name', Value: 'Ada' }] }],
  AdminUserGlobalSignOut: [{}],
  CreateGroup: [{ GroupName: 'b' }],
  DeleteGroup: [{ GroupName: 'spare' }],
  GetGroup: [{ GroupName: 'a' }],
  ListGroups: [{}],
  ListUsers: [{}],
  ListUsersInGroup: [{ GroupName: 'a' }],
  UpdateGroup: [{ GroupName: 'a' }],
};

describe('the operations that Amplify grants with access', () => {
  test('are found in the installed package', () => {
    expect(GRANTED).toEqual(expect.arrayContaining(['AdminAddUserToGroup', 'ListUsers']));
    expect(GRANTED.length).toBeGreaterThan(25);
  });

  test.for(GRANTED)('%s is supported, or named among the limits', (operation) => {
    expect(SERVED.includes(operation)).toBe(!LIMITS.includes(`\`${operation}\``));
  });

  test.for(SERVED)('%s is answered', async (operation) => {
    const Username = `${operation.toLowerCase()}@example.com`;
    await confirmedUser(pools, Username, { email_verified: 'true' });
    const [input, outcome = 'none'] = CALLS[operation] ?? [];
    const answer = await pools.call(
      operation,
      { UserPoolId: pools.poolId, ClientId: pools.clientId, Username, ...input },
      { signed: true },
    );
    expect(failure(answer)).toBe(outcome);
  });
});
