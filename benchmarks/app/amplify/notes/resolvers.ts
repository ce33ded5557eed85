/** A unit resolver with mapping templates. */
export type NoteResolver = {
  readonly typeName: 'Query' | 'Mutation';
  readonly fieldName: string;
  /** `table` is a DynamoDB table, `none` a data source that returns its payload. */
  readonly dataSource: 'table' | 'none';
  readonly request: string;
};

/** The response template of all resolvers. */
export const RESPONSE = `#if($ctx.error)
  $util.error($ctx.error.message, $ctx.error.type)
#end
$util.toJson($ctx.result)`;

export const noteResolvers: readonly NoteResolver[] = [
  {
    typeName: 'Query',
    fieldName: 'echo',
    dataSource: 'none',
    request: `{ "version": "2018-05-29", "payload": $util.toJson($ctx.args.text) }`,
  },
  {
    typeName: 'Query',
    fieldName: 'getNote',
    dataSource: 'table',
    request: `{
  "version": "2018-05-29",
  "operation": "GetItem",
  "key": { "id": $util.dynamodb.toDynamoDBJson($ctx.args.id) }
}`,
  },
  {
    typeName: 'Mutation',
    fieldName: 'createNote',
    dataSource: 'table',
    request: `{
  "version": "2018-05-29",
  "operation": "PutItem",
  "key": { "id": $util.dynamodb.toDynamoDBJson($util.autoId()) },
  "attributeValues": $util.dynamodb.toMapValuesJson($ctx.args.input)
}`,
  },
];
