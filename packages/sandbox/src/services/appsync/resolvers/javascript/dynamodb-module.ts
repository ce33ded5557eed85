import { isJsonObject } from '../../../../protocols/json-value.js';
import type { Namespace } from '../../util/effects.js';
import { toItem } from './attribute-values.js';
import { optionalExpression } from './filter-expression.js';
import { operations, projection, updateExpression } from './update-expression.js';

type Members = { readonly [name: string]: unknown };

/**
 * The module `@aws-appsync/utils/dynamodb`: functions that build requests for a DynamoDB data source.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/built-in-modules-js.html
 */
export const dynamodbModule: Namespace = {
  get: (payload) => getRequest(members('get', payload)),
  put: (payload) => putRequest(members('put', payload)),
  update: (payload) => updateRequest(members('update', payload)),
  remove: (payload) => removeRequest(members('remove', payload)),
  query: (payload) => queryRequest(members('query', payload)),
  scan: (payload) => ({ operation: 'Scan', ...readOptions(members('scan', payload ?? {})) }),
  sync: (payload) => syncRequest(members('sync', payload ?? {})),
  batchGet: (payload) => ({
    operation: 'BatchGetItem',
    tables: eachTable('batchGet', payload, (table) => {
      const { keys, ...options } = members('batchGet.tables', table);
      return {
        keys: list('keys', keys).map(item('keys')),
        ...present({
          consistentRead: options.consistentRead,
          projection: projection(options.projection),
        }),
      };
    }),
  }),
  batchPut: (payload) => ({
    operation: 'BatchPutItem',
    tables: eachTable('batchPut', payload, (table) => list('items', table).map(item('items'))),
  }),
  batchDelete: (payload) => ({
    operation: 'BatchDeleteItem',
    tables: eachTable('batchDelete', payload, (table) => list('keys', table).map(item('keys'))),
  }),
  transactGet: (payload) => ({
    operation: 'TransactGetItems',
    transactItems: list('items', members('transactGet', payload).items).map((each) => {
      const { table, key, projection: paths } = members('transactGet.items', each);
      return { table, key: item('key')(key), ...present({ projection: projection(paths) }) };
    }),
  }),
  transactWrite: (payload) => ({
    operation: 'TransactWriteItems',
    transactItems: list('items', members('transactWrite', payload).items).map(transactWriteItem),
  }),
  toStringSet: (values) => ({ SS: values }),
  toNumberSet: (values) => ({ NS: values }),
  toBinarySet: (values) => ({ BS: values }),
  operations,
};

function getRequest({ key, consistentRead, projection: paths }: Members) {
  return {
    operation: 'GetItem',
    key: item('key')(key),
    ...present({ consistentRead, projection: projection(paths) }),
  };
}

function putRequest(payload: Members) {
  return {
    operation: 'PutItem',
    key: item('key')(payload.key),
    attributeValues: item('item')(payload.item),
    ...writeOptions(payload),
  };
}

function updateRequest(payload: Members) {
  return {
    operation: 'UpdateItem',
    key: item('key')(payload.key),
    update: updateExpression(payload.update),
    ...writeOptions(payload),
  };
}

function removeRequest(payload: Members) {
  return { operation: 'DeleteItem', key: item('key')(payload.key), ...writeOptions(payload) };
}

function queryRequest(payload: Members) {
  const query = optionalExpression('query', payload.query);
  if (!query) {
    throw new TypeError('query: expected key conditions, such as { "id": { "eq": "1" } }.');
  }
  return { operation: 'Query', query, ...readOptions(payload) };
}

function syncRequest({ filter, ...payload }: Members) {
  const { basePartitionKey, deltaIndexName, limit, nextToken, lastSync } = payload;
  return {
    operation: 'Sync',
    ...present({
      ...{ basePartitionKey, deltaIndexName, limit, nextToken, lastSync },
      filter: optionalExpression('filter', filter),
    }),
  };
}

function transactWriteItem(each: unknown) {
  const { putItem, updateItem, deleteItem, conditionCheck } = members('transactWrite.items', each);
  const write = (operation: string, payload: unknown) => {
    const { table, key, condition } = members(operation, payload);
    return {
      base: { table, operation, key: item('key')(key) },
      condition: present({ condition: optionalExpression('condition', condition) }),
    };
  };
  if (putItem) {
    const { base, condition } = write('PutItem', putItem);
    const attributeValues = item('item')(members('putItem', putItem).item);
    return { ...base, attributeValues, ...condition };
  }
  if (updateItem) {
    const { base, condition } = write('UpdateItem', updateItem);
    const update = updateExpression(members('updateItem', updateItem).update);
    return { ...base, update, ...condition };
  }
  if (deleteItem) {
    const { base, condition } = write('DeleteItem', deleteItem);
    return { ...base, ...condition };
  }
  if (conditionCheck) {
    const { base, condition } = write('ConditionCheck', conditionCheck);
    return { ...base, ...condition };
  }
  throw new TypeError(
    'transactWrite: an item is one of putItem, updateItem, deleteItem and conditionCheck.',
  );
}

function readOptions(payload: Members) {
  const { index, limit, nextToken, consistentRead, scanIndexForward, select } = payload;
  const { totalSegments, segment } = payload;
  return present({
    ...{ index, limit, nextToken, consistentRead, scanIndexForward, select },
    ...{ totalSegments, segment },
    filter: optionalExpression('filter', payload.filter),
    projection: projection(payload.projection),
  });
}

function writeOptions({ condition, ...payload }: Members) {
  const { customPartitionKey, populateIndexFields, _version } = payload;
  return present({
    condition: optionalExpression('condition', condition),
    ...{ customPartitionKey, populateIndexFields, _version },
  });
}

function eachTable(name: string, payload: unknown, convert: (table: unknown) => unknown) {
  const tables = members(`${name}.tables`, members(name, payload).tables);
  return Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, convert(rows)]));
}

/** Leaves out the options that are not given. Null is the same as not given. */
function present(options: Members): Members {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  );
}

function members(name: string, value: unknown): Members {
  if (!isJsonObject(value)) throw new TypeError(`${name}: expected an object.`);
  return value;
}

function list(name: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${name}: expected a list.`);
  return value;
}

const item = (name: string) => (value: unknown) => toItem(members(name, value));
