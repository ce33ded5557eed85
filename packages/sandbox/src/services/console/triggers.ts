import { modelOfTable } from '../../assembly/model-names.js';
import type { Resource, ResourceGraph, Value } from '../../assembly/resource-graph.js';
import { isProperties } from '../../assembly/template-values.js';
import { friendlyNames, nameInArn } from './names.js';

/**
 * The resources that invoke a function, by the developer's names: `PreSignUp of amplifyAuth`,
 * `stream of Todo`.
 */
export function triggersOf(graph: ResourceGraph, fn: Resource): readonly string[] {
  const names = friendlyNames(graph);
  const found = graph.resources.flatMap((resource) => {
    if (IGNORED.test(resource.type)) return [];
    const isMapping = resource.type === 'AWS::Lambda::EventSourceMapping';
    const references = [String(fn.attributes.Arn), ...(isMapping ? [fn.physicalId] : [])];
    const path = pathTo(resource.properties, references);
    return path ? [triggerOf(resource, path, names)] : [];
  });
  return [...new Set(found)];
}

/** They name functions, and do not invoke them. A custom resource is run only by CloudFormation. */
const IGNORED = /^AWS::(?:IAM|Lambda::(?!EventSourceMapping)|CloudFormation)|^Custom::(?!S3Bucket)/;

function triggerOf(
  { type, name, properties }: Resource,
  path: readonly string[],
  names: ReadonlyMap<string, string>,
): string {
  const nameOf = (physicalName: string) => names.get(physicalName) ?? physicalName;
  switch (type) {
    case 'AWS::Cognito::UserPool': {
      const trigger = path.findLast((part) => /^[A-Z]/.test(part) && !part.endsWith('Arn'));
      return `${trigger ?? 'trigger'} of ${name}`;
    }
    case 'AWS::Lambda::EventSourceMapping':
      return eventSource(String(properties.EventSourceArn), nameOf);
    case 'Custom::S3BucketNotifications':
      return `objects of ${nameOf(String(properties.BucketName))}`;
    case 'AWS::AppSync::DataSource':
      return `data source ${String(properties.Name ?? name)}`;
    case 'AWS::SNS::Subscription':
      return `topic ${nameOf(nameInArn(String(properties.TopicArn)))}`;
    case 'AWS::Events::Rule':
    case 'AWS::Scheduler::Schedule':
      return String(properties.ScheduleExpression ?? `events of ${name}`);
    default:
      return `${type.slice(type.lastIndexOf(':') + 1)} ${name}`;
  }
}

/** The stream of a table, a Kinesis stream, or a queue. */
function eventSource(arn: string, nameOf: (physicalName: string) => string): string {
  if (arn.split(':')[2] === 'sqs') return `queue ${nameOf(nameInArn(arn))}`;
  const table = /:table\/([^/]+)\//.exec(arn)?.[1];
  const model = table === undefined ? undefined : modelOfTable(table);
  return `stream of ${model ?? nameOf(table ?? nameInArn(arn))}`;
}

/** The names of the members that lead to a reference. */
function pathTo(value: Value, references: readonly string[]): readonly string[] | undefined {
  if (typeof value === 'string') {
    return references.some((each) => value === each || value.startsWith(`${each}:`))
      ? []
      : undefined;
  }
  const members = isProperties(value)
    ? Object.entries(value)
    : Array.isArray(value)
      ? value.map((item: Value, index) => [String(index), item] as const)
      : [];
  for (const [name, member] of members) {
    const rest = pathTo(member, references);
    if (rest) return [name, ...rest];
  }
  return undefined;
}
