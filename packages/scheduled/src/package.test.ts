import { schedulerEvent } from '@amplify-recipes/core/testing';
import {
  type HttpServer,
  invokeBundle,
  startAwsServer,
  startHttpServer,
  testRecipes,
} from '@amplify-recipes/recipe-tests';
import { describe, expect, it } from 'vitest';

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

const toBucket = { REPORTS_BUCKET_NAME: 'files' };
const toTopic = {
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:news',
  DIGESTS_TABLE_NAME: 'digests',
};
const notScheduled = {
  event: { source: 'an.app', 'detail-type': 'Ordered', time: '2026-11-22T10:00:00Z' },
  error:
    'This is no event of a schedule. Expected one of EventBridge Scheduler or of an EventBridge rule for a schedule, or an Input such as { "time"',
};

const find = testRecipes(
  import.meta.url,
  {
    'report-to-s3': {
      handler: report,
      yes: {
        event: schedulerEvent(),
        environment: toBucket,
        result: expect.objectContaining({ outcome: 'WRITTEN', key: 'reports/2026-11-22.csv' }),
      },
      no: { ...notScheduled, environment: toBucket },
      // The client of S3, as Amplify bundles it.
      bundleLimit: 660_000,
    },
    'sns-digest': {
      handler: digest,
      // An empty body is valid for SNS and for DynamoDB.
      aws: {},
      yes: {
        event: schedulerEvent(),
        environment: toTopic,
        result: expect.objectContaining({ outcome: 'PUBLISHED' }),
      },
      no: { ...notScheduled, environment: toTopic },
      // The clients of SNS and of DynamoDB.
      bundleLimit: 630_000,
    },
  },
  {
    snippets: 10,
    files: {
      'amplify/backend.ts': `
        import { connectBucket, connectTopic } from '@amplify-recipes/core/backend';
        import { defineBackend } from '@aws-amplify/backend';
        import { Topic } from 'aws-cdk-lib/aws-sns';
        import { report, reportCopied } from './functions/resource.js';
        import { recipes } from './recipes.js';
        import { storage } from './storage/resource.js';

        const backend = defineBackend({ storage, ...recipes, report, reportCopied });
        connectBucket(backend.report, backend.storage.resources.bucket, { prefix: 'reports/' });
        connectTopic(backend.snsDigest, new Topic(backend.createStack('news'), 'news'));
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

        const functionOf = (name: string) =>
          defineFunction({
            name,
            entry: \`./\${name}/handler.ts\`,
            resourceGroupName: 'storage',
            schedule: 'every week',
            timeoutSeconds: 60,
          });
        export const report = functionOf('report');
        export const reportCopied = functionOf('report-copied');
      `,
      'amplify/functions/report/handler.ts': report('@amplify-recipes/scheduled'),
      'amplify/functions/report-copied/handler.ts': report('../report-to-s3/recipe.js'),
    },
  },
);

describe('the schedules of a backend', () => {
  it('allows the report to write under its prefix, without other wildcards', () => {
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

  it("sets a bucket in the environment with Amplify's own access, too", () => {
    expect(Object.keys(find('report-copied').environment)).toContain('FILES_BUCKET_NAME');
  });

  it('allows the digest to publish to its topic and to record it, without a wildcard', () => {
    const { statements, environment, stack } = find('sns-digest');
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

  it.each(['report', 'report-copied'])('has the bundle %s, which writes a report', async (name) => {
    const s3: HttpServer = await startHttpServer(() => ({}));
    try {
      const { result } = await invokeBundle(find(name), schedulerEvent(), {
        AWS_ENDPOINT_URL: s3.url,
        REPORTS_BUCKET_NAME: 'files',
      });
      expect(result).toMatchObject({ outcome: 'WRITTEN', key: 'reports/2026-11-22.csv', rows: 1 });
      expect(s3.requests).toMatchObject([
        {
          path: '/files/reports/2026-11-22.csv?x-id=PutObject',
          body: '"name","count"\r\n"\'=1+1",-1\r\n',
        },
      ]);
    } finally {
      await s3.stop();
    }
  });

  it.each(['sns-digest', 'copied-sns-digest'])(
    'has the bundle %s, which publishes',
    async (name) => {
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
    },
  );
});
