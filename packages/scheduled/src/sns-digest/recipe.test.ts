import { setImmediate } from 'node:timers/promises';
import { OptionsError } from '@amplify-recipes/core';
import {
  captureOutput,
  invoke,
  lambdaContext,
  scheduleRuleEvent,
  schedulerEvent,
} from '@amplify-recipes/core/testing';
import {
  type HttpAnswer,
  type HttpRequest,
  type HttpServer,
  startHttpServer,
} from '@amplify-recipes/recipe-tests';
import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isSubject, messagesOf } from './message.js';
import { type SnsDigestOptions, snsDigest } from './recipe.js';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:news';
const ID = `${TOPIC} 2026-11-22T10:00:00.000Z#1`;

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

/** The items of the table, by id. */
let table: Map<string, Item>;
/** The failures of AWS, by operation. Each is sent once, in order. */
let failures: Record<string, HttpAnswer[]>;
let aws: HttpServer;

function answerOf({ headers, body }: HttpRequest): HttpAnswer {
  const operation = String(headers['x-amz-target'] ?? 'Publish').replace(/^.*\./, '');
  const failure = failures[operation]?.shift();
  if (failure !== undefined) return failure;
  if (operation === 'Publish') {
    return {
      body: `<PublishResponse><PublishResult><MessageId>id-${published().length}</MessageId></PublishResult></PublishResponse>`,
    };
  }
  const input = JSON.parse(body);
  if (operation === 'GetItem') {
    return { body: JSON.stringify({ Item: table.get(input.Key.id.S) }) };
  }
  if (!isMet(input.ConditionExpression, input.Item, table.get(input.Item.id.S))) {
    return failure400('ConditionalCheckFailedException');
  }
  table.set(input.Item.id.S, input.Item);
  return { body: '{}' };
}

/** Evaluates the conditions of the recipe as DynamoDB does. */
function isMet(condition: string | undefined, item: Item, there: Item | undefined): boolean {
  const isOwn = item.owner !== undefined && there?.owner?.S === item.owner.S;
  if (condition === undefined) return true;
  if (condition === '#owner = :owner') return isOwn;
  const isOver = Number(there?.until?.N) < Date.now();
  return !there || (there.state?.S === 'PUBLISHING' && (isOver || isOwn));
}

const failure400 = (type: string): HttpAnswer => ({
  status: 400,
  body: JSON.stringify({ __type: `com.amazonaws#${type}`, message: 'no' }),
});
const refused: HttpAnswer = {
  status: 403,
  body: '<ErrorResponse><Error><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>',
};

beforeEach(async () => {
  table = new Map();
  failures = {};
  aws = await startHttpServer(answerOf);
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLEEXAMPLE00');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('TOPIC_ARN', TOPIC);
  vi.stubEnv('DIGESTS_TABLE_NAME', 'digests');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});

/** Replaces the answers of AWS. */
async function answerBy(answer: (request: HttpRequest) => HttpAnswer): Promise<void> {
  await aws.stop();
  aws = await startHttpServer(answer);
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
}

/** The messages of the requests to SNS. */
const published = () =>
  aws.requests
    .filter(({ headers }) => headers['x-amz-target'] === undefined)
    .map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

const options = (overrides: Partial<SnsDigestOptions> = {}): SnsDigestOptions => ({
  compose: () => 'Two orders.',
  ...overrides,
});

const digest = (
  overrides: Partial<SnsDigestOptions> = {},
  context: Partial<Context> = {},
  event = schedulerEvent(),
) => captureOutput(() => invoke(snsDigest(options(overrides)), event, lambdaContext(context)));

describe('sns-digest', () => {
  it('publishes the digest for the time', async () => {
    const { result, lines } = await digest({
      timeZone: 'Europe/Berlin',
      subject: ({ date, hour }) => `Orders of ${date}, ${hour} h`,
      compose: ({ scheduledTime }) => `Orders up to ${scheduledTime.iso}`,
      attributes: { kind: 'digest', tier: 'gold' },
    });
    expect(published()).toEqual([
      {
        Action: 'Publish',
        Version: '2010-03-31',
        TopicArn: TOPIC,
        Message: 'Orders up to 2026-11-22T11:00:00+01:00',
        Subject: 'Orders of 2026-11-22, 11 h',
        'MessageAttributes.entry.1.Name': 'kind',
        'MessageAttributes.entry.1.Value.DataType': 'String',
        'MessageAttributes.entry.1.Value.StringValue': 'digest',
        'MessageAttributes.entry.2.Name': 'tier',
        'MessageAttributes.entry.2.Value.DataType': 'String',
        'MessageAttributes.entry.2.Value.StringValue': 'gold',
      },
    ]);
    expect(result).toEqual({ outcome: 'PUBLISHED', messageIds: ['id-1'] });
    expect(lines).toMatchObject([{ message: 'sns-digest is done', outcome: 'PUBLISHED' }]);
  });

  it.each([undefined, ''])('publishes nothing if the digest is empty: %j', async (text) => {
    const { result } = await digest({ compose: () => text });
    expect(result).toEqual({ outcome: 'NOTHING_TO_TELL', messageIds: [] });
    expect(aws.requests).toEqual([]);
  });

  it('publishes once for a time, with any event, however often it comes', async () => {
    await digest();
    for (const event of [schedulerEvent(), scheduleRuleEvent()]) {
      const { result } = await digest({}, {}, event as ReturnType<typeof schedulerEvent>);
      expect(result).toEqual({ outcome: 'ALREADY_PUBLISHED', messageIds: [] });
    }
    expect(published()).toHaveLength(1);
    expect(table.get(ID)).toMatchObject({ state: { S: 'PUBLISHED' } });
  });

  it('publishes for another time', async () => {
    await digest();
    await digest({}, {}, schedulerEvent({ time: '2026-11-22T11:00:00Z' }));
    expect(published()).toHaveLength(2);
  });

  it('publishes on each call with once: false', async () => {
    vi.stubEnv('DIGESTS_TABLE_NAME', undefined);
    await digest({ once: false });
    await digest({ once: false });
    expect(published()).toHaveLength(2);
    expect(table.size).toBe(0);
  });

  it('lets DynamoDB delete its items after 90 days', async () => {
    await digest();
    const days = (Number(table.get(ID)?.expiresAt?.N) - Date.now() / 1000) / 86_400;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThan(90.1);
  });

  it('fails, to be retried, while another run publishes the same digest', async () => {
    table.set(ID, { state: { S: 'PUBLISHING' }, until: { N: String(Date.now() + 60_000) } });
    const { error } = await digest();
    expect(error).toMatchObject({ message: expect.stringContaining('Another run') });
    expect(published()).toEqual([]);
  });

  it('publishes the digest of a run that crashed', async () => {
    table.set(ID, { state: { S: 'PUBLISHING' }, until: { N: String(Date.now() - 1) } });
    expect((await digest()).result).toMatchObject({ outcome: 'PUBLISHED' });
  });

  it.each([
    ['its own time lasts', 30_000, 30_000],
    ['Lambda waits before a retry, at most', 900_000, 50_000],
  ])('claims a digest for as long as %s', async (_, remaining, turn) => {
    let until = 0;
    await answerBy((request) => {
      const answer = answerOf(request);
      until ||= Number(table.get(ID)?.until?.N);
      return answer;
    });
    await digest({}, { getRemainingTimeInMillis: () => remaining });
    expect(until - Date.now()).toBeGreaterThan(turn - 10_000);
    expect(until - Date.now()).toBeLessThanOrEqual(turn);
  });

  it('publishes if the table stored its claim and the response was lost', async () => {
    let isLost = false;
    await answerBy((request) => {
      const answer = answerOf(request);
      if (isLost || table.size === 0) return answer;
      isLost = true;
      return 'hang up';
    });
    const { result } = await digest();
    expect(isLost).toBe(true);
    expect(result).toMatchObject({ outcome: 'PUBLISHED' });
  });

  it('does not release a digest that another run claimed and published', async () => {
    const takenOver = { state: { S: 'PUBLISHED' }, until: { N: '0' }, owner: { S: 'another' } };
    failures = { Publish: [refused] };
    await answerBy((request) => {
      const answer = answerOf(request);
      if (answer === refused) table.set(ID, takenOver);
      return answer;
    });
    expect((await digest()).error).toBeDefined();
    expect((await digest()).result).toMatchObject({ outcome: 'ALREADY_PUBLISHED' });
  });

  it('releases the digest if SNS refuses it, and publishes it with the retry', async () => {
    failures = { Publish: [refused] };
    expect(String((await digest()).error)).toContain('sns-digest failed with');
    expect((await digest()).result).toMatchObject({ outcome: 'PUBLISHED' });
  });

  it('releases the digest if its time is over, and logs it', async () => {
    failures = { Publish: ['silence'] };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const running = digest({}, { getRemainingTimeInMillis: () => 10_000 });
      while (published().length === 0) await setImmediate();
      vi.advanceTimersByTime(8000);
      const { error } = await running;
      expect(error).toMatchObject({ message: expect.stringContaining('ran out of time') });
    } finally {
      vi.useRealTimers();
    }
    expect(table.get(ID)).toMatchObject({ until: { N: '0' } });
  });

  it('logs that it could not release the digest', async () => {
    failures = { Publish: [refused], PutItem: [] };
    const put = failures.PutItem;
    await answerBy((request) => {
      const answer = answerOf(request);
      put?.splice(0, 1, failure400('AccessDeniedException'));
      return answer;
    });
    const { lines } = await digest();
    expect(lines).toMatchObject([
      { level: 'WARN', message: expect.stringContaining('could not release') },
      { level: 'ERROR', message: 'sns-digest failed' },
    ]);
  });

  it('succeeds if it published and could not record it: to fail would publish again', async () => {
    await answerBy((request) => {
      const answer = answerOf(request);
      failures = { PutItem: [failure400('AccessDeniedException')] };
      return answer;
    });
    const { result, lines } = await digest();
    expect(result).toMatchObject({ outcome: 'PUBLISHED' });
    expect(lines).toMatchObject([{ level: 'ERROR' }, { message: 'sns-digest is done' }]);
  });

  it.each<[string, HttpAnswer]>([
    ['refuses it', failure400('AccessDeniedException')],
    ['finds it not valid', failure400('ValidationException')],
    ['is throttled', failure400('ProvisionedThroughputExceededException')],
    ['is unavailable for a moment', { status: 503, body: '{}' }],
    ['hangs up', 'hang up'],
  ])('records a message if the table %s once, and publishes it once', async (_, answer) => {
    failures = { Publish: [] };
    await answerBy((request) => {
      const answered = answerOf(request);
      if (request.headers['x-amz-target'] === undefined) failures = { PutItem: [answer] };
      return answered;
    });
    const { result } = await digest();
    expect(result).toEqual({ outcome: 'PUBLISHED', messageIds: ['id-1'] });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    try {
      expect((await digest()).result).toMatchObject({ outcome: 'ALREADY_PUBLISHED' });
    } finally {
      vi.useRealTimers();
    }
    expect(published()).toHaveLength(1);
  });

  it('logs that the table has no record, and publishes again only after its claim', async () => {
    let isWell = false;
    await answerBy((request) => {
      const answer = answerOf(request);
      failures = isWell ? {} : { PutItem: Array(4).fill(failure400('AccessDeniedException')) };
      return answer;
    });
    const { result, lines } = await digest();
    const told = { outcome: 'PUBLISHED', messageIds: ['id-1'], unnoted: ['id-1'] };
    expect(result).toEqual(told);
    expect(lines).toMatchObject([
      { level: 'ERROR', message: 'sns-digest could not record a published message' },
      { level: 'INFO', message: 'sns-digest is done', ...told },
    ]);
    isWell = true;
    failures = {};
    expect((await digest()).error).toMatchObject({
      message: expect.stringContaining('Another run'),
    });
    expect(published()).toHaveLength(1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 50_001 });
    try {
      expect((await digest()).result).toEqual({ outcome: 'PUBLISHED', messageIds: ['id-2'] });
    } finally {
      vi.useRealTimers();
    }
  });

  it('publishes nothing if the claim fails', async () => {
    failures = { PutItem: [failure400('ResourceNotFoundException')] };
    const { error } = await digest();
    expect(String(error)).toContain('sns-digest failed with ResourceNotFoundException, 400.');
    expect(published()).toEqual([]);
  });

  describe('when the digest is over 256 KiB', () => {
    const line = (length: number) => `${'ä'.repeat((length - 1) / 2)}\n`;
    const long = line(100_001).repeat(6);

    it('refuses it, and logs its size', async () => {
      const { error } = await digest({ compose: () => long });
      expect(error).toMatchObject({
        message:
          "The digest has 586 KiB with its subject and attributes, and SNS accepts 256. Make it shorter, or set tooLarge to 'split'.",
      });
      expect(aws.requests).toEqual([]);
    });

    it('splits it between lines, and numbers the subjects', async () => {
      const { result } = await digest({
        compose: () => long,
        tooLarge: 'split',
        subject: 'x'.repeat(99),
      });
      expect(result?.messageIds).toHaveLength(3);
      expect(published().map(({ Message }) => Message)).toEqual(
        Array.from({ length: 3 }, () => line(100_001).repeat(2)),
      );
      expect(published().map(({ Subject }) => Subject)).toEqual(
        [1, 2, 3].map((number) => `${'x'.repeat(93)} (${number}/3)`),
      );
    });

    it('shortens any subject by whole characters to number it', async () => {
      const subject = fc
        .string({ unit: 'binary', minLength: 1, maxLength: 99 })
        .filter((text) => isSubject(text));
      fc.assert(
        fc.property(subject, (text) => {
          const parts = messagesOf(line(100_001).repeat(6), text, {}, 'split');
          expect(parts).toHaveLength(3);
          for (const [index, part] of parts.entries()) {
            const [, kept = ''] =
              new RegExp(`^(.*) \\(${index + 1}/3\\)$`, 'su').exec(part.subject ?? '') ?? [];
            expect(text.startsWith(kept)).toBe(true);
            expect([...kept]).toEqual([...text].slice(0, 93));
            expect(isSubject(part.subject)).toBe(true);
          }
        }),
      );
    });

    it('splits a long line, between its characters', async () => {
      const text = '🎉'.repeat(100_000);
      await digest({ compose: () => text, tooLarge: 'split' });
      const parts = published().map(({ Message = '' }) => Message);
      expect(parts.join('')).toBe(text);
      for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(262_144);
      expect(parts).toHaveLength(2);
    });

    it('continues with the message that failed', async () => {
      failures = { Publish: [{}, refused] };
      const split = { compose: () => long, tooLarge: 'split' } as const;
      expect((await digest(split)).error).toBeDefined();
      expect((await digest(split)).result?.messageIds).toHaveLength(2);
      expect(published()).toHaveLength(4);
      expect((await digest(split)).result).toMatchObject({ outcome: 'ALREADY_PUBLISHED' });
    });

    it.each<[string, Partial<SnsDigestOptions>, number]>([
      ['nothing', {}, 262_144],
      ['the subject', { subject: 'News' }, 262_144 - 4],
      ['the attributes', { attributes: { kind: 'äö' } }, 262_144 - 4 - 6 - 4],
    ])('counts bytes, of the text and %s', async (_, overrides, most) => {
      expect(
        (await digest({ ...overrides, compose: () => 'x'.repeat(most) })).error,
      ).toBeUndefined();
      const over = await digest({ ...overrides, compose: () => 'x'.repeat(most + 1) });
      expect(over.error).toBeDefined();
    });
  });

  it('publishes to a FIFO topic in order, with an id that identifies repeats', async () => {
    await digest({ topicArn: `${TOPIC}.fifo` });
    expect(published()).toMatchObject([
      { MessageGroupId: 'sns-digest', MessageDeduplicationId: '2026-11-22T10:00:00.000Z#1' },
    ]);
  });

  it.each([
    ['a line break', 'News\nBcc: ada@example.com'],
    ['a line break of Unicode', 'News\u2028Bcc: ada@example.com'],
    ['a paragraph break', 'News\u2029'],
    ['a next line', 'News\u0085'],
    ['a null character', 'News\0'],
    ['a delete character', 'News\u007f'],
    ['half of a character', 'News \ud83c'],
    ['the other half of a character', '\udf89 News'],
    ['a space before it', ' News'],
    ['a no-break space before it', '\u00a0News'],
    ['100 characters', 'x'.repeat(100)],
    ['100 characters of two halves', '🎉'.repeat(100)],
    ['nothing in it', ''],
  ])('publishes nothing under a subject with %s', async (_, subject) => {
    const { error, text } = await digest({ subject: () => subject });
    expect(error).toMatchObject({ message: expect.stringContaining('The subject is not valid.') });
    expect(text).not.toContain('ada@');
    expect(aws.requests).toEqual([]);
    expect(() => snsDigest(options({ subject }))).toThrow('subject is not valid.');
  });

  it.each([
    ['letters with marks', 'Grüße'],
    ['letters of other scripts', 'Отчёт 数'],
    ['characters of two halves', '🎉'.repeat(99)],
    ['a mark of its own', '👩‍👩‍👧 Ada'],
    ['99 characters', 'ß'.repeat(99)],
    ['a space behind it', 'News '],
  ])('publishes under a subject with %s', async (_, subject) => {
    expect((await digest({ subject })).error).toBeUndefined();
    await digest({ subject: () => subject }, {}, schedulerEvent({ time: '2026-11-23T10:00:00Z' }));
    expect(published().map(({ Subject }) => Subject)).toEqual([subject, subject]);
  });

  it('logs no part of the digest, and no message of errors of its code', async () => {
    const compose = () => 'An order of ada@example.com, Lovelace';
    expect((await digest({ compose })).text).not.toMatch(/ada@|Lovelace/);
    const { error, text } = await digest({
      compose: () => {
        throw new Error('No such user: ada@example.com');
      },
    });
    expect(error).toMatchObject({ message: expect.stringContaining('failed with Error.') });
    expect(text).not.toContain('ada@');
  });

  it('refuses a digest that is not a string', async () => {
    const { error } = await digest({ compose: () => ({ text: 'a' }) as never });
    expect(error).toMatchObject({ message: 'The digest is not a string.' });
  });

  it.each(['TOPIC_ARN', 'DIGESTS_TABLE_NAME'])('does not start without %s', (variable) => {
    for (const value of [undefined, '<value will be resolved during runtime>']) {
      vi.stubEnv(variable, value);
      expect(() => snsDigest(options())).toThrow(OptionsError);
      expect(() => snsDigest(options())).toThrow('connectTopic');
    }
  });

  it.each<[string, object, string]>([
    ['a string instead of a function', { compose: 'News' }, 'compose is not valid'],
    ['a topic by its name', { topicArn: 'news' }, 'topicArn is not valid'],
    ['an attribute of AWS', { attributes: { 'AWS.x': 'a' } }, 'attributes'],
    ['an attribute that begins with a dot', { attributes: { '.x': 'a' } }, 'attributes'],
    ['an attribute that ends in a dot', { attributes: { 'x.': 'a' } }, 'attributes'],
    ['an attribute with two dots', { attributes: { 'x..y': 'a' } }, 'attributes'],
    ['an attribute of 257 letters', { attributes: { ['x'.repeat(257)]: 'a' } }, 'attributes'],
    ['attributes that leave no room', { attributes: { a: 'x'.repeat(65_536) } }, '192 of the 256'],
    [
      'a time zone that does not exist',
      { timeZone: 'Europe/Atlantis' },
      'IANA name of a time zone',
    ],
    ['an unknown option', { topic: 'a' }, 'topic is not an option'],
  ])('refuses %s before the first event', (_, changes, problem) => {
    expect(() => snsDigest({ ...options(), ...changes })).toThrow(OptionsError);
    expect(() => snsDigest({ ...options(), ...changes })).toThrow(problem);
  });

  it('refuses an event that is not from a schedule', async () => {
    const { error } = await captureOutput(() =>
      invoke(snsDigest(options()), JSON.parse('{"Records":[]}')),
    );
    expect(error).toMatchObject({ message: expect.stringContaining('no event of a schedule') });
    expect(aws.requests).toEqual([]);
  });
});
