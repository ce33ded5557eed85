import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';

const Todo = v.object({ id: v.string(), content: v.string(), isDone: v.nullish(v.boolean()) });
export type Todo = v.InferOutput<typeof Todo>;

const client = DynamoDBDocumentClient.from(new DynamoDBClient());

/** Reads the todos of all visitors page by page, without their owners. */
export async function* allTodos(signal: AbortSignal): AsyncGenerator<Todo> {
  const scan = {
    TableName: process.env.TODOS_TABLE_NAME,
    ProjectionExpression: 'id, content, isDone',
  };
  for await (const { Items = [] } of paginateScan({ client }, scan, { abortSignal: signal })) {
    for (const item of Items) yield v.parse(Todo, item);
  }
}
