import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox, type TimelineEntry } from '../dist/index.js';

const app = join(import.meta.dirname, 'app');
const PASSWORD = 'Correct-horse-1';
const CANARY = 'from the shell of the developer';

let sandbox: Sandbox;
/** The time by which the clock of the services is ahead, in milliseconds. */
let aheadMs = 0;

beforeAll(async () => {
  process.env.SANDBOX_E2E_CANARY = CANARY;
  process.env.AWS_PROFILE = CANARY;
  sandbox = await startSandbox({
    cwd: app,
    dataDir: false,
    secrets: { PROBE_SECRET: 's3cret' },
    now: () => Date.now() + aheadMs,
  });
});
afterAll(async () => {
  delete process.env.SANDBOX_E2E_CANARY;
  delete process.env.AWS_PROFILE;
  await sandbox.stop();
});

type Ids = { readonly user_pool_id: string; readonly user_pool_client_id: string };
const idsOf = (outputs: Sandbox['outputs']) => outputs.auth as Ids;

const client = (url = sandbox.url) =>
  new CognitoIdentityProviderClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: sandbox.credentials,
    maxAttempts: 1,
  });

const signUp = (email: string) =>
  client().send(
    new SignUpCommand({
      ClientId: idsOf(sandbox.outputs).user_pool_client_id,
      Username: email,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }],
    }),
  );

/** Sends a request that no client would send. */
async function post(headers: Record<string, string>, body: string | Buffer) {
  const response = await fetch(sandbox.url, { method: 'POST', headers, body });
  return {
    status: response.status,
    ...((await response.json()) as { __type: string; message: string }),
  };
}

const cognito = (operation: string) => ({
  'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
});

describe('a trigger that', () => {
  test.each([
    [
      'throws an error',
      'throw-error',
      'UserLambdaValidationException',
      /^PreSignUp failed with error no more users\.?$/,
    ],
    ['throws text', 'throw-text', 'UserLambdaValidationException', /^PreSignUp failed with error/],
    [
      'returns text',
      'return-text',
      'InvalidLambdaResponseException',
      /Unrecognizable lambda output/,
    ],
    [
      'returns nothing',
      'return-nothing',
      'InvalidLambdaResponseException',
      /Unrecognizable lambda output/,
    ],
    [
      'ends its process',
      'exit',
      'UnexpectedLambdaException|UserLambdaValidationException',
      /PreSignUp/,
    ],
    [
      'never answers',
      'hang',
      'UnexpectedLambdaException|UserLambdaValidationException',
      /PreSignUp/,
    ],
  ])(
    '%s is a clear error to the client, and the next sign-up goes through',
    async (_, what, name, words) => {
      const error = await signUp(`${what}@example.com`).then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(error?.name).toMatch(new RegExp(`^(${name})$`));
      expect(error?.message).toMatch(words);
      await expect(
        client().send(
          new AdminGetUserCommand({
            UserPoolId: idsOf(sandbox.outputs).user_pool_id,
            Username: `${what}@example.com`,
          }),
        ),
      ).rejects.toMatchObject({ name: 'UserNotFoundException' });
      await signUp(`after-${what}@example.com`);
    },
    30_000,
  );

  test('never responds is ended at its timeout, and its invocation says so', () => {
    const timedOut = sandbox.invocations.find(({ outcome }) => outcome.status === 'timeout');
    expect(timedOut).toMatchObject({
      function: 'misbehaving',
      source: 'PreSignUp_SignUp',
      outcome: {
        error: { errorMessage: expect.stringContaining('Task timed out after 1.00 seconds') },
      },
    });
  });
});

describe('an invalid request is a clear error, and the sandbox continues to run:', () => {
  const ids = () => idsOf(sandbox.outputs);
  test.each<[string, () => Record<string, string>, () => string | Buffer, number, string]>([
    [
      'malformed JSON',
      () => cognito('SignUp'),
      () => '{"ClientId":',
      400,
      'SerializationException',
    ],
    [
      'a body of 10 MB',
      () => cognito('SignUp'),
      () => Buffer.alloc(10_000_000, 'x'),
      413,
      'RequestEntityTooLargeException',
    ],
    ['a wrong operation', () => cognito('SignOver'), () => '{}', 400, 'UnknownOperationException'],
    [
      'a wrong service',
      () => ({ 'x-amz-target': 'Nothing.SignUp' }),
      () => '{}',
      400,
      'UnknownOperationException',
    ],
    [
      'an unknown client',
      () => cognito('InitiateAuth'),
      () =>
        JSON.stringify({
          ClientId: 'a'.repeat(26),
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'a', PASSWORD: 'b' },
        }),
      400,
      'ResourceNotFoundException',
    ],
    [
      'an unsigned operation for administrators',
      () => cognito('ListUsers'),
      () => JSON.stringify({ UserPoolId: ids().user_pool_id }),
      400,
      'MissingAuthenticationTokenException',
    ],
    [
      'a text instead of a map',
      () => cognito('InitiateAuth'),
      () =>
        JSON.stringify({
          ClientId: ids().user_pool_client_id,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: 'x',
        }),
      400,
      'SerializationException|InvalidParameterException',
    ],
  ])('%s', async (_, headers, body, status, type) => {
    const answer = await post(headers(), body());
    expect(answer.__type).toMatch(new RegExp(`^(${type})$`));
    expect(answer.message).not.toBe('');
    expect(answer.status).toBe(status);
    await signUp(`alive-${Math.random().toString(36).slice(2)}@example.com`);
  });

  test('an unknown user pool', async () => {
    await expect(
      client().send(new AdminGetUserCommand({ UserPoolId: 'us-east-1_nothing00', Username: 'x' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('a function that does not exist', async () => {
    await expect(sandbox.invoke('nothing', {})).rejects.toMatchObject({
      code: 'FUNCTION_NOT_FOUND',
      message: 'The backend has no function nothing.',
      resolution: expect.stringMatching(/^Name one of these: .*\bprobe\b/),
    });
  });
});

describe('a function', () => {
  test("sees Lambda's environment, its own variables and secrets, and nothing of the developer's shell", async () => {
    const environment = (await sandbox.invoke('probe', { ask: 'environment' })) as Record<
      string,
      string
    >;
    expect(environment).toMatchObject({
      PLAIN: 'plain value',
      SECRET: 's3cret',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      TZ: ':UTC',
    });
    expect(Object.keys(environment)).not.toContain('SANDBOX_E2E_CANARY');
    expect(Object.values(environment)).not.toContain(CANARY);
    expect(environment.HOME).not.toBe(process.env.HOME);
  });

  test('gets the error of AWS for an action that its role does not allow', async () => {
    await expect(
      sandbox.invoke('probe', { ask: 'mail', to: 'ada@example.com', from: 'other@example.com' }),
    ).rejects.toThrow(
      /is not authorized to perform: ses:SendEmail on resource: arn:aws:ses:us-east-1:123456789012:identity\/other@example\.com because no identity-based policy allows the ses:SendEmail action$/,
    );
  });

  test('calls AWS with the credentials of its own role, and reaches this sandbox', async () => {
    const userPoolId = idsOf(sandbox.outputs).user_pool_id;
    expect(await sandbox.invoke('probe', { ask: 'users', userPoolId })).toBeGreaterThan(0);
  });

  test('can ask for its identity', async () => {
    expect(await sandbox.invoke('probe', { ask: 'identity' })).toMatchObject({
      Account: '123456789012',
      Arn: expect.stringMatching(/^arn:aws:sts::123456789012:assumed-role\/[^/]+\/[^/]+$/),
      UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:/),
    });
  });

  test('calls no other machine for a service that is not supported', async () => {
    expect(await sandbox.invoke('probe', { ask: 'unserved', credentials: true })).toEqual({
      answer: {
        name: 'UnknownOperationException',
        message: 'The sandbox does not support ListLanguages of translate.',
      },
      hosts: [new URL(sandbox.url).host],
    });
  });

  test('looks for credentials on no other machine when its own are missing', async () => {
    expect(await sandbox.invoke('probe', { ask: 'unserved', credentials: false })).toEqual({
      answer: { name: 'CredentialsProviderError', message: expect.any(String) },
      hosts: [],
    });
  });

  test('keeps items in a table of the backend', async () => {
    expect(await sandbox.invoke('probe', { ask: 'note', id: 'a' })).toEqual([{ id: { S: 'a' } }]);
  });

  test('sends e-mail with SES to the outbox, and nowhere else', async () => {
    await sandbox.invoke('probe', { ask: 'mail', to: 'ada@example.com' });
    expect(sandbox.outbox.at(-1)).toMatchObject({
      channel: 'email',
      to: 'ada@example.com',
      from: 'probe@example.com',
      subject: 'Found',
      body: 'by the probe',
    });
  });
});

describe('the console', () => {
  const api = async (path: string) => {
    const token = new URL(sandbox.console.url).searchParams.get('token');
    const authorization = `Bearer ${token}`;
    const response = await fetch(`${sandbox.url}/_console/api/${path}`, {
      headers: { authorization },
    });
    return response.json();
  };

  test('shows which invocation sent a request with the AWS SDK', async () => {
    await sandbox.invoke('probe', { ask: 'mail', to: 'grace@example.com' });
    const { entries } = (await api('timeline')) as { entries: readonly TimelineEntry[] };
    const parentOf = (entry: TimelineEntry | undefined) =>
      entries.find(({ id }) => id === entry?.parent);
    const message = entries.findLast(({ kind }) => kind === 'message');
    const request = parentOf(message);
    const invocation = parentOf(request);

    expect(message).toMatchObject({ name: 'E-mail to grace@example.com', detail: 'Found' });
    expect(request).toMatchObject({ service: 'ses', name: 'SendEmail', from: 'probe' });
    expect(invocation).toMatchObject({ kind: 'invocation', name: 'probe', from: 'sdk' });
    expect(parentOf(invocation)).toBeUndefined();
    expect(invocation?.invocationId).toBe(sandbox.invocations.at(-1)?.id);
  });

  test('shows the backend', async () => {
    expect(await api('overview')).toMatchObject({
      app: 'app',
      url: sandbox.url,
      functions: expect.arrayContaining([expect.objectContaining({ name: 'probe' })]),
      userPools: [{ id: idsOf(sandbox.outputs).user_pool_id }],
    });
    expect(await api('functions/probe')).toMatchObject({
      environment: { PLAIN: 'plain value', SECRET: '••••' },
    });
    expect(JSON.stringify(await api('functions/probe'))).not.toContain('s3cret');
  });

  test('is closed without its token', async () => {
    const response = await fetch(`${sandbox.url}/_console/api/timeline`);
    expect(response.status).toBe(401);
  });
});

describe('a schedule', () => {
  const scheduledTime = new Date('2026-05-01T09:00:00Z');
  const yearly = () =>
    sandbox.schedules.find(({ expression }) => expression === 'cron(0 0 1 1 ? *)')?.name ?? '';

  test('of defineFunction runs on request, for the given time', async () => {
    const event = {
      source: 'aws.scheduler',
      time: '2026-05-01T09:00:00Z',
      resources: [expect.stringContaining(`:schedule/default/${yearly()}`)],
      detail: '{}',
    };
    expect(await sandbox.runSchedule(yearly(), { scheduledTime })).toMatchObject(event);
    expect(await sandbox.runSchedule(yearly(), { scheduledTime })).toMatchObject(event);
    expect(sandbox.invocations.at(-1)).toMatchObject({ function: 'probe', source: 'scheduler' });
  });

  test.each([
    ["CDK's Schedule", 'birthday', { at: '2026-05-01T09:00:00Z' }],
    ["CDK's Rule", 'harvest', { on: '2026-05-01T09:00:00Z' }],
  ])('of %s runs on request', async (_, name, event) => {
    expect(await sandbox.runSchedule(name, { scheduledTime })).toEqual(event);
  });

  test('that does not exist is an error that names the existing ones', async () => {
    await expect(sandbox.runSchedule('nothing')).rejects.toMatchObject({
      code: 'SCHEDULE_NOT_FOUND',
      resolution: expect.stringContaining(':rule/harvest cron(0 6 1 9 ? *)'),
    });
  });

  test('runs when the clock has reached its time, and is listed with its next time', async () => {
    const next = () => sandbox.schedules.find(({ name }) => name === 'birthday')?.nextRun ?? '';
    const due = next();
    expect(due).toMatch(/-12-10T09:00:00.000Z$/);
    aheadMs = Date.parse(due) - Date.now() + 1000;
    await sandbox.runDueSchedules();
    const events = sandbox.invocations.map(({ event }) => event);
    expect(events).toContainEqual({ at: due.replace('.000Z', 'Z') });
    expect(Number(next().slice(0, 4))).toBe(Number(due.slice(0, 4)) + 1);
  });

  test('is listed and run at an address of the sandbox', async () => {
    const list = await (await fetch(`${sandbox.url}/_sandbox/schedules`)).json();
    expect(list).toEqual(sandbox.schedules);
    const run = async (body: object) => {
      const response = await fetch(`${sandbox.url}/_sandbox/schedules/run`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return [response.status, await response.json()];
    };
    const time = '2026-05-01T09:00:00.000Z';
    expect(await run({ name: 'harvest', scheduledTime: time })).toMatchObject([
      200,
      {
        scheduledTime: time,
        results: [{ outcome: { status: 'success', response: { on: '2026-05-01T09:00:00Z' } } }],
      },
    ]);
    expect(await run({ name: 'nothing' })).toMatchObject([404, { code: 'SCHEDULE_NOT_FOUND' }]);
    expect(await run({ name: 'harvest', scheduledTime: 'soon' })).toEqual([
      400,
      { message: 'scheduledTime must be a time in ISO 8601.' },
    ]);
    const read = await fetch(`${sandbox.url}/_sandbox/schedules/run`);
    expect(read.status).toBe(405);
  });
});

describe('state', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
  const dataDir = join(folder, 'data');
  let child: ChildProcess | undefined;
  afterAll(() => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** A sandbox in a separate process, so that it can be killed. */
  async function startChild(fresh = false): Promise<Pick<Sandbox, 'url' | 'outputs' | 'console'>> {
    const script = join(folder, 'start.mjs');
    const started = join(folder, `started-${Math.random()}`);
    writeFileSync(
      script,
      `import { writeFileSync } from 'node:fs';
       import { startSandbox } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
       const { url, outputs, console } = await startSandbox(${JSON.stringify({ cwd: app, dataDir, fresh })});
       writeFileSync(${JSON.stringify(started)}, JSON.stringify({ url, outputs, console }));
       process.send('started');`,
    );
    const process_ = spawn(process.execPath, [script], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child = process_;
    await new Promise<void>((resolve, reject) => {
      process_.once('message', () => resolve());
      process_.once('exit', (code) => reject(new Error(`The sandbox ended with ${code}.`)));
    });
    return JSON.parse(readFileSync(started, 'utf8'));
  }

  async function kill(): Promise<void> {
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGKILL');
    await ended;
  }

  test('survives kill -9: users, passwords, tokens, codes and the outbox', async () => {
    const first = await startChild();
    const { user_pool_client_id: ClientId } = idsOf(first.outputs);
    const Username = 'ada@example.com';
    await client(first.url).send(
      new SignUpCommand({
        ClientId,
        Username,
        Password: PASSWORD,
        UserAttributes: [{ Name: 'email', Value: Username }],
      }),
    );
    await kill();

    const second = await startChild();
    expect(second.outputs.auth).toEqual(first.outputs.auth);
    const tokenOf = ({ console }: typeof first) => new URL(console.url).searchParams.get('token');
    expect(tokenOf(second)).toBe(tokenOf(first));
    const outbox = (await (await fetch(`${second.url}/_sandbox/outbox`)).json()) as {
      code: string;
    }[];
    const ConfirmationCode = outbox.at(-1)?.code;
    await client(second.url).send(
      new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode }),
    );
    const signIn = (url: string) =>
      client(url).send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: Username, PASSWORD },
        }),
      );
    const { AuthenticationResult } = await signIn(second.url);
    await kill();

    const third = await startChild();
    await expect(
      client(third.url).send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? '' },
        }),
      ),
    ).resolves.toMatchObject({ AuthenticationResult: { AccessToken: expect.any(String) } });
    await kill();

    const fresh = await startChild(true);
    expect(tokenOf(fresh)).not.toBe(tokenOf(first));
    await expect(signIn(fresh.url)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await kill();
  });
});
