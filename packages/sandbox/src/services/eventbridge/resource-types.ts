import type { NamedResource, ResourceType } from '../../assembly/resource-graph.js';

/**
 * How CloudFormation names the rules of EventBridge.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
 */
export const eventbridgeResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Events::Rule': {
    physicalId: ({ properties, stackName, logicalId, id }) =>
      typeof properties.Name === 'string'
        ? properties.Name
        : // Names have 64 characters at most.
          `${stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${id(12)}`,
    attributes: (resource) => ({ Arn: ruleArn(resource, resource.physicalId) }),
  },
};

type Place = Pick<NamedResource, 'partition' | 'region' | 'accountId'>;

export function ruleArn({ partition, region, accountId }: Place, name: string): string {
  return `arn:${partition}:events:${region}:${accountId}:rule/${name}`;
}
