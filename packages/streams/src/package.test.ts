import { fileURLToPath } from 'node:url';
import { dynamodbStreamEvent, kinesisStreamEvent } from '@amplify-recipes/core/testing';
import {
  invokeBundle,
  type SynthesizedBackend,
  synthesize,
  testPublishedPackage,
} from '@amplify-recipes/recipe-tests';
import { beforeAll, describe, expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);
const copies = Object.fromEntries(
  ['dynamodb-stream', 'kinesis-stream', 's3-upload'].map((recipe) => [
    `amplify/functions/${recipe}`,
    { copyOf: fileURLToPath(new URL(`./${recipe}`, import.meta.url)) },
  ]),
);

/** A handler that fails on what says so. */
const HANDLERS = {
  dynamodbStream: `dynamodbStream({
    onInsert: async ({ newImage }) => {
      if (newImage.content === 'fails') throw new Error('It fails.');
    },
  })`,
  kinesisStream: `kinesisStream({
    decode: 'json',
    onRecord: ({ data }) => {
      if (data === 'fails') throw new Error('It fails.');
    },
  })`,
};

const handlerFrom = (factory: keyof typeof HANDLERS, module: string) =>
  `import { ${factory} } from '${module}';\nexport const handler = ${HANDLERS[factory]};`;

describe('a backend with the recipes of this package', () => {
  let find: SynthesizedBackend;

  beforeAll(async () => {
    find = await synthesize(packageFolder, {
      ...copies,
      'amplify/backend.ts': `
        import { connectKinesis, connectTableStream } from '@amplify-recipes/core/backend';
        import { defineBackend, defineFunction } from '@aws-amplify/backend';
        import { Stream } from 'aws-cdk-lib/aws-kinesis';
        import { data } from './data/resource.js';

        const functionOf = (name: string) =>
          defineFunction({
            name,
            entry: \`./functions/\${name}/handler.ts\`,
            resourceGroupName: name.startsWith('table') ? 'data' : 'function',
          });
        const backend = defineBackend({
          data,
          table: functionOf('table'),
          clicks: functionOf('clicks'),
          tableCopied: functionOf('table-copied'),
          clicksCopied: functionOf('clicks-copied'),
        });
        connectTableStream(backend.data.resources.tables.Todo, backend.table);
        connectKinesis(new Stream(backend.createStack('clicks'), 'clicks'), backend.clicks);
      `,
      'amplify/data/resource.ts': `
        import { a, defineData } from '@aws-amplify/backend';

        export const data = defineData({
          schema: a.schema({
            Todo: a.model({ content: a.string() }).authorization((allow) => [allow.publicApiKey()]),
          }),
          authorizationModes: { defaultAuthorizationMode: 'apiKey' },
        });
      `,
      'amplify/functions/table/handler.ts': handlerFrom(
        'dynamodbStream',
        '@amplify-recipes/streams',
      ),
      'amplify/functions/clicks/handler.ts': handlerFrom(
        'kinesisStream',
        '@amplify-recipes/streams',
      ),
      'amplify/functions/table-copied/handler.ts': handlerFrom(
        'dynamodbStream',
        '../dynamodb-stream/recipe.js',
      ),
      'amplify/functions/clicks-copied/handler.ts': handlerFrom(
        'kinesisStream',
        '../kinesis-stream/recipe.js',
      ),
    });
  }, 120_000);

  it.each([
    ['table', 'dynamodb:GetRecords', 'data'],
    ['clicks', 'kinesis:GetRecords', 'function'],
  ])('allows %s to read its stream, and nothing by a wildcard', (name, action, stack) => {
    const { statements, stack: own } = find(name);
    expect(own).toBe(stack);
    expect(statements.flatMap(({ Action }) => Action)).toContain(action);
    expect(JSON.stringify(statements)).not.toContain('*');
  });

  it.each(['table', 'clicks'])('has a small bundle of %s', (name) => {
    expect(find(name).bundleSize).toBeLessThan(50_000);
  });

  it.each(['table', 'table-copied'])(
    'has the bundle %s, which reports what failed',
    async (name) => {
      const event = dynamodbStreamEvent(
        ['well', 'fails', 'well'].map((content, index) => ({
          dynamodb: {
            Keys: { id: { S: String(index) } },
            NewImage: { content: { S: content } },
          },
        })),
      );
      const { result } = await invokeBundle(find(name), event);
      const itemIdentifier = event.Records[1]?.dynamodb?.SequenceNumber;
      expect(result).toEqual({ batchItemFailures: [{ itemIdentifier }] });
    },
  );

  it.each(['clicks', 'clicks-copied'])(
    'has the bundle %s, which reports what failed',
    async (name) => {
      const event = kinesisStreamEvent(
        ['well', 'fails', 'well'].map((data, index) => ({
          data: JSON.stringify(data),
          kinesis: { partitionKey: String(index) },
        })),
      );
      const { result } = await invokeBundle(find(name), event);
      const itemIdentifier = event.Records[1]?.kinesis.sequenceNumber;
      expect(result).toEqual({ batchItemFailures: [{ itemIdentifier }] });
    },
  );
});

testPublishedPackage(packageFolder, 10, copies);
