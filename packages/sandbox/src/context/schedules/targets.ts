import type { ResourceGraph } from '../../assembly/resource-graph.js';
import { parseFunctionReference } from '../events/function-reference.js';
import type { MessageDestinations } from '../events/message-destinations.js';
import { isoSeconds, type Schedule, type ScheduleTarget } from './schedules.js';

type NamedTarget = Pick<ScheduleTarget, 'arn' | 'functionName'>;

/** The developer's name for the function with an ARN, if the backend defines it. */
export function functionNameOf(arn: string, graph: ResourceGraph): string | undefined {
  if (arn.split(':')[2] !== 'lambda') return undefined;
  const name = parseFunctionReference(arn)?.name;
  return graph.ofType('AWS::Lambda::Function').find(({ physicalId }) => physicalId === name)?.name;
}

/** The line of the start-up report about a schedule. */
export function describeSchedule(schedule: Schedule, nextRun: number | undefined): string {
  const { expression, timeZone, enabled, targets } = schedule;
  const next = nextRun === undefined ? 'over' : `next ${isoSeconds(nextRun)}`;
  return `${expression} ${timeZone}, to ${targets.map(nameOf).join(', ')}, ${enabled ? next : 'off'}`;
}

/** Warnings about targets that the sandbox does not support, one sentence each. */
export function unservedTargets(
  {
    source,
    name,
    targets,
  }: Pick<Schedule, 'source' | 'name'> & {
    readonly targets: readonly NamedTarget[];
  },
  destinations: MessageDestinations,
): readonly string[] {
  return targets
    .filter(({ arn, functionName }) => functionName === undefined && !destinations.has(arn))
    .map(({ arn }) => {
      const what = source === 'scheduler' ? 'Schedule' : 'Rule';
      return `${what} ${name} has the target ${arn}, which the sandbox does not support. The target gets nothing.`;
    });
}

/** The name of a target in reports: the function's name, or the end of its ARN. */
export function nameOf({ arn, functionName }: NamedTarget): string {
  return functionName ?? arn.slice(arn.lastIndexOf(':') + 1);
}
