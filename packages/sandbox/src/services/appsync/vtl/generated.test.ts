import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { util as basicUtil } from '../../../../testing/evaluate-template.js';
import { compileTemplate } from './template.js';

// Templates that Amplify generates for the models of an app.
const folder = join(import.meta.dirname, '../../../../testing/mapping-templates');

function evaluate(name: string, ctx: object, authType = 'User Pool Authorization') {
  const text = readFileSync(join(folder, `${name}.vtl`), 'utf8');
  const util = {
    ...basicUtil,
    authType: () => authType,
    map: {
      copyAndRemoveAllKeys: (map: unknown, keys: unknown) =>
        Object.fromEntries(
          Object.entries(map as object).filter(([key]) => !(keys as string[]).includes(key)),
        ),
    },
    dynamodb: {
      toDynamoDB: (value: unknown) => ({ S: value }),
      toDynamoDBJson: (value: unknown) => JSON.stringify({ S: value }),
    },
    transform: {
      toDynamoDBConditionExpression: (conditions: unknown) =>
        JSON.stringify({ expression: conditions, expressionNames: {}, expressionValues: {} }),
      toDynamoDBFilterExpression: (filter: unknown) => JSON.stringify({ expression: filter }),
    },
  };
  return compileTemplate({ name, text }).evaluate({ ctx, util, extensions: {} });
}

const request = (args: object) => ({
  args,
  stash: { metadata: {}, conditions: [] as unknown[] },
  identity: { claims: { sub: 's1', username: 'ann' } },
});

test('an update sets, removes and names the fields of the input', () => {
  const ctx = request({ input: { id: '1', content: 'Milk', isDone: null }, condition: { a: 1 } });
  expect(evaluate('update-todo.request', ctx)).toEqual({
    returned: false,
    value: {
      version: '2018-05-29',
      operation: 'UpdateItem',
      key: { id: { S: '1' } },
      update: {
        expression: 'SET #content = :content REMOVE #isDone',
        expressionNames: { '#content': 'content', '#isDone': 'isDone' },
        expressionValues: { ':content': { S: 'Milk' } },
      },
      condition: {
        expression: { and: [{ id: { attributeExists: true } }, { a: 1 }] },
        expressionNames: {},
      },
    },
  });
});

test('an update of a model with a key of its own names the parts of the key', () => {
  const ctx = request({ input: { blog: 'b', title: 't', text: 'x', more: 'y' } });
  const modelObjectKey = { blog: { S: 'b' }, title: { S: 't' } };
  Object.assign(ctx.stash.metadata, { modelObjectKey });
  expect(evaluate('update-todo.request', ctx).value).toMatchObject({
    key: modelObjectKey,
    update: { expression: 'SET #text = :text, #more = :more' },
    condition: { expressionNames: { '#keyCondition1': 'blog', '#keyCondition2': 'title' } },
  });
});

test('the authorization of a list writes the filter of the owner into the arguments', () => {
  const ctx = request({ filter: { name: { eq: 'x' } } });
  const result = evaluate('list-profiles.authorization', ctx);
  expect(result.value).toEqual({ version: '2018-05-29', payload: {} });
  const owner = { profileOwner: { eq: 'ann' } };
  expect(ctx.args).toEqual({ filter: { and: [{ or: [owner] }, { name: { eq: 'x' } }] } });
  expect(ctx.stash).toMatchObject({ hasAuth: true });
});

test.each([
  ['an owner argument of another user', { profileOwner: 'bob' }, 'User Pool Authorization'],
  ['an API key', {}, 'API Key Authorization'],
])('the authorization of a list refuses %s', (_, args, authType) => {
  expect(() => evaluate('list-profiles.authorization', request(args), authType)).toThrow(
    expect.objectContaining({ errorType: 'Unauthorized' }),
  );
});

test.each([['s1'], ['ann'], ['s1::ann']])(
  'the authorization of a list accepts the owner argument %s',
  (profileOwner) => {
    const ctx = request({ profileOwner });
    expect(evaluate('list-profiles.authorization', ctx).value).toHaveProperty('payload');
    expect(ctx.args).toEqual({ profileOwner });
  },
);

test('a get is a query with the filter of the authorization', () => {
  const ctx = request({ id: '1' });
  Object.assign(ctx.stash, { authFilter: { or: [] } });
  expect(evaluate('get-todo.request', ctx).value).toEqual({
    version: '2018-05-29',
    operation: 'Query',
    query: { expression: 'id = :id', expressionValues: { ':id': { S: '1' } } },
    filter: { expression: { or: [] } },
  });
});

test('a get of a model with a key of its own is a query of all parts', () => {
  const ctx = request({});
  const modelObjectKey = { blog: { S: 'b' }, title: { S: 't' } };
  Object.assign(ctx.stash.metadata, { modelObjectKey });
  expect(evaluate('get-todo.request', ctx).value).toMatchObject({
    query: {
      expression: '#keyCount1 = :valueCount1 AND #keyCount2 = :valueCount2 ',
      expressionNames: { '#keyCount1': 'blog', '#keyCount2': 'title' },
      expressionValues: { ':valueCount1': { S: 'b' }, ':valueCount2': { S: 't' } },
    },
  });
});
