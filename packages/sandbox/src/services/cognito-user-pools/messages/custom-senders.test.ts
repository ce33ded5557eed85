import {
  buildClient,
  CommitmentPolicy,
  type EncryptedDataKey,
  KeyringNode,
  KeyringTraceFlag,
  type NodeDecryptionMaterial,
} from '@aws-crypto/client-node';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { responding } from '../../../../testing/sign-in.js';
import {
  AMPLIFY_POOL,
  adminGetUser,
  attributeList,
  type Backend,
  confirmedUser,
  failure,
  PASSWORD,
  PLAIN_POOL,
  signedIn,
  signIn,
  signUp,
  startUserPools,
  type TestUserPools,
  type TriggerFunction,
} from '../../../../testing/user-pools.js';
import type { Properties } from '../../../assembly/resource-graph.js';

const ADA = 'ada@example.com';
const PHONE = '+14325551212';
const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const echo: TriggerFunction = (event) => event;
const SENDERS = { CustomEmailSender: echo, CustomSMSSender: echo };

let pools: TestUserPools;
const start = async (backend: Backend = {}) => {
  pools = await startUserPools({ ...backend, triggers: { ...SENDERS, ...backend.triggers } });
};
afterEach(() => pools.stop());

const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });
const sent = () => pools.events.filter(({ triggerSource }) => /Sender_/.test(triggerSource));

/** Decrypts data keys with the keys of the pools, as KMS does for a function. */
class PoolKeyring extends KeyringNode {
  async _onEncrypt(): Promise<never> {
    throw new Error('Only Cognito encrypts.');
  }
  async _onDecrypt(material: NodeDecryptionMaterial, [dataKey]: readonly EncryptedDataKey[]) {
    if (!dataKey) throw new Error('No data key.');
    const { encryptedDataKey, providerId, providerInfo } = dataKey;
    const context = { ...material.encryptionContext };
    const { plaintext } = pools.keys.decrypt(encryptedDataKey, context, providerInfo);
    const flags = KeyringTraceFlag.WRAPPING_KEY_DECRYPTED_DATA_KEY;
    const trace = { keyNamespace: providerId, keyName: providerInfo, flags };
    // The SDK needs its own copy, not a part of Node's pool.
    return material.setUnencryptedDataKey(Uint8Array.from(plaintext), trace);
  }
}

const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
async function codeOf(event = sent().at(-1)): Promise<string> {
  const { code } = event?.request ?? {};
  const { plaintext, messageHeader } = await decrypt(
    new PoolKeyring(),
    Buffer.from(String(code), 'base64'),
  );
  expect(messageHeader.encryptionContext['userpool-id']).toBe(pools.poolId);
  return plaintext.toString();
}

describe('a custom sender', () => {
  test("gets Cognito's event, and Cognito sends nothing", async () => {
    await start();
    const { body } = await signUp(pools, ADA, {}, { ClientMetadata: { tab: '1' } });
    expect(body.CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'a***@e***',
    });
    expect(sent()).toEqual([
      {
        version: '1',
        triggerSource: 'CustomEmailSender_SignUp',
        region: 'eu-west-1',
        userPoolId: pools.poolId,
        userName: UUID,
        callerContext: {
          awsSdkVersion: 'aws-sdk-unknown-unknown',
          clientId: pools.clientId,
        },
        request: {
          type: 'customEmailSenderRequestV1',
          code: expect.stringMatching(/^AYADe/),
          clientMetadata: { tab: '1' },
          userAttributes: {
            sub: UUID,
            'cognito:email_alias': ADA,
            'cognito:user_status': 'UNCONFIRMED',
            email_verified: 'false',
            email: ADA,
          },
        },
      },
    ]);
    expect(pools.outbox).toEqual([]);
    const confirmed = await pools.call('ConfirmSignUp', {
      ClientId: pools.clientId,
      Username: ADA,
      ConfirmationCode: await codeOf(),
    });
    expect(failure(confirmed)).toBe('none');
  });

  test('for text messages gets those, and only those', async () => {
    pools = await startUserPools({
      pool: { ...PLAIN_POOL, AutoVerifiedAttributes: ['phone_number', 'email'] },
      triggers: { CustomSMSSender: echo },
    });
    await signUp(pools, 'ada', { phone_number: PHONE });
    expect(sent()).toMatchObject([
      {
        triggerSource: 'CustomSMSSender_SignUp',
        request: {
          type: 'customSMSSenderRequestV1',
          clientMetadata: null,
          userAttributes: { phone_number: PHONE },
        },
      },
    ]);
    expect(await codeOf()).toMatch(/^\d{6}$/);
    expect(pools.outbox).toEqual([]);
    await signUp(pools, 'bob', { email: ADA });
    expect(sent()).toHaveLength(1);
    expect(pools.outbox).toMatchObject([{ channel: 'email', to: ADA }]);
  });

  test('gets the temporary password of an invitation', async () => {
    await start();
    await admin('AdminCreateUser', { TemporaryPassword: 'Temporary-Horse-9' });
    expect(sent()).toMatchObject([{ callerContext: { clientId: 'CLIENT_ID_NOT_APPLICABLE' } }]);
    expect(await codeOf()).toBe('Temporary-Horse-9');
  });

  test('gets a new address that does not count yet', async () => {
    await start();
    await confirmedUser(pools, ADA, { email_verified: 'true' });
    const { AccessToken } = await signedIn(pools, ADA);
    const email = 'lovelace@example.com';
    await pools.call('UpdateUserAttributes', {
      AccessToken,
      UserAttributes: attributeList({ email }),
    });
    expect(sent()).toMatchObject([{ request: { userAttributes: { email } } }]);
    expect((await adminGetUser(pools, ADA)).attributes.email).toBe(ADA);
    const verified = await pools.call('VerifyUserAttribute', {
      AccessToken,
      AttributeName: 'email',
      Code: await codeOf(),
    });
    expect(failure(verified)).toBe('none');
    expect((await adminGetUser(pools, email)).attributes).toMatchObject({
      email,
      email_verified: 'true',
    });
  });

  test('gets no code for a migrated user who keeps their password', async () => {
    await start({
      triggers: {
        UserMigration: responding({
          userAttributes: { email: ADA, email_verified: 'true' },
          finalUserStatus: 'CONFIRMED',
          desiredDeliveryMediums: ['EMAIL'],
        }),
      },
    });
    expect(failure(await signIn(pools, ADA))).toBe('none');
    expect(sent()).toMatchObject([
      { triggerSource: 'CustomEmailSender_AdminCreateUser', request: { code: null } },
    ]);
  });

  test('replaces the custom message trigger, which is not invoked', async () => {
    const customMessage = vi.fn(echo);
    await start({ triggers: { CustomMessage: customMessage } });
    await signUp(pools, ADA);
    expect(customMessage).not.toHaveBeenCalled();
  });

  test.for<[string, TriggerFunction]>([
    [
      'throws',
      () => {
        throw new Error('The provider is down.');
      },
    ],
    ['returns nothing', () => undefined],
    ['never ends', () => new Promise(() => {})],
  ])('that %s causes no error for the client', async ([, CustomEmailSender]) => {
    await start({ triggers: { CustomEmailSender } });
    expect(failure(await signUp(pools, ADA))).toBe('none');
    expect(await adminGetUser(pools, ADA)).toMatchObject({ UserStatus: 'UNCONFIRMED' });
    const confirmed = await pools.call('ConfirmSignUp', {
      ClientId: pools.clientId,
      Username: ADA,
      ConfirmationCode: await codeOf(),
    });
    expect(failure(confirmed)).toBe('none');
  });

  test('that does not exist is named in the error, and the user who signed up is kept', async () => {
    const LambdaArn = 'arn:aws:lambda:eu-west-1:123456789012:function:gone';
    pools = await startUserPools({
      pool: {
        ...AMPLIFY_POOL,
        LambdaConfig: {
          CustomEmailSender: { LambdaArn, LambdaVersion: 'V1_0' },
          KMSKeyID: 'arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef',
        },
      },
    });
    expect(failure(await signUp(pools, ADA))).toBe(
      'UnexpectedLambdaException: CustomEmailSender invocation failed due to error ResourceNotFoundException.',
    );
    expect(await adminGetUser(pools, ADA)).toMatchObject({ UserStatus: 'UNCONFIRMED' });
  });

  test('is not called for a change that is rolled back', async () => {
    await start({
      pool: {
        ...PLAIN_POOL,
        AutoVerifiedAttributes: ['email'],
        AliasAttributes: ['preferred_username'],
      },
    });
    await confirmedUser(pools, 'bob', {});
    await admin('AdminUpdateUserAttributes', {
      Username: 'bob',
      UserAttributes: attributeList({ preferred_username: 'taken' }),
    });
    await confirmedUser(pools, 'ada', {});
    const taken = await admin('AdminUpdateUserAttributes', {
      Username: 'ada',
      UserAttributes: attributeList({ preferred_username: 'taken', email: ADA }),
    });
    expect(failure(taken)).toMatch(/^AliasExistsException/);
    expect(sent()).toEqual([]);
  });
});

describe('a code that cannot be encrypted', () => {
  const keyed = (properties: Properties, KMSKeyID?: string): Backend => ({
    pool: { ...AMPLIFY_POOL, ...(KMSKeyID !== undefined && { LambdaConfig: { KMSKeyID } }) },
    resources: { SenderKey: { Type: 'AWS::KMS::Key', Properties: properties } },
  });

  test.for<[string, Backend, RegExp]>([
    ['with a disabled key', keyed({ Enabled: false }), /is disabled\.$/],
    ['with a key that signs', keyed({ KeySpec: 'RSA_2048' }), /RSA_2048/],
    ['with a key id that is not valid', keyed({}, 'not-an-arn'), /does not exist$/],
    ['without any key', keyed({}, ''), /no KMSKeyID|does not exist/],
  ])('%s is a delivery failure, and nothing is stored', async ([, backend, message]) => {
    await start(backend);
    await confirmedUser(pools, ADA, { email_verified: 'true' });
    const answer = await pools.call('ForgotPassword', { ClientId: pools.clientId, Username: ADA });
    expect(failure(answer)).toMatch(/^CodeDeliveryFailureException: /);
    expect(failure(answer)).toMatch(message);
    expect(sent()).toEqual([]);
    expect(failure(await admin('AdminResetUserPassword'))).toMatch(/^CodeDeliveryFailure/);
    expect(failure(await signIn(pools, ADA, PASSWORD))).toBe('none');
  });

  test("is encrypted under one of the account's keys that the template only names", async () => {
    const arn = 'arn:aws:kms:us-east-1:210987654321:key/01234567-89ab-cdef-0123-456789abcdef';
    await start({ pool: { ...AMPLIFY_POOL, LambdaConfig: { KMSKeyID: arn } } });
    await signUp(pools, ADA);
    expect(await codeOf()).toMatch(/^\d{6}$/);
  });
});
