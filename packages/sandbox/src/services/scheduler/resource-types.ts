import type { NamedResource, ResourceType } from '../../assembly/resource-graph.js';

/** The group of schedules that name no group. */
export const DEFAULT_GROUP = 'default';

/**
 * The names and attributes that CloudFormation gives to schedules and their groups.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Scheduler.html
 */
export const schedulerResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Scheduler::Schedule': {
    physicalId: nameOf,
    attributes: (resource) => {
      const { GroupName } = resource.properties;
      const group = typeof GroupName === 'string' ? GroupName : DEFAULT_GROUP;
      return { Arn: scheduleArn(resource, group, resource.physicalId) };
    },
  },
  'AWS::Scheduler::ScheduleGroup': {
    physicalId: nameOf,
    attributes: (resource) => ({
      Arn: groupArn(resource, resource.physicalId),
      State: 'ACTIVE',
    }),
  },
};

type Place = Pick<NamedResource, 'partition' | 'region' | 'accountId'>;

export function scheduleArn(place: Place, group: string, name: string): string {
  return `${prefix(place)}:schedule/${group}/${name}`;
}

export function groupArn(place: Place, name: string): string {
  return `${prefix(place)}:schedule-group/${name}`;
}

function prefix({ partition, region, accountId }: Place): string {
  return `arn:${partition}:scheduler:${region}:${accountId}`;
}

function nameOf({ properties, stackName, logicalId, id }: NamedResource): string {
  if (typeof properties.Name === 'string') return properties.Name;
  // Names have at most 64 characters.
  return `${stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${id(12)}`;
}
