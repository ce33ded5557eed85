import type { NamedResource, ResourceType } from '../../assembly/resource-graph.js';

/**
 * The names and attributes that CloudFormation gives to streams.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html
 */
export const kinesisResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Kinesis::Stream': {
    physicalId: ({ properties, stackName, logicalId, id }) =>
      typeof properties.Name === 'string'
        ? properties.Name
        : `${stackName.slice(0, 57)}-${logicalId.slice(0, 57)}-${id(12)}`,
    attributes: (resource) => ({ Arn: streamArn(resource, resource.physicalId) }),
  },
};

export function streamArn(
  { partition, region, accountId }: Pick<NamedResource, 'partition' | 'region' | 'accountId'>,
  name: string,
): string {
  return `arn:${partition}:kinesis:${region}:${accountId}:stream/${name}`;
}
