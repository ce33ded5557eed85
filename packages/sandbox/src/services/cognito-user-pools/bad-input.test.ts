import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  confirmedUser,
  failure,
  signIn,
  startUserPools,
  type TestUserPools,
} from '../../../testing/user-pools.js';
import { operations } from './operations/operations.js';

let pools: TestUserPools;
beforeAll(async () => {
  pools = await startUserPools({
    resources: {
      Google: {
        Type: 'AWS::Cognito::UserPoolIdentityProvider',
        Properties: { ProviderName: 'Google', ProviderType: 'Google' },
      },
    },
  });
  await confirmedUser(pools, 'ada@example.com');
});
afterAll(() => pools.stop());

const OPERATIONS = Object.keys(operations);

describe('a malformed request', () => {
  test.for([
    ['cut off', '{"ClientId": "'],
    ['no JSON', 'ClientId=x'],
    ['a list', '[]'],
    ['a string', '"x"'],
    ['null', 'null'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ] as const)('gets a clear error when it is %s', async ([, body]) => {
    const answer = await pools.call('SignUp', undefined, { body });
    expect(answer.status).toBe(400);
    expect(failure(answer)).toMatch(/^SerializationException: The request body (must be|is not)/);
  });

  test('gets the missing members listed when it is empty', async () => {
    const answer = await pools.call('SignUp', undefined, { body: '' });
    expect(failure(answer)).toBe(
      "InvalidParameterException: 2 validation errors detected: Value at 'clientId' failed to satisfy constraint: Member must not be null; Value at 'username' failed to satisfy constraint: Member must not be null",
    );
  });

  test.for(['Nothing', 'signUp', '__proto__', 'constructor', 'toString', ''])(
    'gets its operation named: "%s"',
    async (operation) => {
      const answer = await pools.call(operation, {}, { signed: true });
      expect(answer.status).toBe(400);
      expect(failure(answer)).toContain(
        `UnknownOperationException: The sandbox does not support the operation ${operation}`,
      );
    },
  );
});

describe('random input', () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      ...['', 'x', ' ', '..', '__proto__', '\u0000', '\ud800', "'; DROP TABLE users; --"],
      ...['{####}', '%s', '💥'.repeat(70), 'x'.repeat(5000), 'ada@example.com'],
    ),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const value = fc.oneof(
    hostile,
    fc.array(hostile, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('Name', 'Value', 'USERNAME', 'SRP_A', '__proto__'), hostile),
    fc.array(fc.record({ Name: hostile, Value: hostile }), { maxLength: 3 }),
    fc.record({
      USERNAME: fc.string(),
      PASSWORD: fc.string(),
      SRP_A: fc.stringMatching(/^[0-9a-f]*$/),
    }),
    fc.record({ REFRESH_TOKEN: fc.string() }),
    fc.record({
      ProviderName: fc.constantFrom('Cognito', 'Google', ''),
      ProviderAttributeName: hostile,
      ProviderAttributeValue: hostile,
    }),
  );
  const member = fc.constantFrom(
    ...['ClientId', 'UserPoolId', 'Username', 'Password', 'UserAttributes', 'ValidationData'],
    ...['ClientMetadata', 'SecretHash', 'ConfirmationCode', 'Session', 'AuthFlow', 'AccessToken'],
    ...['AuthParameters', 'ChallengeName', 'ChallengeResponses', 'RefreshToken', 'Token', 'Code'],
    ...['AttributeName', 'UserAttributeNames', 'GroupName', 'Limit', 'NextToken', 'Filter'],
    ...['ProposedPassword', 'PreviousPassword', 'Permanent', 'TemporaryPassword', 'RoleArn'],
    ...['MessageAction', 'DesiredDeliveryMediums', 'PaginationToken', 'AttributesToGet'],
    ...['DeviceKey', 'DeviceRememberedStatus', 'DestinationUser', 'SourceUser', 'User'],
    ...['MaxResults', 'ClientType', 'Precedence', 'Description'],
    ...['UserCode', 'FriendlyDeviceName', 'MFAOptions', 'SMSMfaSettings', 'EmailMfaSettings'],
  );
  /** Mostly right input, so that a wrong part gets past the first checks. */
  const likely = () => ({
    ClientId: pools.clientId,
    UserPoolId: pools.poolId,
    Username: 'ada@example.com',
    Password: 'Correct-Horse-9',
    ProposedPassword: 'Correct-Horse-9',
    ConfirmationCode: '123456',
    UserCode: '123456',
    MFAOptions: [{ DeliveryMedium: 'SMS' }],
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: 'ada@example.com', PASSWORD: 'x', SRP_A: '2' },
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: { USERNAME: 'ada@example.com' },
    GroupName: 'group',
    UserAttributes: [{ Name: 'given_name', Value: 'Ada' }],
    UserAttributeNames: ['given_name'],
    AttributeName: 'email',
    Code: '123456',
    RefreshToken: 'token',
    Token: 'token',
    AccessToken: 'a.b.c',
    DeviceKey: 'eu-west-1_0',
    DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: 'ada@example.com' },
    SourceUser: {
      ProviderName: 'Google',
      ProviderAttributeName: 'Cognito_Subject',
      ProviderAttributeValue: '1',
    },
    User: { ProviderName: 'Google' },
    MaxResults: 1,
  });

  test.for(OPERATIONS.filter((name) => !/Delete|Disable/.test(name)))(
    "%s answers with success or an error in the caller's input, never an internal error",
    async (operation) => {
      await fc.assert(
        fc.asyncProperty(fc.dictionary(member, value, { maxKeys: 4 }), async (input) => {
          const answer = await pools.call(operation, { ...likely(), ...input }, { signed: true });
          expect([200, 400], failure(answer)).toContain(answer.status);
        }),
        { numRuns: 40 },
      );
    },
  );

  test('the pool still works afterwards', async () => {
    pools.advance(3_600_000);
    await pools.call(
      'AdminSetUserPassword',
      {
        UserPoolId: pools.poolId,
        Username: 'ada@example.com',
        Password: 'Correct-Horse-9',
        Permanent: true,
      },
      { signed: true },
    );
    expect(failure(await signIn(pools, 'ada@example.com'))).toBe('none');
  });
});
