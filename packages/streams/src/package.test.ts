import { dynamodbStreamEvent, kinesisStreamEvent, s3Event } from '@amplify-recipes/core/testing';
import { testRecipes } from '@amplify-recipes/recipe-tests';
import { describe, expect, it } from 'vitest';

/** Handlers that fail on spoilt records. */
const HANDLERS = {
  dynamodbStream: `dynamodbStream({
    onInsert: async ({ newImage }) => {
      if (newImage.content === 'spoilt') throw new Error('It fails.');
    },
  })`,
  kinesisStream: `kinesisStream({
    decode: 'json',
    onRecord: ({ data }) => {
      if (data === 'spoilt') throw new Error('It fails.');
    },
  })`,
  s3Upload: `s3Upload({
    onUpload: ({ key }) => {
      if (key === 'spoilt') throw new Error('It fails.');
    },
  })`,
};

const handlerFrom = (factory: keyof typeof HANDLERS) => (module: string) =>
  `import { ${factory} } from '${module}';\nexport const handler = ${HANDLERS[factory]};`;

const changes = dynamodbStreamEvent(
  ['well', 'spoilt', 'well'].map((content, index) => ({
    dynamodb: {
      Keys: { id: { S: String(index) } },
      NewImage: { content: { S: content } },
    },
  })),
);
const clicks = kinesisStreamEvent(
  ['well', 'spoilt', 'well'].map((data, index) => ({
    data: JSON.stringify(data),
    kinesis: { partitionKey: String(index) },
  })),
);
const failing = (itemIdentifier: string | undefined) => ({
  batchItemFailures: [{ itemIdentifier }],
});

const find = testRecipes(
  import.meta.url,
  {
    'dynamodb-stream': {
      handler: handlerFrom('dynamodbStream'),
      yes: { event: dynamodbStreamEvent(), result: { batchItemFailures: [] } },
      no: { event: changes, result: failing(changes.Records[1]?.dynamodb?.SequenceNumber) },
    },
    'kinesis-stream': {
      handler: handlerFrom('kinesisStream'),
      yes: {
        event: kinesisStreamEvent([{ data: '"well"' }]),
        result: { batchItemFailures: [] },
      },
      no: { event: clicks, result: failing(clicks.Records[1]?.kinesis.sequenceNumber) },
    },
    's3-upload': {
      handler: handlerFrom('s3Upload'),
      yes: { event: s3Event(), result: undefined },
      no: { event: s3Event([{ key: 'spoilt' }]), error: '1 of 1 records are not done.' },
    },
  },
  {
    snippets: 10,
    files: {
      'amplify/backend.ts': `
        import { connectKinesis, connectTableStream } from '@amplify-recipes/core/backend';
        import { defineBackend } from '@aws-amplify/backend';
        import { Stream } from 'aws-cdk-lib/aws-kinesis';
        import { data } from './data/resource.js';
        import { recipes } from './recipes.js';
        import { table } from './table/resource.js';

        const backend = defineBackend({ data, ...recipes, table });
        connectTableStream(backend.data.resources.tables.Todo, backend.table);
        connectKinesis(new Stream(backend.createStack('clicks'), 'clicks'), backend.kinesisStream);
      `,
      'amplify/table/resource.ts': `
        import { defineFunction } from '@aws-amplify/backend';

        export const table = defineFunction({ name: 'table', resourceGroupName: 'data' });
      `,
      'amplify/table/handler.ts': handlerFrom('dynamodbStream')('@amplify-recipes/streams'),
      'amplify/data/resource.ts': `
        import { a, defineData } from '@aws-amplify/backend';

        export const data = defineData({
          schema: a.schema({
            Todo: a.model({ content: a.string() }).authorization((allow) => [allow.publicApiKey()]),
          }),
          authorizationModes: { defaultAuthorizationMode: 'apiKey' },
        });
      `,
    },
  },
);

describe('the streams of a backend', () => {
  it.each([
    ['table', 'dynamodb:GetRecords', 'data'],
    ['kinesis-stream', 'kinesis:GetRecords', 'function'],
  ])('allows %s to read its stream, without a wildcard', (name, action, stack) => {
    const { statements, stack: own } = find(name);
    expect(own).toBe(stack);
    expect(statements.flatMap(({ Action }) => Action)).toContain(action);
    expect(JSON.stringify(statements)).not.toContain('*');
  });
});
