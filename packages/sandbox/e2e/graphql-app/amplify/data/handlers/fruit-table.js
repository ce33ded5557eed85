import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const { operation, ids = [] } = ctx.args;
  const table = `Fruit-${ctx.stash.awsAppsyncApiId}-${ctx.stash.amplifyApiEnvironmentName}`;
  const keys = ids.map((id) => util.dynamodb.toMapValues({ id }));
  const createdAt = util.time.nowISO8601();
  const put = (id) =>
    util.dynamodb.toMapValues({ id, name: `fruit ${id}`, createdAt, updatedAt: createdAt });
  if (operation === 'GetItem') return { operation, key: keys[0] };
  if (operation === 'BatchPutItem') return { operation, tables: { [table]: ids.map(put) } };
  if (operation === 'BatchGetItem') return { operation, tables: { [table]: { keys } } };
  if (operation === 'BatchDeleteItem') return { operation, tables: { [table]: keys } };
  if (operation === 'TransactGetItems') {
    return { operation, transactItems: keys.map((key) => ({ table, key })) };
  }
  return {
    operation: 'TransactWriteItems',
    transactItems: ids.map((id) => ({
      table,
      operation: 'PutItem',
      key: util.dynamodb.toMapValues({ id }),
      attributeValues: util.dynamodb.toMapValues({ name: `transacted ${id}` }),
      condition: { expression: 'attribute_not_exists(id)' },
    })),
  };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type, ctx.result);
  return ctx.result;
}
