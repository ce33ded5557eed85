import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResourceGraph, ResourceType } from './resource-graph.js';

/** CDK's custom resource that copies an asset into a bucket during a deployment. */
export const BUCKET_DEPLOYMENT = 'Custom::CDKBucketDeployment';

/**
 * It has a name, and the attributes that CDK's own provider returns.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3_deployment.BucketDeployment.html
 */
export const bucketDeploymentTypes: Readonly<Record<string, ResourceType>> = {
  [BUCKET_DEPLOYMENT]: {
    physicalId: ({ logicalId, stackName, id }) => `${stackName}-${logicalId}-${id(12)}`,
    attributes: ({ properties: { DestinationBucketArn, DestinationBucketName }, partition }) => ({
      DestinationBucketArn:
        DestinationBucketArn ?? `arn:${partition}:s3:::${String(DestinationBucketName)}`,
    }),
  },
};

/**
 * The content of an object as text, as a deployment uploads it to a bucket.
 *
 * @returns `undefined` for an object that no deployment uploads.
 */
export async function deployedText(
  graph: ResourceGraph,
  bucket: string,
  key: string,
): Promise<string | undefined> {
  const paths = graph
    .ofType(BUCKET_DEPLOYMENT)
    .filter(({ properties }) => properties.DestinationBucketName === bucket)
    .flatMap(({ sourcePaths }) => sourcePaths);
  for (const path of paths) {
    const text = path && (await readFile(join(path, key), 'utf8').catch(() => undefined));
    if (text !== undefined) return text;
  }
  return undefined;
}
