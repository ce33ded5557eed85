import { expect, test } from 'vitest';
import { entry } from '../../testing/entries.ts';
import { hasHidden, rerunOf } from './rerun.ts';
import { testText } from './test-text.ts';

const invocation = entry(1, { kind: 'invocation', function: 'pre-sign-up', name: 'pre-sign-up' });

const graphql = entry(1, { service: 'appsync', name: 'createTodo' });

test.each([
  ['a function', { entry: invocation, input: { a: 1 } }, 'invoke'],
  ['a schedule', { entry: entry(1, { kind: 'schedule', name: 'report' }) }, 'schedule'],
  ['an operation', { entry: entry(1), input: { Username: 'ada' } }, 'call'],
  ['a message', { entry: entry(1, { kind: 'message' }) }, 'none'],
  ['GraphQL', { entry: graphql, input: { query: '{ a }' } }, 'graphql'],
  ['a request to an API that is no query', { entry: graphql, input: {} }, 'none'],
  ['a path', { entry: entry(1, { name: 'GET /' }), input: {} }, 'none'],
  ['a request without a body', { entry: entry(1) }, 'none'],
  ['a part of an input', { entry: invocation, input: 'x', truncated: true }, 'none'],
])('%s runs again as it can', (_name, details, kind) => {
  expect(rerunOf(details, 'api').kind).toBe(kind);
});

test('does not guess which of several APIs is meant', () => {
  const details = { entry: graphql, input: { query: '{ a }' } };
  expect(rerunOf(details, undefined).kind).toBe('none');
});

test('knows which inputs must be edited first', () => {
  expect(hasHidden({ Password: '••••' })).toBe(true);
  expect(hasHidden({ a: ['b'] })).toBe(false);
  expect(hasHidden(undefined)).toBe(false);
});

test('copies an invocation as a test', () => {
  expect(testText({ entry: invocation, input: { a: 1 }, output: { b: [2] } })).toBe(
    `import { expect, test } from 'vitest';
import { handler } from './handler.js';

const event = {
  "a": 1
};

test("pre-sign-up returns as in the sandbox", async () => {
  expect(await handler(event)).toEqual({
    "b": [
      2
    ]
  });
});
`,
  );
});

test('copies a failure as a test that expects it', () => {
  const text = testText({ entry: invocation, error: { name: 'Error', message: 'no "x"\n`y`' } });
  expect(text).toContain('.rejects.toThrow("no \\"x\\"\\n`y`");');
});

test('copies a request as a fixture', () => {
  const request = { entry: entry(1, { name: 'GET /a-b' }), input: 1, output: null };
  expect(testText(request)).toBe('const gETab = {\n  "input": 1,\n  "output": null\n};\n');
});
