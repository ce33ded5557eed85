import type { NamedResource, ResourceType } from '../../assembly/resource-graph.js';

/**
 * The names and attributes that CloudFormation gives to the resources of S3, and to the CDK's
 * custom resources for buckets.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
 */
export const s3ResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::Bucket': {
    physicalId: bucketName,
    attributes: ({ physicalId, partition, region }) => ({
      Arn: `arn:${partition}:s3:::${physicalId}`,
      DomainName: `${physicalId}.s3.amazonaws.com`,
      DualStackDomainName: `${physicalId}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${physicalId}.s3.${region}.amazonaws.com`,
      WebsiteURL: `http://${physicalId}.s3-website-${region}.amazonaws.com`,
    }),
  },
  'AWS::S3::BucketPolicy': { physicalId: ({ properties }) => String(properties.Bucket) },
  'Custom::S3BucketNotifications': { physicalId: customName },
  // Would empty a bucket when its stack is deleted, which never happens here.
  'Custom::S3AutoDeleteObjects': { physicalId: customName },
};

function bucketName({ properties, stackName, logicalId, id }: NamedResource): string {
  if (typeof properties.BucketName === 'string') return properties.BucketName;
  // CloudFormation cuts generated names to 63 characters, the maximum in S3.
  const part = (text: string) => text.toLowerCase().replace(/[^a-z0-9-]/g, '');
  const unique = id(12, 'abcdefghijklmnopqrstuvwxyz0123456789');
  return `${part(stackName).slice(0, 24)}-${part(logicalId).slice(0, 24)}-${unique}`;
}

function customName({ stackName, logicalId, id }: NamedResource): string {
  return `${stackName}-${logicalId}-${id(12)}`;
}
