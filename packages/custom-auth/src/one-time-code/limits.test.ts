import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import {
  captureOutput,
  createAuthChallengeEvent,
  invoke,
  type Overrides,
  verifyAuthChallengeResponseEvent,
} from '@amplify-recipes/core/testing';
import {
  type AwsServer,
  type HttpRequest,
  startAwsServer,
  startHttpServer,
} from '@amplify-recipes/recipe-tests';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { keyed } from './code.js';
import { oneTimeCodeCreate, oneTimeCodeVerify } from './recipe.js';
import type { DeliverCode, OneTimeCodeOptions } from './sending-options.js';

// A DynamoDB from npm: it evaluates the conditions of the writes.
const dynalite: (options: object) => Server = createRequire(import.meta.url)('dynalite');

const NOW = Date.UTC(2026, 10, 24, 12);
const key = 'a key of 32 characters or some more';
let tables = 0;
let tableName: string;
let server: Server;
let url: string;

async function dynamodb<Output>(operation: string, input: object): Promise<Output> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=a, Signature=a',
      'x-amz-date': '20261124T120000Z',
    },
    body: JSON.stringify(input),
  });
  const output = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(output));
  return output as Output;
}

/** Sends a request of the recipe on to the table. */
async function forward({ path, headers, body }: HttpRequest) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: Object.fromEntries(
      ['content-type', 'x-amz-target', 'x-amz-date', 'authorization'].map((name) => [
        name,
        String(headers[name]),
      ]),
    ),
    body,
  });
  return { status: response.status, body: await response.text() };
}

type Item = Record<string, { S?: string; N?: string; SS?: string[] }>;
const items = async () =>
  (await dynamodb<{ Items: Item[] }>('Scan', { TableName: tableName })).Items;

beforeAll(async () => {
  server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

beforeEach(async () => {
  tables += 1;
  tableName = `limits-${tables}`;
  await dynamodb('CreateTable', {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLEEXAMPLE00');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const deliver = vi.fn<DeliverCode>();
beforeEach(() => {
  deliver.mockReset();
});
const sentCode = (index = -1) => deliver.mock.calls.at(index)?.[0].code ?? '';

type Options = Partial<OneTimeCodeOptions>;
type Who = Overrides<
  Pick<CreateAuthChallengeTriggerEvent, 'userName' | 'callerContext' | 'userPoolId'>
> & { userNotFound?: boolean; channel?: string };

/** Begins a sign-in after the password. It takes no fixed time. */
async function begin(
  { guessesPerHour, ...options }: Options = {},
  { userNotFound = false, channel, ...who }: Who = {},
) {
  const session = [
    { challengeName: 'SRP_A' as const, challengeResult: true },
    { challengeName: 'PASSWORD_VERIFIER' as const, challengeResult: true },
  ];
  const creation = oneTimeCodeCreate({
    password: 'required',
    deliver,
    appName: 'A',
    key,
    tableName,
    ...options,
  });
  const given = channel && {
    clientMetadata: { channel },
    userAttributes: { phone_number: '+14155550123', phone_number_verified: 'true' },
  };
  const event = createAuthChallengeEvent({ ...who, request: { session, userNotFound, ...given } });
  const { response } = await invoke(creation, event);
  const { publicChallengeParameters, privateChallengeParameters, challengeMetadata } = response;
  const verification = oneTimeCodeVerify({
    key,
    tableName,
    ...(guessesPerHour && { guessesPerHour }),
  });
  return {
    publicChallengeParameters,
    challengeMetadata,
    attemptId: privateChallengeParameters.attemptId,
    async answer(challengeAnswer: string) {
      const answered = verifyAuthChallengeResponseEvent({ ...who, request: { userNotFound } });
      answered.request = { ...answered.request, privateChallengeParameters, challengeAnswer };
      return (await invoke(verification, answered)).response.answerCorrect;
    },
  };
}

const later = (seconds: number) => vi.setSystemTime(NOW + seconds * 1000);

describe('secondsBetweenSends', () => {
  const limit = { secondsBetweenSends: 30 };

  it('sends one message for sign-ins in a row, and its code is valid in each', async () => {
    const first = await begin(limit);
    later(29);
    const second = await begin(limit);
    expect(deliver).toHaveBeenCalledOnce();
    expect(second.challengeMetadata).toBe(first.challengeMetadata);
    expect(second.attemptId).not.toBe(first.attemptId);
    expect(await second.answer(sentCode())).toBe(true);
  });

  it('does not reveal in the challenge that a message was sent before', async () => {
    const first = await begin(limit);
    later(29);
    const second = await begin(limit);
    expect(second.publicChallengeParameters).toEqual(first.publicChallengeParameters);
  });

  it('sends one message when Cognito sends the same event three times at once', async () => {
    const challenges = await Promise.all([begin(limit), begin(limit), begin(limit)]);
    expect(deliver).toHaveBeenCalledOnce();
    expect(new Set(challenges.map(({ challengeMetadata }) => challengeMetadata)).size).toBe(1);
  });

  it('sends another code after that, and the first stays valid in its own sign-in', async () => {
    const first = await begin(limit);
    later(30);
    const second = await begin(limit);
    expect(deliver).toHaveBeenCalledTimes(2);
    expect(await first.answer(sentCode(0))).toBe(true);
    expect(await second.answer(sentCode(0))).toBe(false);
    expect(await second.answer(sentCode(1))).toBe(true);
  });

  it('sends another code at once after the last one was used', async () => {
    await (await begin(limit)).answer(sentCode());
    await begin(limit);
    expect(deliver).toHaveBeenCalledTimes(2);
  });

  it('does not make a user wait forever after a clock was wrong', async () => {
    later(3600);
    await begin(limit);
    later(0);
    await begin(limit);
    expect(deliver).toHaveBeenCalledTimes(2);
  });

  it('sends no other code if a machine whose clock is ahead sent the last one', async () => {
    later(4);
    await begin(limit);
    later(0);
    const second = await begin(limit);
    expect(deliver).toHaveBeenCalledOnce();
    expect(await second.answer(sentCode())).toBe(true);
  });

  it('writes to the table once, and reads consistently if a code was sent before', async () => {
    const network = await startHttpServer(forward);
    vi.stubEnv('AWS_ENDPOINT_URL', network.url);
    try {
      await begin(limit);
      expect(network.requests).toHaveLength(1);
      await begin(limit);
      const read = JSON.parse(network.requests.at(-1)?.body ?? '');
      expect(read).toMatchObject({ TableName: tableName, ConsistentRead: true });
    } finally {
      await network.stop();
    }
  });

  it('accepts no code if the table deletes the last one meanwhile', async () => {
    const aws = await startAwsServer(({ target }) =>
      target.endsWith('PutItem') ? { error: 'ConditionalCheckFailedException' } : { output: {} },
    );
    vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
    try {
      const { lines } = await captureOutput(() => begin(limit));
      expect(deliver).not.toHaveBeenCalled();
      expect(lines).toEqual([
        expect.objectContaining({
          error: expect.objectContaining({
            message: 'The code that was sent is not in the table any more.',
          }),
        }),
      ]);
    } finally {
      await aws.stop();
    }
  });

  it.each<[string, Who]>([
    ['another user', { userName: 'somebody-else' }],
    ['another pool', { userPoolId: 'eu-west-1_Other1234' }],
  ])('does not delay %s', async (_, who) => {
    await begin(limit);
    await begin(limit, who);
    expect(deliver).toHaveBeenCalledTimes(2);
  });

  it('sends no second message through another app, and the code is not valid there', async () => {
    await begin(limit);
    const elsewhere = await begin(limit, { callerContext: { clientId: 'anotherclient' } });
    expect(deliver).toHaveBeenCalledOnce();
    expect(await elsewhere.answer(sentCode())).toBe(false);
  });
});

it.each(['PutItem', 'UpdateItem'])(
  'a code is sent once and works once, if the response to a %s is lost',
  async (operation) => {
    let lost = 0;
    const network = await startHttpServer(async (request) => {
      const answer = await forward(request);
      if (!String(request.headers['x-amz-target']).endsWith(operation) || lost > 0) return answer;
      lost += 1;
      return 'hang up';
    });
    vi.stubEnv('AWS_ENDPOINT_URL', network.url);
    try {
      const { answer } = await begin({ secondsBetweenSends: 30, guessesPerHour: 1 });
      expect(deliver).toHaveBeenCalledOnce();
      expect(await answer(sentCode())).toBe(true);
      expect(lost).toBe(1);
    } finally {
      await network.stop();
    }
  },
);

describe('a code that is used', () => {
  it('does not work in another sign-in', async () => {
    const limit = { secondsBetweenSends: 30 };
    const [first, second] = [await begin(limit), await begin(limit)];
    expect(await first.answer(sentCode())).toBe(true);
    expect(await second.answer(sentCode())).toBe(false);
  });

  it('works for one of many that answer at the same time', async () => {
    const limit = { secondsBetweenSends: 30 };
    const attempts = await Promise.all(Array.from({ length: 8 }, () => begin(limit)));
    const answers = await Promise.all(attempts.map(({ answer }) => answer(sentCode())));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('works when Cognito sends the same event three times', async () => {
    const { answer } = await begin({ secondsBetweenSends: 30 });
    const answers = [
      await answer(sentCode()),
      ...(await Promise.all([answer(sentCode()), answer(sentCode())])),
    ];
    expect(answers).toEqual([true, true, true]);
  });
});

describe('guessesPerHour', () => {
  const limit = { guessesPerHour: 5 };
  const wrong = (index: number) => String(index).padStart(9, '0');

  it('holds across sign-ins, and then rejects the correct code too', async () => {
    for (let guess = 0; guess < 5; guess += 1) {
      expect(await (await begin(limit)).answer(wrong(guess))).toBe(false);
    }
    const attempt = await begin(limit);
    expect(await attempt.answer(sentCode())).toBe(false);
    later(3600);
    const next = await begin(limit);
    expect(await next.answer(sentCode())).toBe(true);
  });

  it('holds for guesses in many sign-ins at the same time', async () => {
    const attempts = await Promise.all(Array.from({ length: 20 }, () => begin(limit)));
    await Promise.all(attempts.map(({ answer }, index) => answer(wrong(index))));
    const [counted] = (await items()).filter(({ guesses }) => guesses);
    expect(counted?.guesses?.SS).toHaveLength(5);
  });

  it('holds for different guesses in the same attempt', async () => {
    const { answer } = await begin(limit);
    await Promise.all(Array.from({ length: 20 }, (_, index) => answer(wrong(index))));
    expect(await answer(sentCode())).toBe(false);
  });

  it('counts the same event three times as one guess', async () => {
    const { answer } = await begin({ guessesPerHour: 1 });
    expect([await answer(sentCode()), await answer(sentCode()), await answer(sentCode())]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('counts for all apps of a pool together, and for each user alone', async () => {
    for (let guess = 0; guess < 5; guess += 1) await (await begin(limit)).answer(wrong(guess));
    const elsewhere = await begin(limit, { callerContext: { clientId: 'anotherclient' } });
    expect(await elsewhere.answer(sentCode())).toBe(false);
    const other = await begin(limit, { userName: 'somebody-else' });
    expect(await other.answer(sentCode())).toBe(true);
  });

  it('counts for a user who does not exist, too: it takes as long', async () => {
    const { answer } = await begin(limit, { userNotFound: true });
    expect(await answer(wrong(0))).toBe(false);
    expect(await items()).toHaveLength(1);
  });
});

describe('an attacker who alternates between the channels', () => {
  const both = { deliver: ['email', 'sms'], from: 'no-reply@example.com' } as const;
  let aws: AwsServer;

  beforeEach(async () => {
    aws = await startAwsServer(() => ({ output: { MessageId: '1' } }));
    vi.stubEnv('AWS_ENDPOINT_URL_SESV2', aws.url);
    vi.stubEnv('AWS_ENDPOINT_URL_SNS', aws.url);
    return () => aws.stop();
  });

  const codeSent = () =>
    /(?<!\d)\d{8}(?!\d)/.exec(JSON.stringify(aws.requests.at(-1)?.input))?.[0] ?? '';

  it('makes the app send one message within secondsBetweenSends', async () => {
    const limit = { ...both, secondsBetweenSends: 30 };
    const first = await begin(limit, { channel: 'email' });
    for (const channel of ['sms', 'email', 'sms']) await begin(limit, { channel });
    expect(aws.requests.map(({ target }) => target)).toEqual(['/v2/email/outbound-emails']);
    expect(await first.answer(codeSent())).toBe(true);
    await begin(limit, { channel: 'sms' });
    expect(aws.requests).toHaveLength(2);
  });

  it('has the same guesses in an hour', async () => {
    const limit = { ...both, guessesPerHour: 4 };
    for (const channel of ['email', 'sms', 'email', 'sms']) {
      expect(await (await begin(limit, { channel })).answer('1')).toBe(false);
    }
    const { answer } = await begin(limit, { channel: 'sms' });
    expect(await answer(codeSent())).toBe(false);
  });
});

describe('the table', () => {
  it('has the same digests after a deployment', async () => {
    const {
      answer,
      attemptId = '',
      challengeMetadata,
    } = await begin({
      secondsBetweenSends: 30,
      guessesPerHour: 5,
    });
    await answer(sentCode());
    const { userPoolId, userName } = createAuthChallengeEvent();
    const hashed = (...texts: string[]) => keyed(key, texts).toString('base64url');
    const hour = String(NOW / 3_600_000);
    const held = await items();
    expect(new Set(held.map(({ id }) => id?.S))).toEqual(
      new Set([
        hashed('sends', userPoolId, userName),
        hashed('guesses', userPoolId, userName, hour),
        hashed('used', challengeMetadata.split('.')[1] ?? ''),
      ]),
    );
    const counted = held.flatMap(({ guesses }) => guesses?.SS ?? []);
    expect(counted).toEqual([hashed('guess', attemptId, sentCode())]);
  });

  it('holds no user name and no code, and its items expire', async () => {
    const { answer } = await begin({ secondsBetweenSends: 30, guessesPerHour: 5 });
    await answer(sentCode());
    const held = await items();
    expect(held).toHaveLength(3);
    for (const item of held) {
      expect(item.id?.S).toMatch(/^[\w-]{43}$/);
      const hours = (Number(item.expiresAt?.N) - NOW / 1000) / 3600;
      expect(hours).toBeGreaterThan(0.9);
      expect(hours).toBeLessThanOrEqual(2);
    }
    const text = JSON.stringify(held);
    expect(text).not.toContain(sentCode());
    expect(text).not.toMatch(/ada@|1295d4a4/);
  });

  it.each([
    ['does not respond', 'silence'],
    ['does not exist', { error: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException' }],
    ['denies access', { error: 'AccessDeniedException' }],
    ['is out of order', { error: 'InternalServerError', status: 500 }],
  ] as const)(
    '%s: no code is sent or accepted, and the client sees no difference',
    async (_, failure) => {
      const before = await begin({ secondsBetweenSends: 30 });
      const code = sentCode();
      const aws = await startAwsServer(() => failure);
      vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
      try {
        const { result, lines } = await captureOutput(
          async () =>
            [
              await begin({ secondsBetweenSends: 30, secondsToSend: 0.5 }),
              await before.answer(code),
            ] as const,
        );
        expect(deliver).toHaveBeenCalledOnce();
        expect(result?.[0].challengeMetadata).toMatch(/^one-time-code:\d{13}\.[\w-]{43}$/);
        expect(result?.[1]).toBe(false);
        expect(lines.map(({ message }) => message)).toEqual([
          'one-time-code could not send a code',
          'one-time-code could not verify an answer',
        ]);
      } finally {
        await aws.stop();
      }
    },
  );
});
