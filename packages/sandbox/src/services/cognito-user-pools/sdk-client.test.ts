import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserPasswordCommand,
  ConfirmSignUpCommand,
  CreateGroupCommand,
  DescribeUserPoolCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  ListUsersCommand,
  NotAuthorizedException,
  paginateListUsers,
  SignUpCommand,
  UserLambdaValidationException,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_CLIENT,
  PASSWORD,
  startUserPools,
  type TestUserPools,
} from '../../../testing/user-pools.js';

let pools: TestUserPools;
beforeEach(async () => {
  pools = await startUserPools({
    client: { ...AMPLIFY_CLIENT, ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] },
  });
});
afterEach(() => pools.stop());

const ADA = 'ada@example.com';

describe('the AWS SDK', () => {
  test('reads times, lists and tokens of the responses', async () => {
    const { sdk, poolId: UserPoolId, clientId: ClientId } = pools;
    await sdk.send(new SignUpCommand({ ClientId, Username: ADA, Password: PASSWORD }));
    await sdk.send(
      new ConfirmSignUpCommand({ ClientId, Username: ADA, ConfirmationCode: pools.code() }),
    );
    await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'a' }));
    await sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: ADA, GroupName: 'a' }));
    const user = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: ADA }));
    expect(user).toMatchObject({ UserStatus: 'CONFIRMED', Enabled: true });
    expect(user.UserCreateDate).toBeInstanceOf(Date);
    const { Groups } = await sdk.send(
      new AdminListGroupsForUserCommand({ UserPoolId, Username: ADA }),
    );
    expect(Groups).toEqual([expect.objectContaining({ GroupName: 'a', UserPoolId })]);
    expect(Groups?.[0]?.CreationDate).toBeInstanceOf(Date);

    const { AuthenticationResult } = await sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: ADA, PASSWORD },
      }),
    );
    const { AccessToken } = AuthenticationResult ?? {};
    const { Username } = await sdk.send(new GetUserCommand({ AccessToken }));
    expect(Username).toBe(user.Username);
    await sdk.send(new GlobalSignOutCommand({ AccessToken }));
    const revoked = sdk.send(new GetUserCommand({ AccessToken }));
    await expect(revoked).rejects.toBeInstanceOf(NotAuthorizedException);
    await expect(revoked).rejects.toThrow('Access Token has been revoked');
  });

  test('reads all pages', async () => {
    const { sdk, poolId: UserPoolId } = pools;
    for (const name of ['a', 'b', 'c']) {
      await sdk.send(
        new AdminCreateUserCommand({
          UserPoolId,
          Username: `${name}@example.com`,
          MessageAction: 'SUPPRESS',
        }),
      );
      pools.advance(1000);
    }
    const found = [];
    for await (const { Users } of paginateListUsers({ client: sdk, pageSize: 1 }, { UserPoolId })) {
      found.push(...(Users ?? []));
    }
    expect(found).toHaveLength(3);
    const { Users } = await sdk.send(
      new ListUsersCommand({ UserPoolId, Filter: 'email = "b@example.com"' }),
    );
    expect(Users).toHaveLength(1);
    const { UserPool } = await sdk.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect(UserPool).toMatchObject({ Id: UserPoolId, EstimatedNumberOfUsers: 3 });
  });

  test('throws errors of the right class', async () => {
    const { sdk, poolId: UserPoolId, clientId: ClientId } = pools;
    await expect(
      sdk.send(new AdminSetUserPasswordCommand({ UserPoolId, Username: ADA, Password: PASSWORD })),
    ).rejects.toBeInstanceOf(UserNotFoundException);
    await pools.deploy({
      triggers: {
        PreSignUp: () => {
          throw new Error('no');
        },
      },
    });
    await expect(
      sdk.send(new SignUpCommand({ ClientId, Username: ADA, Password: PASSWORD })),
    ).rejects.toBeInstanceOf(UserLambdaValidationException);
  });
});
