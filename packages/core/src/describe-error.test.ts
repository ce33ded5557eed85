import { describe, expect, it } from 'vitest';
import { AwsRequestError, describeError, loggable, OptionsError, RecordError } from './index.js';
import { TriggerError } from './trigger-error.js';

const requestId = '123e4567-e89b-12d3-a456-426614174000';

/** An error of the SDK for JavaScript, which sets the message after the stack. */
function sdkError(name: string, $metadata: object): Error {
  const error = new Error('UnknownError');
  return Object.assign(error, {
    name,
    message: 'no user ada@example.com',
    $fault: 'client',
    $metadata,
    $response: { headers: { cookie: 'sid=abcdef' } },
  });
}

describe('what is described of an error', () => {
  it.each<[string, unknown, object]>([
    [
      'the SDK',
      sdkError('UserNotFoundException', { httpStatusCode: 400, requestId, attempts: 2 }),
      { name: 'UserNotFoundException', status: 400, requestId, attempts: 2 },
    ],
    [
      'S3',
      sdkError('NoSuchKey', { requestId: '4442587FB7D0A2F9' }),
      { name: 'NoSuchKey', requestId: '4442587FB7D0A2F9' },
    ],
    [
      'a request without the SDK',
      new AwsRequestError('Throttling', 400, 'slower, ada@example.com', requestId),
      { name: 'Throttling', status: 400, requestId },
    ],
    [
      'the system',
      Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' }),
      { name: 'Error', code: 'ECONNREFUSED' },
    ],
    [
      'the system, with its code only in the message',
      new Error('connect ECONNREFUSED 10.0.0.1:5432'),
      { name: 'Error', code: 'ECONNREFUSED' },
    ],
    [
      'Node.js',
      (() => {
        try {
          return new URL('ada@example.com');
        } catch (error) {
          return error;
        }
      })(),
      { name: 'TypeError', code: 'ERR_INVALID_URL' },
    ],
    [
      'fetch',
      new TypeError('fetch failed', {
        cause: Object.assign(new Error('ada.example.com'), { code: 'ENOTFOUND' }),
      }),
      { message: 'fetch failed', cause: { code: 'ENOTFOUND' } },
    ],
    [
      'an HTTP client',
      Object.assign(new Error('Request failed'), {
        name: 'AxiosError',
        code: 'ERR_BAD_REQUEST',
        response: { status: 503, data: 'ada@example.com' },
      }),
      { name: 'AxiosError', code: 'ERR_BAD_REQUEST', status: 503 },
    ],
    [
      'a property of undefined',
      (() => {
        try {
          return (undefined as unknown as Record<string, string>).lovelace;
        } catch (error) {
          return error;
        }
      })(),
      { name: 'TypeError', message: 'Cannot read properties of undefined' },
    ],
    ['a time-out', AbortSignal.timeout(0), {}],
    [
      'a class of its own',
      new (class InsufficientFunds extends Error {})('Lovelace has 3'),
      { name: 'InsufficientFunds' },
    ],
    [
      'several',
      new AggregateError([new RangeError('ada'), 'ada'], 'ada'),
      { name: 'AggregateError', errors: [{ name: 'RangeError' }, {}] },
    ],
    [
      'ours',
      loggable(new Error('The table has no index.')),
      { message: 'The table has no index.' },
    ],
    ['a record', new RecordError('The data are not JSON.'), { message: 'The data are not JSON.' }],
    ['options', new OptionsError(['key is missing.']), { name: 'OptionsError' }],
    [
      'a trigger',
      new TriggerError('NAME_MISSING', 'Please tell us your name.'),
      { message: 'NAME_MISSING: Please tell us your name' },
    ],
    ['nothing', undefined, { name: 'undefined' }],
    ['null', null, { name: 'object' }],
    ['a number', 4711, { name: 'number' }],
  ])('of %s contains only safe properties', (_, error, expected) => {
    const description = describeError(error);
    expect(description).toMatchObject(expected);
    expect(JSON.stringify(description)).not.toMatch(/ada|Lovelace|lovelace|10\.0|4711|sid=/);
  });

  it('has equal hashes for equal messages', () => {
    const [one, same, other] = ['no ada', 'no ada', 'no eve'].map(
      (message) => describeError(new Error(message)).messageHash,
    );
    expect(one).toMatch(/^[b-t]{8}$/);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });

  it('has the stack frames without the message before them', () => {
    const { stack } = describeError(new Error('no user\n    at ada (/home/ada.ts:1:1)'));
    expect(stack).toMatch(/^at .*describe-error\.test\.ts:\d+:\d+/);
    expect(stack).not.toContain('ada');
    expect(stack).toContain('vitest/dist/');
  });

  it.each([
    ['a bundle', 'at handler (file:///var/task/index.mjs:1:204812)'],
    ['a source map', 'at Object.save [as put] (/Users/dev/app/amplify/save/handler.ts:10:3)'],
    ['a module of Node.js', 'at async Socket.connect (node:net:100:3)'],
  ])('has the frame of %s if the stack contains the message', (_, frame) => {
    const error = Object.assign(new Error('no'), { stack: `Error: no\n    ${frame}\n    at ???` });
    expect(describeError(error).stack).toBe(frame.replace('file://', ''));
  });

  it.each([
    ['another message', 'Error: was ada\n    at ada (/var/task/ada.ts:1:1)\n    at a (FILE:1:2)'],
    ['no message', '    at ada (/home/ada/x.ts:1:1)\n    at ada (FILE:1:2)'],
    ['an unusual name', 'To ada: no\n    at lovelace (FILE:1:2)'],
  ])('has only frames of running files if the stack has %s', (_, written) => {
    const stack = written.replace('FILE', import.meta.filename);
    const error = Object.assign(new Error('no'), { stack });
    expect(describeError(error).stack).toBe(`at ${import.meta.filename}:1:2`);
  });

  it.each<[string, (secret: string) => object]>([
    ['name', (secret) => ({ name: secret })],
    ['code', (secret) => ({ code: secret })],
    ['status', () => ({ status: 15551234567 })],
    ['request id', (secret) => ({ $metadata: { requestId: secret } })],
    ['class', (secret) => ({ constructor: { name: secret } })],
  ])('leaves out a %s that holds another value', (_, changes) => {
    for (const secret of ['ada@example.com', '482913', 'KXQZWV', 'hunter2', 'correct horse']) {
      const error = Object.assign(new Error('no'), changes(secret));
      const text = JSON.stringify({ ...describeError(error), stack: undefined });
      expect(text).not.toContain(secret);
      expect(text).not.toContain('15551234567');
    }
  });

  it('ends for nested causes, circles and long lists', () => {
    const circle = new Error('no');
    circle.cause = new Error('no', { cause: circle });
    expect(describeError(circle).cause).not.toHaveProperty('cause');
    let deep: Error = new Error('no');
    for (let level = 0; level < 5000; level += 1) deep = new Error('no', { cause: deep });
    expect(JSON.stringify(describeError(deep)).length).toBeLessThan(20_000);
    const many = new AggregateError(Array.from({ length: 5000 }, () => new Error('no')));
    expect(describeError(many).errors?.length).toBeLessThan(10);
  });
});
