import type { Resource, ResourceGraph } from '../../../assembly/resource-graph.js';
import { stringOf } from '../../../assembly/template-values.js';
import type { ServiceContext } from '../../../context/service-context.js';
import { isJsonObject } from '../../../protocols/json-value.js';
import { type DataSource, unsupported } from './data-source.js';
import { dynamodbDataSource, unservedTable } from './dynamodb/index.js';
import { eventbridgeDataSource } from './eventbridge.js';
import { httpDataSource } from './http.js';
import { lambdaDataSource } from './lambda.js';
import { nameOf } from './template.js';

const DATA_SOURCE = 'AWS::AppSync::DataSource';

/** Makes the data sources of one type. */
type Kind = (resource: Resource, name: string, context: ServiceContext) => DataSource;

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['NONE', noneDataSource],
  ['AMAZON_DYNAMODB', dynamodbDataSource],
  ['AWS_LAMBDA', lambdaDataSource],
  ['HTTP', httpDataSource],
  ['AMAZON_EVENTBRIDGE', eventbridgeDataSource],
]);

/**
 * Creates a data source from an `AWS::AppSync::DataSource` of the template. One of a type that the
 * sandbox does not support refuses every request.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` for a data source that AWS would not deploy, for
 *   example a table without a role.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-datasource.html
 */
export function dataSourceOf(resource: Resource, context: ServiceContext): DataSource {
  const name = nameOf(resource);
  const type = typeOf(resource);
  const kind = KINDS.get(type);
  if (kind) return kind(resource, name, context);
  return {
    name,
    kind: type,
    async invoke() {
      throw unsupported(
        `The sandbox does not support the data source ${name}: its type is ${type}. Nothing was sent to AWS.`,
      );
    },
  };
}

/** One warning for each data source of the template that the sandbox does not support. */
export function unservedDataSources(
  graph: ResourceGraph,
  { region }: Pick<ServiceContext, 'region'>,
): readonly string[] {
  return graph.ofType(DATA_SOURCE).flatMap((resource) => {
    const type = typeOf(resource);
    const reason = KINDS.has(type)
      ? type === 'AMAZON_DYNAMODB' && unservedTable(resource, region)
      : `is of type ${type}, which the sandbox does not support`;
    return reason ? [`The data source ${nameOf(resource)} ${reason}: its fields fail.`] : [];
  });
}

function typeOf({ properties }: Resource): string {
  return stringOf(properties.Type) ?? '';
}

/**
 * A data source that calls nothing: the payload of the request is the result.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-reference-none.html
 */
function noneDataSource(_: Resource, name: string): DataSource {
  return {
    name,
    kind: 'NONE',
    async invoke(value) {
      return isJsonObject(value) ? (value.payload ?? null) : null;
    },
  };
}
