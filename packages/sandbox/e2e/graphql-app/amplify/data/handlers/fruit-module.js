import { util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';

export function request(ctx) {
  const { operation, id, count } = ctx.args;
  const key = { id };
  switch (operation) {
    case 'put':
      return ddb.put({ key, item: { name: 'from the module', count, tags: [] } });
    case 'get':
      return ddb.get({ key });
    case 'increment':
      return ddb.update({ key, update: { count: ddb.operations.increment(count) } });
    case 'append':
      return ddb.update({ key, update: { tags: ddb.operations.append(['a']) } });
    case 'remove':
      return ddb.update({ key, update: { count: ddb.operations.remove() } });
    case 'conditional':
      return ddb.update({
        key,
        update: { name: 'changed' },
        condition: { count: { gt: count } },
      });
    case 'scan':
      return ddb.scan({ filter: { name: { eq: 'from the module' } }, limit: 1000 });
    case 'query':
      return ddb.query({ query: { id: { eq: id } } });
    default:
      return ddb.remove({ key });
  }
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type, ctx.result);
  return ctx.result;
}
