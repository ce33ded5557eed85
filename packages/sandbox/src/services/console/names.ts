import { modelOfTable } from '../../assembly/model-names.js';
import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';

/** `Todo` for the table `Todo-<id of the API>-NONE` of a model, else the developer's name. */
export function tableName({ name, physicalId }: Pick<Resource, 'name' | 'physicalId'>): string {
  return modelOfTable(physicalId) ?? name;
}

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
