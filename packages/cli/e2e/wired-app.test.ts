import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import {
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { KinesisClient, ListStreamsCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import {
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeDocumentedApp } from '../testing/documented-app.js';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const bin = join(packageFolder, 'dist/bin.js');
const compiler = fileURLToPath(
  new URL('./bin/tsc', import.meta.resolve('typescript/package.json')),
);

/** The first ones are added one after the other, and the others together. */
const FIRST = [
  'email-domain',
  'minimum-age',
  'attribute-rules',
  'add-to-group',
  'create-user-profile',
  'captcha',
  'one-time-code',
];
const TOGETHER = [
  'localized-message',
  'token-claims',
  'dynamodb-stream',
  'kinesis-stream',
  's3-upload',
  'report-to-s3',
  'sns-digest',
];
const ALL = [...FIRST, ...TOGETHER];

const PASSWORD = 'Correct-horse-1';
const EMAIL = 'ada@example.com';
const ADA = {
  email: EMAIL,
  phone_number: '+15555550100',
  birthdate: '1990-12-10',
  name: 'Ada Lovelace',
};

type App = {
  readonly folder: string;
  readonly add: (...args: string[]) => Promise<{ readonly stdout: string }>;
};

async function createApp(): Promise<App> {
  await mkdir(join(packageFolder, '.amplify'), { recursive: true });
  const folder = await mkdtemp(join(packageFolder, '.amplify/wired-'));
  await writeDocumentedApp(folder);
  const add = (...args: string[]) =>
    run(process.execPath, [bin, 'add', '--no-install', ...args], { cwd: join(folder, 'amplify') });
  return { folder, add };
}

/** The last lines of the backend, which the READMEs of core recommend. */
const CHECKS = `
assertDeployable(backend);
useAuthenticatedRole(backend, 'EVERYONE');
`;

async function addChecks(folder: string): Promise<void> {
  const path = join(folder, 'amplify/backend.ts');
  await appendFile(
    path,
    `${CHECKS}\nimport { assertDeployable, useAuthenticatedRole } from '@amplify-recipes/core/backend';\n`,
  );
}

const start = (cwd: string): Promise<Sandbox> =>
  startSandbox({
    cwd,
    dataDir: false,
    secrets: { ONE_TIME_CODE_KEY: 'k'.repeat(32), RECAPTCHA_SECRET_KEY: 'any-secret-key' },
    functionEnvironment: ({ url }) => ({
      'verify-auth-challenge-response': {
        VERIFY_URL: `${url}/_sandbox/captcha/recaptcha/siteverify`,
      },
    }),
  });

describe('an app with all recipes', () => {
  let app: App;
  let sandbox: Sandbox;

  beforeAll(async () => {
    app = await createApp();
    for (const recipe of FIRST) await app.add(recipe, '--wire');
    await app.add(...TOGETHER, '--wire');
    await addChecks(app.folder);
    sandbox = await start(app.folder);
    Amplify.configure(sandbox.clientConfig);
  }, 240_000);

  afterAll(async () => {
    await signOut();
    await sandbox?.stop();
    await rm(app.folder, { recursive: true, force: true });
  });

  const calls = (name: string) =>
    sandbox.invocations.filter((invocation) => invocation.function === name);

  /** Expects that a function was called and did not fail. */
  const expectCalled = (name: string) =>
    vi.waitFor(
      () => expect(calls(name).map(({ outcome }) => outcome.status)).toContain('success'),
      {
        timeout: 20_000,
        interval: 50,
      },
    );

  const messagesTo = (address: string) =>
    sandbox.outbox.filter(({ to }) => to === address).map(({ body }) => body);

  const query = async (text: string, authMode: 'identityPool' | 'userPool') => {
    const answer = await generateClient().graphql({ query: text, authMode });
    return 'data' in answer ? answer.data : undefined;
  };

  test('compiles in strict mode', async () => {
    const { stdout } = await run(
      process.execPath,
      [compiler, '-p', 'amplify', '--singleThreaded', '--pretty', 'false'],
      { cwd: app.folder },
    ).catch((failure) => failure);
    expect(stdout).toBe('');
  });

  test.each([
    ['of another domain', { email: 'ada@example.org' }, 'EMAIL_DOMAIN_NOT_ALLOWED'],
    ['with a date of birth in the future', { birthdate: '2200-01-01' }, 'BIRTHDATE_INVALID'],
    ['without a name', { name: '' }, 'ATTRIBUTES_INVALID'],
  ])('rejects a user %s', async (_, attributes, code) => {
    const userAttributes = { ...ADA, ...attributes };
    await expect(
      signUp({ username: userAttributes.email, password: PASSWORD, options: { userAttributes } }),
    ).rejects.toThrow(code);
  });

  test('signs up a user, with a message, a group and a profile', async () => {
    await signUp({ username: EMAIL, password: PASSWORD, options: { userAttributes: ADA } });
    const message = sandbox.outbox.findLast(({ to }) => to === EMAIL);
    expect(message).toMatchObject({
      subject: 'Your code',
      body: `Welcome! Your code is ${message?.code}.`,
    });
    await confirmSignUp({ username: EMAIL, confirmationCode: message?.code ?? '' });
  });

  test('signs the user in with a CAPTCHA and a code after the password', async () => {
    await verifyPhone(sandbox);
    const { nextStep } = await signIn({
      username: EMAIL,
      password: PASSWORD,
      options: { authFlowType: 'CUSTOM_WITH_SRP' },
    });
    expect(messagesTo(ADA.phone_number)).toEqual([]);
    const token = await captchaToken(sandbox, nextStep);
    expect(await confirmSignIn({ challengeResponse: token })).toMatchObject({
      nextStep: { additionalInfo: { challenge: 'one-time-code', attemptsLeft: '3' } },
    });
    const code = /\d{8}/.exec(messagesTo(ADA.phone_number).at(-1) ?? '')?.[0] ?? '';
    expect(await confirmSignIn({ challengeResponse: code })).toMatchObject({ isSignedIn: true });
    const { tokens } = await fetchAuthSession();
    expect(tokens?.idToken?.payload).toMatchObject({
      'cognito:groups': ['EVERYONE'],
      tenant: 'acme',
    });
  });

  test('has the profile of the user, which only the user can read', async () => {
    const { sub } = await fetchUserAttributes();
    expect(
      await query(`query { getUserProfile(id: "${sub}") { email profileOwner } }`, 'userPool'),
    ).toEqual({ getUserProfile: { email: EMAIL, profileOwner: sub } });
  });

  test('accepts an upload of the user, and handles it', async () => {
    const { credentials } = await fetchAuthSession();
    const s3 = new S3Client({
      endpoint: sandbox.url,
      region: sandbox.region,
      ...(credentials ? { credentials } : {}),
    });
    const Bucket = bucketOf(sandbox);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'uploads/a.csv', Body: 'a,b' }));
    s3.destroy();
    await expectCalled('on-upload');
  });

  test('handles the records of its streams', async () => {
    const { region, credentials, url: endpoint } = sandbox;
    const kinesis = new KinesisClient({ endpoint, region, credentials });
    const { StreamNames: [StreamName] = [] } = await kinesis.send(new ListStreamsCommand());
    const Data = Buffer.from('a click');
    await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'ada', Data }));
    kinesis.destroy();
    await expectCalled('clicks');

    await signOut();
    await query('mutation { createTodo(input: { content: "tea" }) { id } }', 'identityPool');
    await expectCalled('index-todos');
  });

  test('runs its schedules once per scheduled time', async () => {
    const scheduledTime = new Date('2026-11-22T10:00:00Z');
    const runs = async (name: string) => {
      const first = await sandbox.runSchedule(name, { scheduledTime });
      return [first, await sandbox.runSchedule(name, { scheduledTime })];
    };
    expect(await runs('weekly-report')).toMatchObject([
      { outcome: 'WRITTEN' },
      { outcome: 'ALREADY_THERE' },
    ]);
    expect(await runs('weekly-digest')).toMatchObject([
      { outcome: 'PUBLISHED' },
      { outcome: 'ALREADY_PUBLISHED' },
    ]);
  });

  test('runs the recipes of one trigger as one function', () => {
    const names = sandbox.report.resources
      .filter(({ type }) => type === 'AWS::Lambda::Function')
      .map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['pre-sign-up', 'post-confirmation']));
    for (const name of ['email-domain', 'add-to-group']) expect(names).not.toContain(name);
  });

  test('has copies that are up to date', async () => {
    const { stdout } = await run(process.execPath, [bin, 'update', '--no-install'], {
      cwd: app.folder,
    });
    for (const name of ALL) {
      expect(stdout).toMatch(new RegExp(`^${name} \\S+ is up to date$`, 'm'));
    }
  });

  test('does not change when the recipes are added again', async () => {
    const read = () => readFile(join(app.folder, 'amplify/auth/resource.ts'), 'utf8');
    const before = await read();
    const { stdout } = await app.add(...ALL, '--wire');
    for (const name of ALL) expect(stdout).toContain(`${name} is connected already`);
    expect(await read()).toBe(before);
  });
});

/** Users verify their phone numbers after the sign-up. Here an administrator does it. */
async function verifyPhone({ url, region, credentials, outputs }: Sandbox): Promise<void> {
  const client = new CognitoIdentityProviderClient({ endpoint: url, region, credentials });
  await client.send(
    new AdminUpdateUserAttributesCommand({
      UserPoolId: String(outputs.auth?.user_pool_id),
      Username: EMAIL,
      UserAttributes: [{ Name: 'phone_number_verified', Value: 'true' }],
    }),
  );
  client.destroy();
}

/** A token that the widget of the provider gives to a human. */
async function captchaToken({ url }: Sandbox, step: object): Promise<string> {
  const { siteKey } = 'additionalInfo' in step ? (step.additionalInfo as { siteKey: string }) : {};
  const response = await fetch(`${url}/_sandbox/captcha/tokens`, {
    method: 'POST',
    body: JSON.stringify({
      provider: 'recaptcha-v3',
      siteKey,
      action: 'sign_in',
      hostname: 'localhost',
    }),
  });
  const { token }: { token: string } = JSON.parse(await response.text());
  return token;
}

function bucketOf({ outputs: { storage } }: Sandbox): string {
  const { bucket_name: name } = (storage ?? {}) as { bucket_name?: unknown };
  if (typeof name !== 'string') throw new Error('The outputs name no bucket.');
  return name;
}
