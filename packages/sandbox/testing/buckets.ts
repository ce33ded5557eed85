import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { Resource } from '../src/assembly/resource-graph.js';
import { s3 } from '../src/services/s3/index.js';
import type { StreamService } from '../src/services/service.js';
import { startService, type TestService, type TestServiceOptions } from './start-service.js';

export const BUCKET = 'files';

export type TestS3 = TestService<StreamService> & {
  readonly s3: S3Client;
  /** The folder with the files. */
  readonly folder: string;
};

export function bucket(properties: Resource['properties'] = {}, name = BUCKET): Partial<Resource> {
  return {
    type: 'AWS::S3::Bucket',
    physicalId: name,
    attributes: { Arn: `arn:aws:s3:::${name}` },
    properties,
  };
}

/** @param options.folder The caller removes it. Default: a folder that is removed at the end. */
export async function startS3(
  options: TestServiceOptions & { readonly folder?: string } = {},
): Promise<TestS3> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 's3-'));
  const running = await startService(s3(folder), { resources: [bucket()], ...options });
  const client = new S3Client(running.client);
  return {
    ...running,
    s3: client,
    folder,
    async stop() {
      client.destroy();
      await running.stop();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
