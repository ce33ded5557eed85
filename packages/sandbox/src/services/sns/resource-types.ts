import type { NamedResource, ResourceType } from '../../assembly/resource-graph.js';
import { nameOf } from './delivery.js';

/**
 * The names that CloudFormation gives to the resources of SNS.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SNS.html
 */
export const snsResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::SNS::Topic': {
    physicalId: (resource) => {
      const { partition, region, accountId } = resource;
      return `arn:${partition}:sns:${region}:${accountId}:${topicName(resource)}`;
    },
    attributes: ({ physicalId }) => ({ TopicArn: physicalId, TopicName: nameOf(physicalId) }),
  },
  'AWS::SNS::Subscription': {
    physicalId: ({ properties, id }) => {
      const hex = id(32, '0123456789abcdef');
      return `${properties.TopicArn}:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
    },
    attributes: ({ physicalId }) => ({ Arn: physicalId }),
  },
  'AWS::SNS::TopicPolicy': {
    physicalId: ({ stackName, logicalId, id }) => `${stackName}-${logicalId}-${id(12)}`,
    attributes: ({ physicalId }) => ({ Id: physicalId }),
  },
};

function topicName({ properties, stackName, logicalId, id }: NamedResource): string {
  if (typeof properties.TopicName === 'string') return properties.TopicName;
  const fifo = properties.FifoTopic === true || properties.FifoTopic === 'true';
  return `${stackName}-${logicalId}-${id(12)}${fifo ? '.fifo' : ''}`;
}
