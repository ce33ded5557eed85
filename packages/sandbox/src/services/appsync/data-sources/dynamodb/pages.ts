import type { Item } from '../../../../protocols/attribute-value.js';
import type { JsonObject } from '../../../../protocols/json.js';
import type { DataSourceCall } from '../data-source.js';
import {
  checkElements,
  flagIn,
  integerIn,
  type RequestPart,
  requiredPart,
  textIn,
} from '../request-part.js';
import { type Expression, expressionIn, expressionInput } from './expressions.js';
import type { TableSource } from './table.js';
import { plainItem } from './typed-values.js';

const COMMON = [
  'version',
  'operation',
  'index',
  'filter',
  'limit',
  'nextToken',
  'consistentRead',
  'select',
  'projection',
];

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-query.html */
export async function query(request: RequestPart, source: TableSource, call: DataSourceCall) {
  checkElements(request, [...COMMON, 'query', 'scanIndexForward']);
  requiredPart(request, 'query');
  const keyCondition = expressionIn(request, 'query');
  const own = { ScanIndexForward: flagIn(request, 'scanIndexForward') ?? true };
  return page('Query', request, { source, call, own, keyCondition });
}

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-scan.html */
export async function scan(request: RequestPart, source: TableSource, call: DataSourceCall) {
  checkElements(request, [...COMMON, 'segment', 'totalSegments']);
  const own = {
    Segment: integerIn(request, 'segment'),
    TotalSegments: integerIn(request, 'totalSegments'),
  };
  return page('Scan', request, { source, call, own, keyCondition: undefined });
}

type PageOptions = {
  readonly source: TableSource;
  readonly call: DataSourceCall;
  /** The members that only this operation has. */
  readonly own: JsonObject;
  readonly keyCondition: Expression | undefined;
};

async function page(operation: 'Query' | 'Scan', request: RequestPart, options: PageOptions) {
  const { source, own, keyCondition } = options;
  const scope = scopeOf(operation, request, options);
  const token = textIn(request, 'nextToken');
  const output = await source.dynamodb(operation, {
    TableName: source.table,
    IndexName: textIn(request, 'index'),
    Limit: integerIn(request, 'limit'),
    ConsistentRead: flagIn(request, 'consistentRead') ?? false,
    Select: textIn(request, 'select'),
    ...own,
    ...expressionInput({
      KeyConditionExpression: keyCondition,
      FilterExpression: expressionIn(request, 'filter'),
      ProjectionExpression: expressionIn(request, 'projection'),
    }),
    ...(token !== undefined && { ExclusiveStartKey: source.tokens.open(token, scope) }),
  });
  const { Items = [], LastEvaluatedKey, ScannedCount } = output;
  return {
    items: (Items as readonly Item[]).map(plainItem),
    nextToken:
      LastEvaluatedKey === undefined ? null : source.tokens.seal(LastEvaluatedKey as Item, scope),
    scannedCount: ScannedCount,
  };
}

/** A token continues the query that it came from, for the user who got it. */
function scopeOf(
  operation: string,
  request: RequestPart,
  { source, call: { identity }, own, keyCondition }: PageOptions,
): string {
  const user = [
    identity?.issuer,
    identity?.sub,
    identity?.cognitoIdentityId,
    identity?.userArn,
    identity?.username,
  ];
  const condition = keyCondition && [
    keyCondition.text,
    [...keyCondition.names],
    [...keyCondition.values],
  ];
  const { apiId, name, table } = source;
  const index = textIn(request, 'index');
  return JSON.stringify([apiId, name, table, operation, index, own, condition, user]);
}
