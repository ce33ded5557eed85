import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { callService, readService } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import type { Item } from './attribute-value.ts';
import { type TableDescription, type TableQuery, tableRequest } from './table-request.ts';

const PAGE = 100;

export function useTable(TableName: string) {
  return useQuery({
    queryKey: ['tables', TableName, 'description'],
    enabled: TableName !== '',
    staleTime: 60_000,
    queryFn: async () => {
      const { Table } = await readService<{ Table: TableDescription }>(
        'dynamodb',
        'DescribeTable',
        { TableName },
      );
      return Table;
    },
  });
}

export type ItemPage = {
  readonly Items?: readonly Item[];
  readonly ScannedCount?: number;
  readonly LastEvaluatedKey?: Item;
};

/** The items of a query, page by page. */
export function useItems(table: TableDescription, query: TableQuery) {
  return useInfiniteQuery({
    queryKey: ['tables', table.TableName, 'items', query],
    initialPageParam: undefined as Item | undefined,
    getNextPageParam: (page: ItemPage) => page.LastEvaluatedKey,
    queryFn: ({ pageParam }) => {
      const { operation, input } = tableRequest(table, query, PAGE, pageParam);
      return readService<ItemPage>('dynamodb', operation, input);
    },
  });
}

/** One item, for an address that leads to it. */
export function useItem(TableName: string, Key: Item) {
  return useQuery({
    queryKey: ['tables', TableName, 'item', Key],
    queryFn: async () => {
      const { Item: item } = await readService<{ Item?: Item }>('dynamodb', 'GetItem', {
        TableName,
        Key,
        ConsistentRead: true,
      });
      return item ?? null;
    },
  });
}

/** Writes an item. A new one must not replace another. */
export async function putItem(table: TableDescription, item: Item, isNew: boolean) {
  const [key] = table.KeySchema;
  await callService('dynamodb', 'PutItem', {
    TableName: table.TableName,
    Item: item,
    ...(isNew && key !== undefined
      ? {
          ConditionExpression: 'attribute_not_exists(#key)',
          ExpressionAttributeNames: { '#key': key.AttributeName },
        }
      : {}),
  });
  await readAgain(table.TableName);
}

export async function deleteItem(TableName: string, Key: Item) {
  await callService('dynamodb', 'DeleteItem', { TableName, Key });
  await readAgain(TableName);
}

async function readAgain(table: string) {
  await queryClient.invalidateQueries({ queryKey: ['tables', table] });
}
