import { expect, test } from 'vitest';
import { directLambdaCode } from './direct-lambda.js';
import type { ResolverHost } from './resolver-code.js';
import type { ResolverContext } from './resolver-context.js';

const context: ResolverContext = {
  arguments: { a: 1 },
  args: { a: 1 },
  identity: null,
  source: { id: 1 },
  stash: {},
  prev: { result: null },
  info: {
    fieldName: 'rank',
    parentTypeName: 'Person',
    variables: {},
    selectionSetList: [],
    selectionSetGraphQL: '',
  },
  request: { headers: {}, domainName: null },
  env: {},
};
const host: ResolverHost = { util: {}, extensions: {}, log: () => {} };

test.each([
  [0, 'Invoke'],
  [1, 'BatchInvoke'],
  [5, 'BatchInvoke'],
])('with a batch size of %i, the function gets its context by %s', (maxBatchSize, operation) => {
  const { value } = directLambdaCode(maxBatchSize).request(context, host);
  const { args: _, env: __, ...event } = context;
  expect(value).toEqual({
    version: '2018-05-29',
    operation,
    payload: { ...event, prev: null },
  });
});
