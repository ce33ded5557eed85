import type {
  NamedResource,
  Properties,
  Resource,
  ResourceType,
  Value,
} from '../../assembly/resource-graph.js';
import { isTrue } from '../../assembly/template-values.js';
import { streamArn, type TableDefinition, tableArn } from './table.js';

/** The resource type with which Amplify Data creates its models' tables. */
const AMPLIFY_TABLE = 'Custom::AmplifyDynamoDBTable';

const TABLE: ResourceType = {
  physicalId: (resource) =>
    typeof resource.properties.TableName === 'string'
      ? resource.properties.TableName
      : generatedName(resource),
  attributes: (resource) => ({
    Arn: tableArn(resource, resource.physicalId),
    TableId: resource.id(32, '0123456789abcdef'),
    ...(resource.properties.StreamSpecification !== undefined && {
      StreamArn: streamArn(resource, resource.physicalId),
    }),
  }),
};

/** A custom resource whose members start with a lower-case letter. */
const MODEL_TABLE: ResourceType = {
  physicalId: (resource) =>
    TABLE.physicalId({ ...resource, properties: capitalised(resource.properties) }),
  attributes: (resource) => ({
    TableArn: tableArn(resource, resource.physicalId),
    TableName: resource.physicalId,
    ...(resource.properties.streamSpecification !== undefined && {
      TableStreamArn: streamArn(resource, resource.physicalId),
    }),
  }),
};

/**
 * The names and attributes that CloudFormation gives to tables.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_DynamoDB.html
 */
export const dynamodbResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::Table': TABLE,
  'AWS::DynamoDB::GlobalTable': TABLE,
  [AMPLIFY_TABLE]: MODEL_TABLE,
};

export function isTable({ type }: Resource): boolean {
  return Object.hasOwn(dynamodbResourceTypes, type);
}

/** The requested properties of a template's table, in the form of `CreateTable`. */
export function readTableDefinition(resource: Resource): TableDefinition {
  const { type, physicalId } = resource;
  const properties =
    type === AMPLIFY_TABLE ? capitalised(resource.properties) : resource.properties;
  const global = type === 'AWS::DynamoDB::GlobalTable';
  const replica = global ? firstReplica(properties) : properties;
  // The capacity of a global table scales automatically, so it has no fixed number.
  const billing = global ? 'PAY_PER_REQUEST' : properties.BillingMode;
  const indexes = (list: Value | undefined) =>
    asList(list).map((index) => ({
      ...pick(index, ['IndexName', 'KeySchema', 'Projection']),
      ...(billing !== 'PAY_PER_REQUEST' && throughput(index)),
    }));
  const streams = properties.StreamSpecification as Properties | undefined;
  const definition = {
    TableName: physicalId,
    ...pick(properties, ['AttributeDefinitions', 'KeySchema']),
    ...(billing === 'PAY_PER_REQUEST' ? { BillingMode: billing } : throughput(properties)),
    ...some('LocalSecondaryIndexes', indexes(properties.LocalSecondaryIndexes)),
    ...some('GlobalSecondaryIndexes', indexes(properties.GlobalSecondaryIndexes)),
    ...(streams && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: streams.StreamViewType },
    }),
    DeletionProtectionEnabled: isTrue(replica.DeletionProtectionEnabled),
    ...readTimeToLive(properties),
  };
  // The checks of `CreateTable` report mistakes in it.
  return definition as unknown as TableDefinition;
}

function readTimeToLive({ TimeToLiveSpecification }: Properties) {
  const specification = TimeToLiveSpecification as Properties | undefined;
  if (!specification) return {};
  const { AttributeName, Enabled } = specification;
  return { TimeToLiveSpecification: { AttributeName, Enabled: isTrue(Enabled) } };
}

/** Properties with CloudFormation's names, such as `KeySchema` for `keySchema`. */
function capitalised(properties: Properties): Properties {
  const capitalise = (value: Value): Value => {
    if (isList(value)) return value.map(capitalise);
    return typeof value === 'object' && value !== null ? capitalised(value) : value;
  };
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      capitalise(value),
    ]),
  );
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function throughput({ ProvisionedThroughput }: Properties) {
  const given = ProvisionedThroughput as Properties | undefined;
  return {
    ProvisionedThroughput: {
      ReadCapacityUnits: Number(given?.ReadCapacityUnits ?? 5),
      WriteCapacityUnits: Number(given?.WriteCapacityUnits ?? 5),
    },
  };
}

function firstReplica({ Replicas }: Properties): Properties {
  return asList(Replicas)[0] ?? {};
}

function asList(value: Value | undefined): readonly Properties[] {
  return Array.isArray(value) ? value : [];
}

function some(name: string, list: readonly unknown[]) {
  return list.length > 0 ? { [name]: list } : {};
}

function pick(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = properties[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function generatedName({ stackName, logicalId, id }: NamedResource): string {
  return `${stackName.slice(0, 100)}-${logicalId.slice(0, 100)}-${id(12)}`;
}
