import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BUCKET, bucket, startS3, type TestS3 } from '../../../testing/buckets.js';
import { writeFiles } from '../../../testing/lambda/test-lambda.js';
import { zip } from '../../../testing/lambda/zip.js';
import type { Properties, Resource } from '../../assembly/resource-graph.js';

let folder: string;
let sources: Readonly<Record<'web' | 'config' | 'zip' | 'text', string>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'));
  const packed = join(folder, 'packed.zip');
  writeFileSync(packed, zip([{ name: 'packed.txt', content: 'packed' }]));
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'no zip');
  sources = {
    web: await writeFiles(join(folder, 'web'), {
      'index.html': '<p>ü',
      'assets/app.js': 'export {};',
      'assets/app.js.map': '{}',
      plain: 'x',
    }),
    config: await writeFiles(join(folder, 'config'), {
      'config.json': '{"name":"<<marker:0>>","list":<<marker:1>>}',
      'index.html': 'replaced',
    }),
    zip: packed,
    text,
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Name = keyof typeof sources | 'gone';

function deployment(names: readonly Name[], properties: Properties = {}): Partial<Resource> {
  return {
    type: 'Custom::CDKBucketDeployment',
    physicalId: 'deployment',
    path: 'app/deployment',
    sourcePaths: names.map((name) => (name === 'gone' ? undefined : sources[name])),
    properties: {
      DestinationBucketName: BUCKET,
      SourceObjectKeys: names.map((name) => `${name}.zip`),
      Prune: true,
      ...properties,
    },
  };
}

let running: TestS3;
let events: string[] = [];
beforeEach(() => {
  events = [];
});
afterEach(() => running.stop());

const start = async (...deployments: readonly Partial<Resource>[]) => {
  running = await startS3({
    resources: [
      bucket({
        NotificationConfiguration: {
          LambdaConfigurations: [{ Event: 's3:*', Function: 'on-change' }],
        },
      }),
      ...deployments,
    ],
    functions: {
      invokeAsync(_, event) {
        const { Records } = event as {
          Records: [{ eventName: string; s3: { object: { key: string } } }];
        };
        events.push(`${Records[0].eventName} ${Records[0].s3.object.key}`);
      },
    },
  });
};
const keys = async () => {
  const { Contents = [] } = await running.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key }) => Key);
};
const textOf = async (Key: string) => {
  const { Body } = await running.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return Body?.transformToString();
};
const putObject = (Key: string) =>
  running.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'own' }));

describe('a deployment into a bucket', () => {
  test('puts the files of a folder, with types from their names', async () => {
    await start(deployment(['web']));
    expect(await keys()).toEqual(['assets/app.js', 'assets/app.js.map', 'index.html', 'plain']);
    const { ContentType, ETag, Body } = await running.s3.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: 'index.html' }),
    );
    expect(await Body?.transformToString()).toBe('<p>ü');
    expect(ContentType).toBe('text/html');
    expect(ETag).toMatch(/^"[0-9a-f]{32}"$/);
    const plain = await running.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'plain' }));
    expect(plain.ContentType).toBe('binary/octet-stream');
    expect(running.service.warnings?.()).toEqual([]);
  });

  test('puts the files of all its sources, and a later one replaces an earlier', async () => {
    await start(deployment(['web', 'config', 'zip']));
    expect(await textOf('index.html')).toBe('replaced');
    expect(await textOf('packed.txt')).toBe('packed');
    expect(await keys()).toHaveLength(6);
  });

  test.each(['web', 'web/'])('puts them under the prefix %s', async (prefix) => {
    await start(deployment(['web'], { DestinationBucketKeyPrefix: prefix }));
    expect(await keys()).toContain('web/assets/app.js');
  });

  test('puts a file unchanged, if it does not extract', async () => {
    await start(deployment(['zip'], { Extract: false }));
    expect(await keys()).toEqual(['zip.zip']);
  });

  test('writes values that are known at deployment into the files of their source', async () => {
    const markers = { '<<marker:0>>': 'a "b" ü', '<<marker:1>>': '["x"]' };
    await start(
      deployment(['web', 'config'], {
        SourceMarkers: [{}, markers],
        SourceMarkersConfig: [
          {},
          { jsonEscape: 'true', markerEncodings: { '<<marker:1>>': 'LITERAL' } },
        ],
      }),
    );
    expect(JSON.parse((await textOf('config.json')) ?? '')).toEqual({
      name: 'a "b" ü',
      list: ['x'],
    });
  });

  test('adds its metadata to the objects', async () => {
    await start(
      deployment(['web'], {
        SystemMetadata: { 'Cache-Control': 'no-cache', 'content-language': 'de' },
        UserMetadata: { Author: 'Ada' },
      }),
    );
    const head = await running.s3.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key: 'index.html' }),
    );
    expect(head).toMatchObject({
      CacheControl: 'no-cache',
      ContentLanguage: 'de',
      ContentType: 'text/html',
      Metadata: { author: 'Ada' },
    });
  });

  test.each<[string, Properties, readonly string[]]>([
    ['excludes', { Exclude: ['*.map', 'plain'] }, ['assets/app.js', 'index.html']],
    [
      'includes files that it excluded',
      { Exclude: ['*'], Include: ['assets/*'] },
      ['assets/app.js', 'assets/app.js.map'],
    ],
    [
      'excludes with a character pattern',
      { Exclude: ['plai?', 'assets/[a-c]pp.*'] },
      ['index.html'],
    ],
    ['excludes with a negated character pattern', { Exclude: ['[!p]*'] }, ['plain']],
    [
      'excludes a name that looks like a regular expression',
      { Exclude: ['index.html|plain', '.', '('] },
      ['assets/app.js', 'assets/app.js.map', 'index.html', 'plain'],
    ],
  ])('%s', async (_, properties, expected) => {
    await start(deployment(['web'], properties));
    expect(await keys()).toEqual(expected);
  });

  test('notifies functions of the objects', async () => {
    await start(deployment(['zip']));
    expect(events).toEqual(['ObjectCreated:Put packed.txt']);
  });
});

describe('when the backend is deployed again, a deployment', () => {
  test('that is unchanged does not change the bucket, also after a restart', async () => {
    const database = new DatabaseSync(':memory:');
    const blobs = mkdtempSync(join(tmpdir(), 's3-'));
    const resources = [bucket(), deployment(['web'])];
    running = await startS3({ resources, database, folder: blobs });
    await running.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'plain' }));
    await running.deploy(resources);
    expect(await keys()).not.toContain('plain');
    await running.stop();
    running = await startS3({ resources, database, folder: blobs });
    expect(await keys()).not.toContain('plain');
    rmSync(blobs, { recursive: true });
  });

  test('that changed deletes other objects under its prefix, except those that it excludes', async () => {
    const properties = { DestinationBucketKeyPrefix: 'web', Exclude: ['uploads/*'] };
    await start(deployment(['web'], properties));
    for (const key of ['web/old', 'web/uploads/a', 'website', 'own']) await putObject(key);
    events = [];
    await running.deploy([bucket(), deployment(['zip'], properties)]);
    expect(await keys()).toEqual(['own', 'web/packed.txt', 'web/uploads/a', 'website']);
  });

  test('that does not prune deletes nothing', async () => {
    await start(deployment(['web'], { Prune: 'false' }));
    await putObject('own');
    await running.deploy([bucket(), deployment(['zip'], { Prune: 'false' })]);
    expect(await keys()).toHaveLength(6);
  });
});

test.each<[string, readonly Name[], Properties, string]>([
  [
    'a bucket that does not exist',
    ['web'],
    { DestinationBucketName: 'x' },
    'the bucket x does not exist here',
  ],
  [
    'a source that does not exist',
    ['gone'],
    {},
    'one of its sources is not among the assets of the backend',
  ],
  ['a file that is not a zip file', ['text'], {}, 'is not a zip file'],
  ['a folder to be packed', ['web'], { Extract: false }, 'it puts a folder as a zip file'],
  [
    'an unknown encoding',
    ['config'],
    { SourceMarkers: [{ a: 'b' }], SourceMarkersConfig: [{ markerEncodings: { a: 'XML' } }] },
    'it writes values with the encoding XML',
  ],
])(
  'with %s, a deployment does nothing and causes a warning',
  async (_, names, properties, reason) => {
    await start(deployment(names, properties));
    expect(await keys()).toEqual([]);
    const [warning, ...others] = running.service.warnings?.() ?? [];
    expect(warning).toContain('The deployment app/deployment puts nothing into its bucket: ');
    expect(warning).toContain(reason);
    expect(others).toEqual([]);
  },
);
