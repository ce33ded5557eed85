import { OptionsError } from '@amplify-recipes/core';
import {
  captureOutput,
  invoke,
  type S3RecordOverrides,
  s3Event,
} from '@amplify-recipes/core/testing';
import { answerOf, startHttpServer } from '@amplify-recipes/recipe-tests';
import type { S3Event } from 'aws-lambda';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { headContentType } from './head-content-type.js';
import { compareSequencers } from './object-event.js';
import { type S3UploadOptions, s3Upload, type Upload } from './recipe.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Runs a handler. Returns the calls of its options, the error and the log. */
async function run(options: S3UploadOptions, records: S3RecordOverrides[]) {
  const seen: string[] = [];
  const handler = s3Upload({
    onUpload: ({ key }) => seen.push(`upload ${key}`),
    onDelete: ({ key }) => seen.push(`delete ${key}`),
    onRejected: ({ key }, reason) => seen.push(`${reason} ${key}`),
    ...options,
  });
  const event = s3Event(records);
  const { error, text } = await answerOf(handler, event);
  return { seen, error, text };
}

const encoded = (key: string): S3RecordOverrides => ({ s3: { object: { key } } });

describe('s3-upload', () => {
  it.each([
    ['red+flower.jpg', 'red flower.jpg'],
    ['red+flower%2B1.jpg', 'red flower+1.jpg'],
    ['a/b%2Fc', 'a/b/c'],
    ['Zo%C3%AB%F0%9F%8C%B9', 'Zoë🌹'],
    ['100%25', '100%'],
    ['..%2Fsecret', '../secret'],
  ])('reads the key %s as %s', async (travelling, key) => {
    expect((await run({}, [encoded(travelling)])).seen).toEqual([`upload ${key}`]);
  });

  it('passes the version, the sequencer and the kind of a deletion', async () => {
    const events: object[] = [];
    const write = (event: object) => events.push(event);
    await run({ onUpload: write, onDelete: write }, [
      { key: 'a', s3: { object: { versionId: 'v1', sequencer: '0A' } } },
      { key: 'b', eventName: 'ObjectRemoved:Delete' },
      { key: 'c', eventName: 'ObjectRemoved:DeleteMarkerCreated' },
      { key: 'd', eventName: 'LifecycleExpiration:Delete' },
    ]);
    expect(events).toMatchObject([
      { bucket: 'amplify-app-reports', key: 'a', versionId: 'v1', sequencer: '0A', size: 1024 },
      { key: 'b', isDeleteMarker: false, byLifecycle: false },
      { key: 'c', isDeleteMarker: true, byLifecycle: false },
      { key: 'd', isDeleteMarker: false, byLifecycle: true },
    ]);
  });

  it.each<[string, S3UploadOptions, S3RecordOverrides, string[]]>([
    ['another prefix', { prefix: 'uploads/' }, { key: 'uploads2/a' }, []],
    ['another suffix', { suffix: '.jpg' }, { key: 'a.jpg.exe' }, []],
    [
      'a prefix that is its own',
      { prefix: 'my uploads/' },
      { key: 'my uploads/a' },
      ['upload my uploads/a'],
    ],
    ['another event', {}, { key: 'a', eventName: 'ObjectTagging:Put' }, []],
    ['the largest object', { maxBytes: 1024 }, { key: 'a' }, ['upload a']],
    ['an object too large', { maxBytes: 1023 }, { key: 'a' }, ['TOO_LARGE a']],
  ])('answers to %s', async (_, options, record, expected) => {
    const { seen, error } = await run(options, [record]);
    expect(error).toBeUndefined();
    expect(seen).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['no size', undefined],
    ['null', null],
    ['no number', Number.NaN],
    ['a negative size', -1],
    ['an endless size', Number.POSITIVE_INFINITY],
    ['an endlessly negative size', Number.NEGATIVE_INFINITY],
    ['half a byte', 0.5],
    ['a size that no number holds', 2 ** 53],
    ['a text', '1'],
    ['an empty text', ''],
    ['a list', [1]],
    ['an object', { valueOf: () => 1 }],
    ['a flag', true],
  ])('rejects an object with %s if maxBytes is set', async (_, size) => {
    const upload = (options: S3UploadOptions) => {
      const event = s3Event([{ key: 'a' }]);
      Object.assign(event.Records[0]?.s3.object ?? {}, { size });
      const seen: unknown[] = [];
      const handler = s3Upload({
        onUpload: (given) => seen.push(['upload', given.size]),
        onRejected: (given, reason) => seen.push([reason, given.size]),
        ...options,
      });
      return captureOutput(() => invoke(handler, event)).then(() => seen);
    };
    expect(await upload({ maxBytes: Number.MAX_SAFE_INTEGER })).toEqual([
      ['TOO_LARGE', Number.NaN],
    ]);
    expect(await upload({})).toEqual([['upload', Number.NaN]]);
  });

  it('accepts an empty object, and one of exactly maxBytes', async () => {
    const records = [0, 1024, 1025].map((size) => ({
      key: String(size),
      s3: { object: { size } },
    }));
    expect((await run({ maxBytes: 1024 }, records)).seen).toEqual([
      'upload 0',
      'upload 1024',
      'TOO_LARGE 1025',
    ]);
  });

  it.each([
    ['image/png', true],
    ['IMAGE/PNG; charset=utf-8', true],
    ['text/plain', true],
    ['text/html', true],
    ['image/svg+xml', false],
    ['image/pngx', false],
    ['textual/plain', false],
    [undefined, false],
  ])('with image/png and text/* accepts %s: %s', async (contentType, isTaken) => {
    const options = {
      contentTypes: ['image/png', 'text/*'],
      contentTypeOf: async () => contentType,
    };
    const { seen } = await run(options, [{ key: 'a' }]);
    expect(seen).toEqual([isTaken ? 'upload a' : 'CONTENT_TYPE_NOT_ALLOWED a']);
  });

  it.each([
    'image/png;, text/html',
    'image/png, text/html',
    'image/',
    'image/*',
    'image/png\n',
    '',
    undefined,
  ])('rejects types that a browser may read as HTML: %j', async (contentType) => {
    const options = {
      contentTypes: ['image/png', 'image/*'],
      contentTypeOf: async () => contentType,
    };
    expect((await run(options, [{ key: 'a' }])).seen).toEqual(['CONTENT_TYPE_NOT_ALLOWED a']);
  });

  it('fails if it cannot find the content type, and accepts nothing', async () => {
    const contentTypeOf = async () => {
      throw new Error('It fails.');
    };
    const { seen, error } = await run({ contentTypes: ['image/png'], contentTypeOf }, [{}]);
    expect(seen).toEqual([]);
    expect(error).toEqual(new Error('1 of 1 records are not done.'));
  });

  it.each([
    ['a key that is not encoded', encoded('%E0%A4%A')],
    ['no key', encoded('')],
    ['no object', { s3: { object: undefined } }],
  ])('fails on %s after it has run the rest, and logs no key', async (_, poison) => {
    const { seen, error, text } = await run({}, [{ key: 'Ada' }, poison, { key: 'b' }]);
    expect(seen).toEqual(['upload Ada', 'upload b']);
    expect(error).toEqual(new Error('1 of 3 records are not done.'));
    expect(text).toContain('RecordError');
    expect(text).not.toContain('Ada');
  });

  it('does not run objects again that were done when Lambda repeats the event', async () => {
    let isWell = false;
    const seen: string[] = [];
    const handler = s3Upload({
      onUpload: ({ key }) => {
        if (key === 'b' && !isWell) throw new Error('It fails.');
        seen.push(key);
      },
    });
    const event = s3Event([{ key: 'a' }, { key: 'b' }]);
    const { error } = await captureOutput(() => invoke(handler, event));
    expect(error).toBeInstanceOf(Error);
    isWell = true;
    await invoke(handler, event);
    expect(seen).toEqual(['a', 'b']);
  });

  it.each([
    ['AWS:AROAEXAMPLE:thumbnails', []],
    ['AWS:AROAEXAMPLE:thumbnails-2', ['upload a']],
    ['AWS:AROAEXAMPLE:CognitoIdentityCredentials', ['upload a']],
  ])('ignores only objects that its own function wrote: %s', async (principalId, seen) => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'thumbnails');
    expect((await run({}, [{ key: 'a', userIdentity: { principalId } }])).seen).toEqual(seen);
  });

  it('ignores the test event of S3, and fails on other events', async () => {
    const handler = s3Upload({ onUpload: () => {} });
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent' } as unknown as S3Event;
    expect(await invoke(handler, test)).toBeUndefined();
    await expect(invoke(handler, {} as S3Event)).rejects.toThrow('This is not an event');
  });

  it('accepts prefix and writesTo only if no key can begin with both', async () => {
    const prefix = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 4 });
    await captureOutput(async () =>
      fc.assert(
        fc.property(prefix, prefix, prefix, (listens, own, rest) => {
          const make = () => s3Upload({ onUpload: () => {}, prefix: listens, writesTo: [own] });
          let isTaken = true;
          try {
            make();
          } catch {
            isTaken = false;
          }
          if (isTaken) expect((own + rest).startsWith(listens)).toBe(false);
          if (isTaken) expect((listens + rest).startsWith(own)).toBe(false);
        }),
        { numRuns: 2000 },
      ),
    ).then(({ error }) => {
      if (error) throw error;
    });
  });

  it.each<[string, object, string]>([
    ['no handler', {}, 'Give onUpload or onDelete.'],
    ['contentTypes without contentTypeOf', { contentTypes: ['a/b'] }, 'together'],
    ['an invalid content type', { contentTypes: ['png'] }, 'contentTypes'],
    ...['*/*', 'image/', 'image/png;a=b', 'image/p*', 'unknown/unknown', 'image/\u212a'].map(
      (type): [string, object, string] => [
        `the content type ${type}`,
        { contentTypes: [type], contentTypeOf: async () => type },
        'Write a type as image/png',
      ],
    ),
    ['to write where it listens', { prefix: 'a/', writesTo: ['a/b/'] }, 'without end'],
    ['to write around where it listens', { prefix: 'a/b/', writesTo: ['a/'] }, 'without end'],
    ['to write just where it listens', { prefix: 'a/', writesTo: ['a/'] }, 'without end'],
    ['to write to what begins like it', { prefix: 'a', writesTo: ['abc/'] }, 'without end'],
    ['to write anywhere', { prefix: 'a/', writesTo: [''] }, 'without end'],
    ['to write with a slash before', { prefix: 'a/', writesTo: ['/a/b/'] }, 'without end'],
    ['to listen with a slash before', { prefix: '/a/b/', writesTo: ['a/'] }, 'without end'],
    ['to write below the slash alone', { prefix: 'a/', writesTo: ['/'] }, 'without end'],
    ['a second place where it listens', { prefix: 'a/', writesTo: ['b/', 'a/c'] }, 'without end'],
    [
      'to write where it listens, by another end',
      { prefix: 'a/', suffix: '.jpg', writesTo: ['a/b/'] },
      'without end',
    ],
    ['to write anywhere while it listens everywhere', { writesTo: ['b/'] }, 'without end'],
    ['a size of nothing', { maxBytes: 0 }, 'maxBytes is not valid'],
    ['an unknown option', { bucket: 'x' }, 'bucket is not an option'],
  ])('refuses %s before the first event', (_, changes, problem) => {
    const options = Object.keys(changes).length > 0 ? { onUpload: () => {}, ...changes } : changes;
    expect(() => s3Upload(options)).toThrow(OptionsError);
    expect(() => s3Upload(options)).toThrow(problem);
  });
});

it.each([
  ['0055AED6DCD90281E5', '0055AED6DCD90281E6', -1],
  ['0055AED6DCD90281E5', '0055AED6DCD90281E5', 0],
  ['0055AED6DCD90281E5', '0055aed6dcd90281e5', 0],
  ['0B', '0AFF', 1],
  ['0A', '0A00', 0],
  ['0A', '0A01', -1],
])('compares the sequencers %s and %s: %i', (one, other, expected) => {
  expect(compareSequencers(one, other)).toBe(expected);
});

it('asks S3 for the content type of the version, with the decoded key', async () => {
  const server = await startHttpServer(() => ({ headers: { 'content-type': 'image/png' } }));
  try {
    vi.stubEnv('AWS_ENDPOINT_URL', server.url);
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLEEXAMPLE00');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const upload = { bucket: 'uploads', key: 'a/../b c+1.png', versionId: 'v1' } as Upload;
    const { signal } = new AbortController();
    const type = await headContentType(upload, { signal, context: {} as never });
    expect(type).toBe('image/png');
    expect(server.requests).toMatchObject([
      { method: 'HEAD', path: '/uploads/a/../b%20c%2B1.png?versionId=v1' },
    ]);
  } finally {
    await server.stop();
  }
});
