import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Amplify } from 'aws-amplify';
import { confirmResetPassword, confirmSignUp, resetPassword, signUp } from 'aws-amplify/auth';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox.js';

const ADA = 'ada@example.com';
const PASSWORD = 'Correct-Horse-9';

/** An app with a custom sender, written as AWS's pages and Amplify's show it. */
const APP = {
  'package.json': '{ "name": "app", "type": "module" }',
  'package-lock.json': '{}',
  'amplify/package.json': '{ "type": "module" }',
  'amplify/backend.ts': `
    import { defineBackend } from '@aws-amplify/backend';
    import { Key } from 'aws-cdk-lib/aws-kms';
    import { auth } from './auth/resource.js';
    import { customEmailSender } from './auth/custom-email-sender/resource.js';

    const backend = defineBackend({ auth, customEmailSender });
    const { stack } = backend.customEmailSender.resources.lambda;
    const key = stack.node.findAll().find((construct) => construct instanceof Key) as Key;
    backend.customEmailSender.addEnvironment('KEY_ARN', key.keyArn);
  `,
  'amplify/auth/resource.ts': `
    import { defineAuth } from '@aws-amplify/backend';
    import { customEmailSender } from './custom-email-sender/resource.js';

    export const auth = defineAuth({
      loginWith: { email: true },
      senders: { email: { handler: customEmailSender } },
    });
  `,
  'amplify/auth/custom-email-sender/resource.ts': `
    import { defineFunction } from '@aws-amplify/backend';

    export const customEmailSender = defineFunction({
      name: 'custom-email-sender',
      resourceGroupName: 'auth',
    });
  `,
  'amplify/auth/custom-email-sender/handler.ts': `
    import { buildClient, CommitmentPolicy, KmsKeyringNode } from '@aws-crypto/client-node';
    import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';

    const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
    const keyring = new KmsKeyringNode({ keyIds: [process.env.KEY_ARN ?? ''] });
    const ses = new SESClient();

    export const handler = async (event) => {
      const { code, userAttributes } = event.request;
      const { plaintext } = await decrypt(keyring, Buffer.from(code, 'base64'));
      await ses.send(
        new SendEmailCommand({
          Source: 'app@example.com',
          Destination: { ToAddresses: [userAttributes.email] },
          Message: {
            Subject: { Data: event.triggerSource },
            Body: { Text: { Data: plaintext.toString() } },
          },
        }),
      );
    };
  `,
};

let cwd: string;
let sandbox: Sandbox;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'custom-sender-'));
  for (const [path, content] of Object.entries(APP)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), content);
  }
  const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
  symlinkSync(modules, join(cwd, 'node_modules'));
  sandbox = await startSandbox({ cwd, dataDir: false });
  Amplify.configure(sandbox.clientConfig);
}, 120_000);
afterAll(async () => {
  await sandbox?.stop();
  rmSync(cwd, { recursive: true });
});

/** The message that the function sent, once it did. */
const message = (subject: string) =>
  vi.waitFor(
    () => {
      const found = sandbox.outbox.filter((each) => each.subject === subject);
      expect(found).toHaveLength(1);
      return found[0]?.body ?? '';
    },
    { timeout: 30_000 },
  );

describe('a custom sender with the AWS Encryption SDK', () => {
  test('is in the start-up report, and nothing of it is missing', () => {
    const { resources, unserved, warnings } = sandbox.report;
    expect(resources).toContainEqual(expect.objectContaining({ type: 'AWS::KMS::Key' }));
    expect(Object.keys(unserved).filter((type) => type.startsWith('AWS::KMS'))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('reads the codes of a sign-up and of a reset, and sends them itself', async () => {
    await signUp({
      username: ADA,
      password: PASSWORD,
      options: { userAttributes: { email: ADA } },
    });
    const confirmationCode = await message('CustomEmailSender_SignUp');
    expect(confirmationCode).toMatch(/^\d{6}$/);
    await confirmSignUp({ username: ADA, confirmationCode });

    await resetPassword({ username: ADA });
    await confirmResetPassword({
      username: ADA,
      confirmationCode: await message('CustomEmailSender_ForgotPassword'),
      newPassword: `${PASSWORD}!`,
    });
    // Cognito itself sent nothing.
    expect(sandbox.outbox).toHaveLength(2);
    await vi.waitFor(() =>
      expect(sandbox.invocations).toMatchObject([
        { function: 'custom-email-sender', source: 'CustomEmailSender_SignUp' },
        { function: 'custom-email-sender', source: 'CustomEmailSender_ForgotPassword' },
      ]),
    );
    const events = JSON.stringify(sandbox.invocations.map(({ event }) => event));
    expect(events).not.toContain(confirmationCode);
  }, 120_000);
});
