import type * as t from '@babel/types';
import { nodesIn } from './source-module.js';

/** Nodes of JSON-like options. Anything else may need its place, or may be a secret. */
const PLAIN = new Set<t.Node['type']>([
  'ObjectExpression',
  'ObjectProperty',
  'ArrayExpression',
  'StringLiteral',
  'NumericLiteral',
  'BooleanLiteral',
  'NullLiteral',
  'UnaryExpression',
]);

/** Whether a value means the same in any other file. */
export function isPlain(value: t.Node): boolean {
  return nodesIn(value).every(
    (node, _, all) =>
      PLAIN.has(node.type) || (node.type === 'Identifier' && all.some((each) => isKey(each, node))),
  );
}

const isKey = (parent: t.Node, node: t.Node) =>
  parent.type === 'ObjectProperty' && parent.key === node && !parent.computed && !parent.shorthand;
