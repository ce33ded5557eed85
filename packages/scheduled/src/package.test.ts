import { fileURLToPath } from 'node:url';
import { schedulerEvent } from '@amplify-recipes/core/testing';
import {
  type HttpServer,
  invokeBundle,
  type SynthesizedBackend,
  startAwsServer,
  startHttpServer,
  synthesize,
  testPublishedPackage,
} from '@amplify-recipes/recipe-tests';
import { beforeAll, describe, expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);
const copies = Object.fromEntries(
  ['report-to-s3', 'sns-digest'].map((recipe) => [
    `amplify/functions/${recipe}`,
    { copyOf: fileURLToPath(new URL(`./${recipe}`, import.meta.url)) },
  ]),
);

const report = (module: string) => `
  import { reportToS3 } from '${module}';

  export const handler = reportToS3({
    format: 'csv',
    key: ({ date }) => \`reports/\${date}.csv\`,
    rows: [{ name: '=1+1', count: -1 }],
  });
`;

const digest = (module: string) => `
  import { snsDigest } from '${module}';

  export const handler = snsDigest({ compose: ({ scheduledTime }) => scheduledTime.iso });
`;

describe('a backend with the recipes of this package', () => {
  let find: SynthesizedBackend;

  beforeAll(async () => {
    find = await synthesize(packageFolder, {
      ...copies,
      'amplify/backend.ts': `
        import { connectBucket, connectTopic } from '@amplify-recipes/core/backend';
        import { defineBackend } from '@aws-amplify/backend';
        import { Topic } from 'aws-cdk-lib/aws-sns';
        import { digest, digestCopied, report, reportCopied } from './functions/resource.js';
        import { storage } from './storage/resource.js';

        const backend = defineBackend({ storage, report, reportCopied, digest, digestCopied });
        connectBucket(backend.report, backend.storage.resources.bucket, { prefix: 'reports/' });
        connectTopic(backend.digest, new Topic(backend.createStack('news'), 'news'));
      `,
      'amplify/storage/resource.ts': `
        import { defineStorage } from '@aws-amplify/backend';
        import { reportCopied } from '../functions/resource.js';

        export const storage = defineStorage({
          name: 'files',
          access: (allow) => ({ 'reports/*': [allow.resource(reportCopied).to(['write'])] }),
        });
      `,
      'amplify/functions/resource.ts': `
        import { defineFunction } from '@aws-amplify/backend';

        const functionOf = (name: string, resourceGroupName?: string) =>
          defineFunction({
            name,
            entry: \`./\${name}/handler.ts\`,
            resourceGroupName,
            schedule: 'every week',
            timeoutSeconds: 60,
          });
        export const report = functionOf('report', 'storage');
        export const reportCopied = functionOf('report-copied', 'storage');
        export const digest = functionOf('digest');
        export const digestCopied = functionOf('digest-copied');
      `,
      'amplify/functions/report/handler.ts': report('@amplify-recipes/scheduled'),
      'amplify/functions/report-copied/handler.ts': report('../report-to-s3/recipe.js'),
      'amplify/functions/digest/handler.ts': digest('@amplify-recipes/scheduled'),
      'amplify/functions/digest-copied/handler.ts': digest('../sns-digest/recipe.js'),
    });
  }, 120_000);

  it('allows the report to write under its prefix, and nothing by a wildcard', () => {
    const { statements, environment } = find('report');
    expect(statements.flatMap(({ Action }) => Action)).toEqual([
      's3:PutObject',
      's3:AbortMultipartUpload',
    ]);
    for (const { Resource } of statements) {
      expect(JSON.stringify(Resource)).toMatch(/^\{"Fn::Join":.*"\/reports\/\*"\]\]\}$/);
    }
    expect(environment).toHaveProperty('REPORTS_BUCKET_NAME');
  });

  it("has a bucket in the environment by Amplify's own access as well", () => {
    expect(Object.keys(find('report-copied').environment)).toContain('FILES_BUCKET_NAME');
  });

  it('allows the digest to publish to its topic and to note it, and nothing by a wildcard', () => {
    const { statements, environment, stack } = find('digest');
    expect(statements.flatMap(({ Action }) => Action)).toEqual([
      'sns:Publish',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
    ]);
    expect(JSON.stringify(statements)).not.toContain('*');
    expect(Object.keys(environment)).toEqual(
      expect.arrayContaining(['TOPIC_ARN', 'DIGESTS_TABLE_NAME']),
    );
    expect(stack).toBe('function');
  });

  it.each(['report', 'report-copied', 'digest', 'digest-copied'])(
    'has a small bundle of %s',
    (name) => {
      expect(find(name).bundleSize).toBeLessThan(70_000);
    },
  );

  it.each(['report', 'report-copied'])('has the bundle %s, which writes a report', async (name) => {
    const s3: HttpServer = await startHttpServer(() => ({}));
    try {
      const { result } = await invokeBundle(find(name), schedulerEvent(), {
        AWS_ENDPOINT_URL: s3.url,
        REPORTS_BUCKET_NAME: 'files',
      });
      expect(result).toMatchObject({ outcome: 'WRITTEN', key: 'reports/2026-11-22.csv', rows: 1 });
      expect(s3.requests).toMatchObject([
        { path: '/files/reports/2026-11-22.csv', body: '"name","count"\r\n"\'=1+1",-1\r\n' },
      ]);
    } finally {
      await s3.stop();
    }
  });

  it.each(['digest', 'digest-copied'])('has the bundle %s, which publishes', async (name) => {
    const aws = await startAwsServer(() => ({ output: {} }));
    try {
      const { result } = await invokeBundle(find(name), schedulerEvent(), {
        AWS_ENDPOINT_URL: aws.url,
        TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:news',
        DIGESTS_TABLE_NAME: 'digests',
      });
      expect(result).toMatchObject({ outcome: 'PUBLISHED' });
      expect(aws.requests.map(({ target }) => target)).toEqual([
        'DynamoDB_20120810.PutItem',
        '/',
        'DynamoDB_20120810.PutItem',
      ]);
      expect(aws.requests[1]?.input).toMatchObject({ Message: '2026-11-22T10:00:00Z' });
    } finally {
      await aws.stop();
    }
  });
});

testPublishedPackage(packageFolder, 10, copies);
