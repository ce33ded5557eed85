import type { PreSignUpTriggerEvent } from 'aws-lambda';
import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import {
  cognitoTrigger,
  describeError,
  logger,
  redact,
  scheduledHandler,
  streamHandler,
  TriggerError,
} from './index.js';
import { captureOutput, invoke, preSignUpEvent, schedulerEvent } from './testing/index.js';

function thrower(): never {
  throw new Error('no');
}

const revoked = <Target extends object>(target: Target): Target => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};

const throwingTraps = new Proxy(
  {},
  { get: thrower, has: thrower, ownKeys: thrower, getPrototypeOf: thrower },
);

function circle(): Error {
  const error = new Error('no');
  error.cause = new AggregateError([error], 'no', { cause: error });
  return error;
}

function nested(depth: number): object {
  let value = {};
  for (let level = 0; level < depth; level += 1) value = { value };
  return value;
}

/** The error of a schema that recurses as deep as its value. */
function tooDeep(): unknown {
  const Deep: v.GenericSchema = v.lazy(() => v.array(Deep));
  try {
    v.parse(Deep, JSON.parse('['.repeat(3000) + ']'.repeat(3000)));
  } catch (error) {
    return error;
  }
  return JSON.parse('['.repeat(3000) + ']'.repeat(3000));
}

const withGetter = (name: string) =>
  Object.defineProperty(new Error('no'), name, { enumerable: true, get: thrower });

const hostile: [name: string, value: () => unknown][] = [
  ['lists in lists', () => JSON.parse('['.repeat(3000) + ']'.repeat(3000))],
  ['objects in objects', () => nested(100_000)],
  ['the error of a schema for a deep value', tooDeep],
  ['an error with a deep value', () => Object.assign(new Error('no'), { input: nested(100_000) })],
  ['a message that cannot be read', () => withGetter('message')],
  ['a stack that cannot be read', () => withGetter('stack')],
  ['a name that cannot be read', () => withGetter('name')],
  ['a cause that cannot be read', () => withGetter('cause')],
  ['a property that cannot be read', () => withGetter('request')],
  ['errors that cannot be read', () => withGetter('errors')],
  ['a list that throws', () => Object.assign(new Error('no'), { errors: revoked([]) })],
  ['a proxy whose traps throw', () => throwingTraps],
  ['a proxy that is revoked', () => revoked({})],
  ['a list that is revoked', () => revoked([])],
  ['an error that is revoked', () => revoked(new Error('no'))],
  ['a function that is revoked', () => revoked(() => undefined)],
  ['a function with a toJSON that throws', () => Object.assign(() => {}, { toJSON: thrower })],
  ['a cause that is revoked', () => new Error('no', { cause: revoked({}) })],
  ['a circle of causes', circle],
  ['a text of a megabyte', () => 'ada@example.com '.repeat(65_536)],
  ['a message of a megabyte', () => new Error('otp.'.repeat(250_000))],
  ['a key of a megabyte', () => ({ ['otp.'.repeat(250_000)]: 1 })],
  ['a list of a megabyte', () => Array.from({ length: 500_000 }, () => 1)],
  [
    'a megabyte of keys',
    () => Object.fromEntries(Array.from({ length: 80_000 }, (_, i) => [i, i])),
  ],
  ['a megabyte of entries', () => new Map(Array.from({ length: 80_000 }, (_, i) => [i, i]))],
  ['a megabyte of texts', () => Array.from({ length: 20_000 }, () => 'password: correct horse')],
  ['many errors', () => new AggregateError(Array.from({ length: 9999 }, () => new Error('no')))],
  ['a bigint', () => ({ n: 12n })],
  ['a symbol', () => Symbol('no')],
  ['a symbol as message', () => Object.assign(new Error(), { message: Symbol('no') })],
  ['a toJSON that throws', () => ({ toJSON: thrower })],
  ['an endless toJSON', () => ({ toJSON: () => ({ toJSON: endless }) })],
  ['an invalid date', () => new Date(Number.NaN)],
  ['an object without a prototype', () => Object.create(null)],
  ['a value without a string form', () => ({ toString: thrower, [Symbol.toPrimitive]: thrower })],
  ['nothing', () => undefined],
  ['null', () => null],
];

function endless(): object {
  return { toJSON: endless };
}

/** The limit for a line of the log, with the stack of an error and the note about cut text. */
const LONGEST_LINE = 64_000;

describe.each(hostile)('%s', (_, make) => {
  it('is copied to plain data of a bounded length', () => {
    const text = JSON.stringify(redact(make())) ?? '';
    expect(text.length).toBeLessThan(LONGEST_LINE);
    expect(JSON.stringify(describeError(make())).length).toBeLessThan(LONGEST_LINE);
  });

  it.each<[string, (value: unknown) => void]>([
    ['an attribute', (value) => logger.info('x', { value })],
    ['all attributes', (value) => logger.info('x', value as Error)],
    ['an error', (value) => logger.error('x', { error: value })],
    ['a message', (value) => logger.info(value as string)],
    ['a persistent key', (value) => logger.createChild({ persistentKeys: { value } }).info('x')],
    [
      'an appended key',
      (value) => {
        const child = logger.createChild();
        child.appendKeys({ value });
        child.info('x');
      },
    ],
  ])('is logged as %s, in one line of a bounded length', async (_name, log) => {
    const { error, text, lines } = await captureOutput(() => log(make()));
    expect(error).toBeUndefined();
    expect(lines).toHaveLength(1);
    expect(text.length).toBeLessThan(LONGEST_LINE);
  });

  it('thrown in a Cognito trigger, reaches the client as UNEXPECTED_ERROR', async () => {
    const handler = cognitoTrigger<PreSignUpTriggerEvent>(
      { recipe: 'a-recipe', triggerSources: ['PreSignUp_SignUp'] },
      () => {
        throw make();
      },
    );
    const { error, lines } = await captureOutput(() => invoke(handler, preSignUpEvent()));
    expect(error).toBeInstanceOf(TriggerError);
    expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
    expect(lines).toMatchObject([{ message: 'a-recipe failed' }]);
  });

  it('thrown for one record, fails only its key', async () => {
    type Item = { key: string; id: string };
    const handled: string[] = [];
    const handler = streamHandler<Item>(
      {
        recipe: 'test',
        concurrency: 3,
        keyOf: ({ key }) => key,
        idOf: ({ id }) => id,
        sequenceNumberOf: ({ id }) => id,
        placeOf: ({ id }) => ({ id }),
      },
      ({ key, id }) => {
        if (key === 'poison') throw make();
        handled.push(id);
      },
    );
    const Records = ['a', 'poison', 'b', 'poison'].map((key, index) => ({ key, id: `${index}` }));
    const { result, lines } = await captureOutput(() => invoke(handler, { Records }));
    expect(result).toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '3' }],
    });
    expect(handled).toEqual(['0', '2']);
    expect(lines).toMatchObject([
      { message: 'test failed', id: '1' },
      { left: 2, failed: 1 },
    ]);
  });

  it('thrown by a schedule, is replaced by an error of ours', async () => {
    const handler = scheduledHandler({ recipe: 'clean-up' }, () => {
      throw make();
    });
    const { error, lines } = await captureOutput(() => invoke(handler, schedulerEvent()));
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toMatch(/^Error: (?:clean-up failed|Maximum call stack size)/);
    expect(lines).toMatchObject([{ message: 'clean-up failed' }]);
  });
});

describe('a long value', () => {
  it.each(['otp.', 'a', '1', '@', 'password: correct horse ', 'a=', '%40', 'eyJ', '<a>', '"a",'])(
    'of %j is only read up to the length that is logged',
    (unit) => {
      const exec = vi.spyOn(RegExp.prototype, Symbol.replace);
      const long = unit.repeat(1_000_000 / unit.length);
      redact(new Error(long));
      const lengths = exec.mock.calls.map(([text]) => String(text).length);
      exec.mockRestore();
      expect(Math.max(...lengths)).toBeLessThan(20_000);
    },
  );

  it('is not cut in the middle of a secret', () => {
    for (let before = 7960; before <= 8040; before += 1) {
      const text = `${'x '.repeat(before / 2)}lovelace.ada@example.com +1 415 555 0123 ${'y '.repeat(5000)}`;
      expect(redact(text)).not.toMatch(/lov|ada|415|555/);
    }
  });
});

describe('a record that is null', () => {
  it('fails alone, and the other records are handled once', async () => {
    const handled: string[] = [];
    const handler = streamHandler<{ key: string; id: string }>(
      {
        recipe: 'test',
        concurrency: 3,
        keyOf: ({ key }) => key,
        idOf: ({ id }) => id,
        sequenceNumberOf: ({ id }) => id,
        placeOf: ({ id }) => ({ id }),
      },
      ({ id }) => handled.push(id),
    );
    const Records = JSON.parse('[{"key":"a","id":"1"},null,{"key":"a","id":"2"},7,"x"]');
    const { result, error } = await captureOutput(() => invoke(handler, { Records }));
    expect(error).toBeUndefined();
    expect(result?.batchItemFailures).toHaveLength(1);
    await captureOutput(() => invoke(handler, { Records }));
    expect(handled.filter((id) => id === '1' || id === '2')).toEqual(['1', '2']);
  });
});
