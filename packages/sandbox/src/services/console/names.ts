import { modelOfTable } from '../../assembly/model-names.js';
import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';

/** `Todo` for the table `Todo-<id of the API>-NONE` of a model, else the developer's name. */
export function tableName(resource: Resource): string {
  return modelOfTable(resource.physicalId) ?? friendlyName(resource);
}

type Named = Pick<Resource, 'name' | 'logicalId' | 'physicalId' | 'properties'>;

/**
 * The developer's name for a resource: that in the template, such as `queueName`, or that of its
 * construct. A construct without one has its id, without the hash.
 */
export function friendlyName({ name, logicalId, physicalId, properties }: Named): string {
  const physicalName = nameInArn(physicalId);
  if (Object.values(properties).includes(physicalName)) return physicalName;
  return name === logicalId ? name.replace(/(?<=\w)[0-9A-F]{8}$/, '') : name;
}

/** The developer's names of what appears in the timeline, by physical name. */
export function friendlyNames(graph: ResourceGraph): ReadonlyMap<string, string> {
  const others = graph.resources.filter(({ type }) => NAMED.has(type));
  return new Map([
    ...tablesOf(graph).map((table) => [table.physicalId, tableName(table)] as const),
    ...others.map((each) => [nameInArn(each.physicalId), friendlyName(each)] as const),
  ]);
}

const NAMED = new Set([
  'AWS::Events::Rule',
  'AWS::Kinesis::Stream',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
]);

/** The last part of an ARN. */
export function nameInArn(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1);
}

const TABLES = new Set([
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'Custom::AmplifyDynamoDBTable',
]);

export function tablesOf(graph: ResourceGraph): readonly Resource[] {
  return graph.resources.filter(({ type }) => TABLES.has(type));
}
