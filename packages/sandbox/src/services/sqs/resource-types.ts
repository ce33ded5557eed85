import type { NamedResource, ResourceType } from '../../assembly/resource-graph.js';

/**
 * The names that CloudFormation gives to queues. `Ref` returns a URL of the sandbox, because the
 * SDK sends requests to the host of a queue's URL.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
 */
export const sqsResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::SQS::Queue': {
    physicalId: (resource) => queueUrl(resource.url, resource.accountId, queueName(resource)),
    attributes: (resource) => {
      const name = nameOf(resource.physicalId);
      return {
        Arn: queueArn(resource, name),
        QueueName: name,
        QueueUrl: resource.physicalId,
      };
    },
  },
  'AWS::SQS::QueuePolicy': {
    physicalId: ({ stackName, logicalId, id }) => `${stackName}-${logicalId}-${id(12)}`,
    attributes: ({ physicalId }) => ({ Id: physicalId }),
  },
};

type Place = Pick<NamedResource, 'partition' | 'region' | 'accountId'>;

/** @param endpoint The URL of the sandbox, without a slash at the end. */
export function queueUrl(endpoint: string, accountId: string, name: string): string {
  return `${endpoint}/${accountId}/${name}`;
}

export function queueArn({ partition, region, accountId }: Place, name: string): string {
  return `arn:${partition}:sqs:${region}:${accountId}:${name}`;
}

/** The name of a queue, from its URL. */
export function nameOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function queueName({ properties, stackName, logicalId, id }: NamedResource): string {
  if (typeof properties.QueueName === 'string') return properties.QueueName;
  return `${stackName.slice(0, 30)}-${logicalId.slice(0, 30)}-${id(12)}`;
}
