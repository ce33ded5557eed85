import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_POOL,
  type Backend,
  confirmedUser,
  failure,
  PLAIN_POOL,
  signUp,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
const start = async (backend: Backend = {}) => {
  pools = await startUserPools(backend);
};
const startWith = (response: unknown, backend: Backend = {}) =>
  start({ ...backend, triggers: { CustomMessage: (event) => ({ ...event, response }) } });
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const invite = (more: Record<string, unknown> = {}) =>
  pools.call(
    'AdminCreateUser',
    { UserPoolId: pools.poolId, Username: ADA, TemporaryPassword: 'Temporary-1!', ...more },
    { signed: true },
  );

describe('a custom message', () => {
  test('replaces the template, with the code in it', async () => {
    await startWith({
      emailSubject: 'Hello',
      emailMessage: 'Code {####}, again {####}',
      smsMessage: 'sms {####}',
    });
    await signUp(pools, ADA);
    expect(pools.outbox).toEqual([
      expect.objectContaining({
        subject: 'Hello',
        body: `Code ${pools.code()}, again ${pools.code()}`,
      }),
    ]);
  });

  test('for the phone is sent to the phone', async () => {
    await startWith(
      { emailMessage: 'mail {####}', smsMessage: 'sms {####}' },
      { pool: { ...PLAIN_POOL, AutoVerifiedAttributes: ['phone_number'] } },
    );
    await signUp(pools, 'ada', { phone_number: '+14325551212' });
    expect(pools.outbox.at(-1)?.body).toBe(`sms ${pools.code()}`);
    expect(pools.outbox.at(-1)?.subject).toBeUndefined();
  });

  test.for<[string, unknown]>([
    ['nothing', {}],
    ['null', { emailSubject: null, emailMessage: null, smsMessage: null }],
    ['blanks', { emailSubject: '', emailMessage: '', smsMessage: '' }],
  ])('that is %s does not replace the template', async ([, response]) => {
    await startWith(response);
    await signUp(pools, ADA);
    expect(pools.outbox.at(-1)).toMatchObject({
      subject: 'Verify your new account',
      body: `The verification code to your new account is ${pools.code()}`,
    });
  });

  test.for<[string, unknown, string]>([
    [
      'without the code',
      { emailMessage: 'Hello' },
      "InvalidParameterException: 1 validation error detected: Value at 'emailBody' failed to satisfy constraint: Member must satisfy regular expression pattern: .*\\{####\\}.*",
    ],
    [
      'to the phone without the code, even if it is not sent',
      { smsMessage: 'Hello' },
      "InvalidParameterException: 1 validation error detected: Value at 'smsMessage' failed to satisfy constraint: Member must satisfy regular expression pattern: .*\\{####\\}.*",
    ],
    [
      'that is too long',
      { emailMessage: `{####}${'x'.repeat(20_000)}` },
      "InvalidParameterException: 1 validation error detected: Value at 'emailBody' failed to satisfy constraint: Member must have length less than or equal to 20000",
    ],
    [
      'to the phone that is too long',
      { smsMessage: `{####}${'x'.repeat(140)}` },
      "InvalidParameterException: 1 validation error detected: Value at 'smsMessage' failed to satisfy constraint: Member must have length less than or equal to 140",
    ],
    [
      'with a subject that is too long',
      { emailSubject: 'x'.repeat(141) },
      "InvalidParameterException: 1 validation error detected: Value at 'emailSubject' failed to satisfy constraint: Member must have length less than or equal to 140",
    ],
    [
      'that is not text',
      { emailMessage: { html: '{####}' } },
      'InvalidLambdaResponseException: Unrecognizable lambda output',
    ],
  ])('%s is refused', async ([, response, message]) => {
    await startWith(response);
    expect(failure(await signUp(pools, ADA))).toBe(message);
    expect(pools.outbox).toEqual([]);
  });

  test('cannot inject text through the code', async () => {
    await startWith({ emailMessage: '$& {####}' });
    await signUp(pools, ADA);
    expect(pools.outbox.at(-1)?.body).toBe(`$& ${pools.code()}`);
  });
});

describe('an invitation', () => {
  test('contains the name and the temporary password', async () => {
    await start();
    await invite();
    expect(pools.outbox).toEqual([
      expect.objectContaining({
        to: ADA,
        subject: 'Your temporary password',
        body: `Your username is ${ADA} and temporary password is Temporary-1!.`,
        reason: 'CustomMessage_AdminCreateUser',
        code: 'Temporary-1!',
      }),
    ]);
  });

  test('follows the template of the pool', async () => {
    const InviteMessageTemplate = {
      EmailSubject: 'Come in',
      EmailMessage: '{username}: {####}',
      SMSMessage: 'sms {username}: {####}',
    };
    await start({
      pool: { ...AMPLIFY_POOL, AdminCreateUserConfig: { InviteMessageTemplate } },
    });
    await invite({
      DesiredDeliveryMediums: ['EMAIL', 'SMS'],
      UserAttributes: [{ Name: 'phone_number', Value: '+14325551212' }],
    });
    expect(pools.outbox.map(({ subject, body }) => [subject, body])).toEqual([
      ['Come in', `${ADA}: Temporary-1!`],
      [undefined, `sms ${ADA}: Temporary-1!`],
    ]);
  });

  test('needs the name in a custom message', async () => {
    await startWith({ emailMessage: 'Password {####}' });
    expect(failure(await invite())).toBe(
      "InvalidParameterException: 1 validation error detected: Value at 'emailBody' failed to satisfy constraint: Member must satisfy regular expression pattern: .*\\{username\\}.*",
    );
  });

  test('is sent to the phone by default, and to the mailbox of a user without one', async () => {
    await start();
    await invite({ UserAttributes: [{ Name: 'phone_number', Value: '+14325551212' }] });
    await invite({ Username: 'bob@example.com' });
    expect(pools.outbox.map(({ to }) => to)).toEqual(['+14325551212', 'bob@example.com']);
  });

  test('cannot be sent to an address that the user does not have', async () => {
    await start();
    expect(failure(await invite({ DesiredDeliveryMediums: ['SMS'] }))).toMatch(
      /^InvalidParameterException: User has no phone_number/,
    );
    expect(failure(await signUp(pools, ADA))).toBe('none');
  });
});

test("a pool without templates uses Cognito's", async () => {
  await start({ pool: { ...PLAIN_POOL, AutoVerifiedAttributes: ['email'] } });
  await signUp(pools, 'ada', { email: ADA });
  expect(pools.outbox.at(-1)).toMatchObject({
    subject: 'Your verification code',
    body: `Your confirmation code is ${pools.code()}`,
  });
  await confirmedUser(pools, 'bob', { email: 'bob@example.com', email_verified: 'true' });
  await pools.call('ForgotPassword', { ClientId: pools.clientId, Username: 'bob' });
  expect(pools.outbox.at(-1)).toMatchObject({
    to: 'bob@example.com',
    body: `Your confirmation code is ${pools.code()}`,
    reason: 'CustomMessage_ForgotPassword',
  });
});
