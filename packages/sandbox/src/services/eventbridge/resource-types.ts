import type { NamedResource, ResourceType } from '../../assembly/resource-graph.js';

/** The bus of rules that do not name one. */
export const DEFAULT_BUS = 'default';

/**
 * The names that CloudFormation gives to the buses and rules of EventBridge.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Events.html
 */
export const eventbridgeResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Events::EventBus': {
    physicalId: ({ properties }) => String(properties.Name),
    attributes: (resource) => ({
      Arn: `${prefix(resource)}:event-bus/${resource.physicalId}`,
      Name: resource.physicalId,
    }),
  },
  'AWS::Events::Rule': {
    physicalId(resource) {
      const bus = busOf(resource.properties);
      return bus === DEFAULT_BUS ? ruleName(resource) : `${bus}|${ruleName(resource)}`;
    },
    attributes: (resource) => ({
      Arn: `${prefix(resource)}:rule/${resource.physicalId.replace('|', '/')}`,
    }),
  },
};

/** The name of a bus from its name or ARN in a rule, an event or a request. */
export function busOf({ EventBusName: bus }: { readonly EventBusName?: unknown }): string {
  return typeof bus === 'string' ? bus.slice(bus.lastIndexOf('/') + 1) : DEFAULT_BUS;
}

function prefix({ partition, region, accountId }: NamedResource): string {
  return `arn:${partition}:events:${region}:${accountId}`;
}

function ruleName({ properties, stackName, logicalId, id }: NamedResource): string {
  if (typeof properties.Name === 'string') return properties.Name;
  // Names have 64 characters at most.
  return `${stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${id(12)}`;
}
