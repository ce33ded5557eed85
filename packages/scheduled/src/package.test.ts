import { fileURLToPath } from 'node:url';
import { schedulerEvent } from '@amplify-recipes/core/testing';
import {
  type HttpServer,
  invokeBundle,
  type SynthesizedBackend,
  startHttpServer,
  synthesize,
  testPublishedPackage,
} from '@amplify-recipes/recipe-tests';
import { beforeAll, describe, expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);
const copies = Object.fromEntries(
  ['report-to-s3'].map((recipe) => [
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

describe('a backend with the recipes of this package', () => {
  let find: SynthesizedBackend;

  beforeAll(async () => {
    find = await synthesize(packageFolder, {
      ...copies,
      'amplify/backend.ts': `
        import { connectBucket } from '@amplify-recipes/core/backend';
        import { defineBackend } from '@aws-amplify/backend';
        import { report, reportCopied } from './functions/resource.js';
        import { storage } from './storage/resource.js';

        const backend = defineBackend({ storage, report, reportCopied });
        connectBucket(backend.report, backend.storage.resources.bucket, { prefix: 'reports/' });
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

  it.each(['report', 'report-copied'])('has a small bundle of %s', (name) => {
    expect(find(name).bundleSize).toBeLessThan(90_000);
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
        { path: '/files/reports/2026-11-22.csv', body: '"name","count"\r\n"\'=1+1",-1\r\n' },
      ]);
    } finally {
      await s3.stop();
    }
  });
});

testPublishedPackage(packageFolder, 4, copies);
