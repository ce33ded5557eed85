import type { Resource } from '../../../../assembly/resource-graph.js';
import { isTrue, objectOf, stringOf } from '../../../../assembly/template-values.js';
import { callerOf } from '../../../../context/service-calls.js';
import type { ServiceContext } from '../../../../context/service-context.js';
import { AwsError } from '../../../../protocols/aws-error.js';
import {
  type DataSource,
  type DataSourceCall,
  mappingError,
  SESSION_NAME,
  unsupported,
} from '../data-source.js';
import { operationOf, type RequestPart, requestPart } from '../request-part.js';
import { requiredProperty, roleOf } from '../template.js';
import { batchDeleteItem, batchGetItem, batchPutItem } from './batches.js';
import { dynamodbClient, dynamodbError } from './client.js';
import { getItem, writeItem } from './items.js';
import { openPageTokens } from './page-tokens.js';
import { query, scan } from './pages.js';
import type { TableSource } from './table.js';
import { transactGetItems, transactWriteItems } from './transactions.js';

type Operation = (
  request: RequestPart,
  source: TableSource,
  call: DataSourceCall,
) => Promise<unknown>;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['GetItem', getItem],
  ['PutItem', (...args) => writeItem('PutItem', ...args)],
  ['UpdateItem', (...args) => writeItem('UpdateItem', ...args)],
  ['DeleteItem', (...args) => writeItem('DeleteItem', ...args)],
  ['Query', query],
  ['Scan', scan],
  ['BatchGetItem', batchGetItem],
  ['BatchPutItem', batchPutItem],
  ['BatchDeleteItem', batchDeleteItem],
  ['TransactGetItems', transactGetItems],
  ['TransactWriteItems', transactWriteItems],
]);

/**
 * A table of DynamoDB as a data source. Its role decides about every request.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` without a table or a role.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-reference-dynamodb.html
 */
export function dynamodbDataSource(
  resource: Resource,
  name: string,
  context: ServiceContext,
): DataSource {
  const caller = callerOf(roleOf(resource), SESSION_NAME);
  const source: TableSource = {
    apiId: stringOf(resource.properties.ApiId) ?? '',
    name,
    table: requiredProperty(resource, 'DynamoDBConfig', 'TableName'),
    context,
    caller,
    dynamodb: dynamodbClient(context, caller),
    tokens: openPageTokens(context),
  };
  const reason = unservedTable(resource, context.region);
  return {
    name,
    kind: 'AMAZON_DYNAMODB',
    async invoke(value, call) {
      if (reason !== undefined) throw unsupported(`The data source ${name} ${reason}.`);
      const request = requestPart(value);
      const operationName = operationOf(request);
      const operation = OPERATIONS.get(operationName);
      if (!operation) throw unknownOperation(operationName, name);
      try {
        return await operation(request, source, call);
      } catch (error) {
        throw error instanceof AwsError ? dynamodbError(error) : error;
      }
    },
  };
}

function unknownOperation(operation: string, name: string) {
  return operation === 'Sync'
    ? unsupported(
        `The sandbox does not support Sync of the data source ${name}: it has no conflict detection. Query or scan the table instead.`,
      )
    : mappingError(`Unsupported operation '${operation}'.`);
}

/** The reason why the sandbox does not support a table as a data source, or undefined. */
export function unservedTable({ properties }: Resource, region: string): string | undefined {
  const config = objectOf(properties.DynamoDBConfig);
  const tableRegion = stringOf(config.AwsRegion) ?? region;
  if (tableRegion !== region) {
    return `has a table in ${tableRegion}, but the sandbox runs in ${region}`;
  }
  if (isTrue(config.Versioned)) {
    return 'is versioned, and the sandbox does not support conflict detection';
  }
  if (isTrue(config.UseCallerCredentials)) {
    return 'uses the credentials of the caller, which the sandbox does not support';
  }
  return undefined;
}
