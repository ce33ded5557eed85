import { join } from 'node:path';
import { Amplify } from 'aws-amplify';
import { confirmResetPassword, confirmSignUp, resetPassword, signUp } from 'aws-amplify/auth';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../dist/index.js';

const ADA = 'ada@example.com';
const PASSWORD = 'Correct-horse-1';

let sandbox: Sandbox;

beforeAll(async () => {
  // The client warns that the endpoint is not that of AWS.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  sandbox = await startSandbox({
    cwd: join(import.meta.dirname, 'custom-sender-app'),
    dataDir: false,
  });
  Amplify.configure(sandbox.clientConfig);
});
afterAll(async () => {
  await sandbox.stop();
  vi.restoreAllMocks();
});

/** Waits for the e-mail with a subject that the function sends. */
const sent = (subject: string) =>
  vi.waitFor(
    () => {
      const found = sandbox.outbox.filter((message) => message.subject === subject);
      expect(found).toMatchObject([{ channel: 'email', to: ADA, from: 'app@example.com' }]);
      return found[0]?.body ?? '';
    },
    { timeout: 30_000 },
  );

test('supports all resources that Amplify creates for a custom sender', () => {
  const { resources, unserved, warnings } = sandbox.report;
  expect(resources).toContainEqual(expect.objectContaining({ type: 'AWS::KMS::Key' }));
  expect(Object.keys(unserved).filter((type) => type.startsWith('AWS::KMS'))).toEqual([]);
  expect(warnings).toEqual([]);
});

test('calls a function that reads the codes with the AWS Encryption SDK, and sends them', async () => {
  await signUp({
    username: ADA,
    password: PASSWORD,
    options: { userAttributes: { email: ADA } },
  });
  const confirmationCode = await sent('CustomEmailSender_SignUp');
  expect(confirmationCode).toMatch(/^\d{6}$/);
  await confirmSignUp({ username: ADA, confirmationCode });

  await resetPassword({ username: ADA });
  await confirmResetPassword({
    username: ADA,
    confirmationCode: await sent('CustomEmailSender_ForgotPassword'),
    newPassword: `${PASSWORD}!`,
  });
  // Cognito itself sent nothing.
  expect(sandbox.outbox).toHaveLength(2);
  await expect
    .poll(() => sandbox.invocations)
    .toMatchObject([
      { function: 'custom-email-sender', source: 'CustomEmailSender_SignUp' },
      { function: 'custom-email-sender', source: 'CustomEmailSender_ForgotPassword' },
    ]);
  const events = JSON.stringify(sandbox.invocations.map(({ event }) => event));
  expect(events).not.toContain(confirmationCode);
});
