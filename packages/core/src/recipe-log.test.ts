import type { PreSignUpTriggerEvent, VerifyAuthChallengeResponseTriggerEvent } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  cognitoTrigger,
  scheduledHandler,
  streamHandler,
  verifyAuthChallengeResponse,
} from './index.js';
import {
  captureOutput,
  invoke,
  preSignUpEvent,
  schedulerEvent,
  verifyAuthChallengeResponseEvent,
} from './testing/index.js';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const lower = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...LETTERS.toLowerCase()), minLength: min, maxLength: max });
const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });

/** Personal data that is put into an error, and the part of it that must not be in the log. */
type Planted = { readonly text: string; readonly secret: string };

const plain = (values: fc.Arbitrary<string>): fc.Arbitrary<Planted> =>
  values.map((text) => ({ text, secret: text }));
const within = (values: fc.Arbitrary<string>, write: (value: string) => string) =>
  values.map((secret): Planted => ({ text: write(secret), secret }));

const address = fc
  .tuple(
    lower(6, 12),
    fc.constantFrom('example.com', 'localhost', 'münchen.de', '[127.0.0.1]', 'xn--bcher-kva.test'),
  )
  .map(([local, domain]): Planted => ({ text: `${local}@${domain}`, secret: local }));
const national = digits(9, 9).map((number): Planted => {
  const text = `0${number.slice(0, 3)}\u2011${number.slice(3, 6)}\u00a0${number.slice(6)}`;
  return { text, secret: text };
});
const password = lower(6, 14);

const planted: fc.Arbitrary<Planted> = fc.oneof(
  address,
  within(lower(6, 12), (local) => `${local}%2540example.com`),
  within(lower(6, 12), (local) => `${local}&#64;example.com`),
  within(digits(10, 10), (number) => `+1${number}`),
  national,
  plain(digits(8, 8)),
  plain(fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 6, maxLength: 9 })),
  within(password, (word) => `password: correct ${word} battery`),
  within(password, (word) => `pwd=${word}`),
  within(password, (word) => `{"name":"password","value":"${word}"}`),
  within(password, (word) => `<Password>${word}</Password>`),
  within(password, (word) => `Authorization: ApiKey ${word}`),
  within(password, (word) => `Cookie: theme=dark; sid=${word}`),
  within(password, (word) => `${word}\n    at ${word} (/var/task/${word}.mjs:1:1)`),
  within(
    fc.base64String({ minLength: 24, maxLength: 60 }),
    (key) => `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${key}`,
  ),
  within(fc.base64String({ minLength: 24, maxLength: 60 }), (key) => `eyJhbGciOiJub25lIn0.${key}.`),
  plain(password),
);

/** An error with attached requests and responses, like those of axios, got and the SDK. */
const httpError = (text: string) =>
  Object.assign(new Error(`Request failed for ${text}`), {
    code: 'ERR_BAD_REQUEST',
    config: { url: `/users/${text}`, headers: { Authorization: text }, data: text },
    request: { _header: `POST / HTTP/1.1\r\nCookie: ${text}`, rawHeaders: ['X-Id', text] },
    response: { status: 422, headers: { 'set-cookie': [text] }, data: { errors: [text] } },
    $response: { body: text },
    $metadata: { httpStatusCode: 422, requestId: text },
  });

function withMessage(text: string): Error {
  const error = new Error(text);
  error.message = 'changed';
  return error;
}

const carriers: Record<string, (text: string) => unknown> = {
  'a message': (text) => new Error(text),
  'a message among words': (text) => new TypeError(`no user ${text} in the table`),
  'a message that was changed': withMessage,
  'a stack': (text) => Object.assign(new Error('no'), { stack: text }),
  'a stack of frames': (text) =>
    Object.assign(new Error('no'), { stack: `Error: no\n    at ${text} (${text}:1:1)` }),
  'a name': (text) => Object.assign(new Error('no'), { name: text }),
  'a code': (text) => Object.assign(new Error('no'), { code: text, Code: text }),
  'a status': (text) => Object.assign(new Error('no'), { status: text, statusCode: Number(text) }),
  'a property': (text) => Object.assign(new Error('no'), { detail: text, [text]: text }),
  'a nested property': (text) => Object.assign(new Error('no'), { a: { b: [{ c: text }] } }),
  'a cause': (text) => new Error('no', { cause: new RangeError(text) }),
  'a cause that is no error': (text) => new Error('no', { cause: { text } }),
  'a cause that is a text': (text) => new Error('no', { cause: text }),
  'one of several errors': (text) => new AggregateError([new Error(text), text, { text }], text),
  'an HTTP error': httpError,
  'the cause of an HTTP error': (text) => new Error('no', { cause: httpError(text) }),
  'a class': (text) => ({ constructor: { name: text }, message: text, name: text }),
  'a text': (text) => text,
  'an object': (text) => ({ [text]: text }),
  'a list': (text) => [text, [text]],
  'a map': (text) => new Map([[text, text]]),
  'a toJSON': (text) => ({ toJSON: () => text }),
  'a toString': (text) => ({ toString: () => text }),
  'a symbol': (text) => Symbol(text),
  'a response of fetch': (text) =>
    new Response(text, { headers: { 'x-id': encodeURIComponent(text) } }),
};

type Item = { readonly key: string; readonly id: string };

/** All code in core that logs a thrown value. Returns its output and the error that Lambda logs. */
const paths: Record<string, (thrown: unknown) => Promise<{ text: string; error: unknown }>> = {
  'a Cognito trigger': (thrown) =>
    captureOutput(() =>
      invoke(
        cognitoTrigger<PreSignUpTriggerEvent>(
          { recipe: 'a-recipe', triggerSources: ['PreSignUp_SignUp'] },
          () => {
            throw thrown;
          },
        ),
        preSignUpEvent(),
      ),
    ),
  'a challenge': (thrown) => {
    const verify = () => Promise.reject(thrown);
    const event: VerifyAuthChallengeResponseTriggerEvent = verifyAuthChallengeResponseEvent({
      request: { privateChallengeParameters: { challenge: 'word' } },
    });
    return captureOutput(() =>
      invoke(
        verifyAuthChallengeResponse({ withPassword: [{ name: 'word', attempts: 3, verify }] }),
        event,
      ),
    );
  },
  'a record': (thrown) =>
    captureOutput(() =>
      invoke(
        streamHandler<Item>(
          {
            recipe: 'test',
            concurrency: 1,
            keyOf: ({ key }) => key,
            idOf: ({ id }) => id,
            sequenceNumberOf: ({ id }) => id,
            placeOf: ({ id }) => ({ id }),
          },
          () => {
            throw thrown;
          },
        ),
        { Records: [{ key: 'a', id: '1' }] },
      ),
    ),
  'a schedule': (thrown) =>
    captureOutput(() =>
      invoke(
        scheduledHandler({ recipe: 'clean-up' }, () => {
          throw thrown;
        }),
        schedulerEvent(),
      ),
    ),
};

const LINES = 10_000;

describe('what the recipes log', () => {
  beforeAll(() => {
    vi.useFakeTimers({ now: new Date('2026-11-22T10:11:12.345Z'), toFake: ['Date'] });
  });
  afterAll(() => {
    vi.useRealTimers();
  });

  it(`does not contain personal data of a thrown value in ${LINES} lines`, async () => {
    const without = await Promise.all(
      Object.values(carriers).map(async (carry) => {
        const { text } = (await paths['a record']?.(carry(''))) ?? { text: '' };
        return text;
      }),
    ).catch(() => []);
    const ordinary = without.join('\n').toLowerCase();
    let lines = 0;
    const leaks = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        planted.filter(({ secret }) => !ordinary.includes(secret.toLowerCase())),
        fc.constantFrom(...Object.keys(carriers)),
        async ({ text, secret }, carrier) => {
          for (const [path, run] of Object.entries(paths)) {
            const { text: written, error } = await run(carriers[carrier]?.(text));
            const ofLambda =
              error instanceof Error ? `${error.stack} ${JSON.stringify(error)}` : '';
            lines += written.split('\n').filter(Boolean).length;
            const all = (written + ofLambda).toLowerCase();
            if (all.includes(secret.toLowerCase())) leaks.add(`${carrier}, ${path}: ${text}`);
          }
        },
      ),
      { numRuns: LINES / 5 },
    );
    expect([...leaks]).toEqual([]);
    expect(lines).toBeGreaterThanOrEqual(LINES);
  }, 300_000);

  it.each(Object.keys(carriers))(
    'has the recipe and the place if the value is in %s',
    async (carrier) => {
      const { text } = (await paths['a schedule']?.(carriers[carrier]?.('hunter-two'))) ?? {
        text: '',
      };
      expect(JSON.parse(text)).toMatchObject({
        level: 'ERROR',
        message: 'clean-up failed',
        scheduledTime: '2026-11-22T10:00:00Z',
        error: expect.any(Object),
      });
    },
  );
});
