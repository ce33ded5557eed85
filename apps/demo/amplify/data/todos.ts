import { awsRequest } from '@amplify-recipes/core';

export type Todo = { id: string; content: string; isDone: boolean };

/** The todos of all visitors, page by page. Who they belong to is left out. */
export async function* allTodos(signal: AbortSignal): AsyncGenerator<Todo> {
  const scan = {
    TableName: process.env.TODOS_TABLE_NAME,
    ProjectionExpression: 'id, content, isDone',
    ExclusiveStartKey: undefined,
  };
  do {
    const { text } = await awsRequest(
      {
        service: 'dynamodb',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.Scan',
        },
        body: JSON.stringify(scan),
      },
      signal,
    );
    const { Items, LastEvaluatedKey } = JSON.parse(text);
    for (const { id, content, isDone } of Items) {
      yield { id: id.S, content: content?.S ?? '', isDone: isDone?.BOOL ?? false };
    }
    scan.ExclusiveStartKey = LastEvaluatedKey;
  } while (scan.ExclusiveStartKey);
}
