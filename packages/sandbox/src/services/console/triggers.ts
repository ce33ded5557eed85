import { modelOfTable } from '../../assembly/model-names.js';
import type { Resource, ResourceGraph, Value } from '../../assembly/resource-graph.js';
import { isProperties } from '../../assembly/template-values.js';
import { nameInArn } from './names.js';

/** The resources that invoke a function: `PreSignUp of amplifyAuth`, `stream of Todo`. */
export function triggersOf(graph: ResourceGraph, fn: Resource): readonly string[] {
  const found = graph.resources.flatMap((resource) => {
    if (IGNORED.test(resource.type)) return [];
    const isMapping = resource.type === 'AWS::Lambda::EventSourceMapping';
    const references = [String(fn.attributes.Arn), ...(isMapping ? [fn.physicalId] : [])];
    const path = pathTo(resource.properties, references);
    return path ? [triggerOf(resource, path)] : [];
  });
  return [...new Set(found)];
}

/** They name functions, and do not invoke them. A custom resource is run only by CloudFormation. */
const IGNORED = /^AWS::(?:IAM|Lambda::(?!EventSourceMapping)|CloudFormation)|^Custom::(?!S3Bucket)/;

function triggerOf({ type, name, properties }: Resource, path: readonly string[]): string {
  switch (type) {
    case 'AWS::Cognito::UserPool': {
      const trigger = path.findLast((part) => /^[A-Z]/.test(part) && !part.endsWith('Arn'));
      return `${trigger ?? 'trigger'} of ${name}`;
    }
    case 'AWS::Lambda::EventSourceMapping':
      return `stream of ${streamName(String(properties.EventSourceArn))}`;
    case 'Custom::S3BucketNotifications':
      return `objects of ${String(properties.BucketName)}`;
    case 'AWS::AppSync::DataSource':
      return `data source ${String(properties.Name ?? name)}`;
    case 'AWS::SNS::Subscription':
      return `topic ${nameInArn(String(properties.TopicArn))}`;
    case 'AWS::Events::Rule':
    case 'AWS::Scheduler::Schedule':
      return String(properties.ScheduleExpression ?? `events of ${name}`);
    default:
      return `${type.slice(type.lastIndexOf(':') + 1)} ${name}`;
  }
}

/** The table of `arn:aws:dynamodb:…:table/Todo/stream/…`, or the Kinesis stream. */
function streamName(arn: string): string {
  const table = /:table\/([^/]+)\//.exec(arn)?.[1];
  return table === undefined ? nameInArn(arn) : (modelOfTable(table) ?? table);
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
