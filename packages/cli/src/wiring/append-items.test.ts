import { expect, test } from 'vitest';
import { appendItems, changedText } from './append-items.js';
import { parseModule } from './source-module.js';

/** The value of the only statement after items were appended to containers in it. */
function append(before: string, additions: readonly (readonly [path: string, text: string])[]) {
  const module = parseModule('amplify/a.ts', before);
  const [statement] = module.body;
  if (statement?.type !== 'ExpressionStatement') throw new TypeError('No expression.');
  const { expression } = statement;
  if (expression.type !== 'CallExpression') throw new TypeError('No call.');
  const [options] = expression.arguments;
  if (options?.type !== 'ObjectExpression') throw new TypeError('No object.');
  for (const [path, text] of additions) {
    const property = options.properties.find(
      (each) =>
        each.type === 'ObjectProperty' && each.key.type === 'Identifier' && each.key.name === path,
    );
    const value = property?.type === 'ObjectProperty' ? property.value : options;
    if (value.type !== 'ObjectExpression' && value.type !== 'ArrayExpression') continue;
    appendItems(module, value, [text]);
  }
  return changedText(module);
}

const LONG =
  "access: (allow) => [allow.resource(postConfirmation).to(['addUserToGroup', 'getUser', 'listUsers'])]";
const BLOCK = '...define({\n  a: 1,\n})';

test.each<[what: string, before: string, additions: [string, string][], after: string]>([
  ['a short item', 'f({ a });', [['', 'b']], 'f({ a, b });'],
  ['an item of an empty object', 'f({});', [['', 'b']], 'f({ b });'],
  ['a long item of an empty object', 'f({});', [['', LONG]], `f({\n  ${LONG},\n});`],
  [
    'several items of an object that becomes long',
    'f({ a: 1, b: [2] });',
    [
      ['', 'c'],
      ['', LONG],
      ['', 'd'],
      ['b', '3'],
    ],
    `f({\n  a: 1,\n  b: [2, 3],\n  c,\n  ${LONG},\n  d,\n});`,
  ],
  [
    'lines of an object in an object that becomes long',
    'f({ a: {}, b: { c } });',
    [
      ['', LONG],
      ['a', BLOCK],
      ['b', BLOCK],
    ],
    `f({\n  a: {\n    ...define({\n      a: 1,\n    }),\n  },\n  b: {\n    c,\n    ...define({\n      a: 1,\n    }),\n  },\n  ${LONG},\n});`,
  ],
  [
    'an item of an object with a comment alone',
    'f({\n  // none yet\n});',
    [['', BLOCK]],
    'f({\n  // none yet\n  ...define({\n    a: 1,\n  }),\n});',
  ],
  ['an item beside a comment alone', 'f({ /* none */ });', [['', 'b']], 'f({ /* none */ b, });'],
  [
    'an item behind lines of another item',
    'f({ a: {\n  b,\n} });',
    [['', LONG]],
    `f({ a: {\n  b,\n}, ${LONG} });`,
  ],
  ['an item behind a comma', 'f({ a, });', [['', 'b']], 'f({ a, b, });'],
  [
    'an item behind a comma and a remark',
    'f({\n\ta, // one\n\t// two\n});',
    [['', 'b']],
    'f({\n\ta, // one\n\tb,\n\t// two\n});',
  ],
])('appends %s', (_, before, additions, after) => {
  expect(append(before, additions)).toBe(after);
});

test('refuses a change that is not valid code', () => {
  const module = parseModule('amplify/a.ts', 'f({ a });');
  module.edit.overwrite(0, 2, 'f((');
  expect(() => changedText(module)).toThrow(
    'amplify/a.ts is written in a way that this command cannot change.',
  );
});
