import type { AnyNode, Program } from 'acorn';
import { full } from 'acorn-walk';
import { type Violation, violation } from './code-error.js';

/** The type of a node, with the message for it. Undefined allows the node. */
type Limits = {
  readonly [Type in AnyNode['type']]?: (
    node: Extract<AnyNode, { readonly type: Type }>,
  ) => string | undefined;
};

const NO_ASYNC =
  'Asynchronous code is not supported. Return a request; AppSync sends it to the data source.';
const NO_CLASSES = 'Classes are not supported. Use functions and plain objects.';
const NO_LOOP = 'is not supported. Use `for...of`, `for...in` or a method of the array.';
const NO_ERRORS = 'is not supported. Use util.error() to end with an error.';

const LIMITS: Limits = {
  AwaitExpression: () => NO_ASYNC,
  YieldExpression: () => '`yield` is not supported. Build an array.',
  FunctionDeclaration: functionLimit,
  FunctionExpression: functionLimit,
  ArrowFunctionExpression: functionLimit,
  ForOfStatement: (node) => (node.await ? NO_ASYNC : undefined),
  ClassDeclaration: () => NO_CLASSES,
  ClassExpression: () => NO_CLASSES,
  ThisExpression: () => '`this` is not supported. Pass what the function needs as an argument.',
  ForStatement: () => `\`for (;;)\` ${NO_LOOP}`,
  WhileStatement: () => `\`while\` ${NO_LOOP}`,
  DoWhileStatement: () => `\`do...while\` ${NO_LOOP}`,
  ContinueStatement: () => '`continue` is not supported. Put the rest of the loop into an `if`.',
  LabeledStatement: () => 'Labels are not supported. Use a function with `return`.',
  TryStatement: () => '`try`, `catch` and `finally` are not supported. Check values before use.',
  ThrowStatement: () => `\`throw\` ${NO_ERRORS}`,
  UpdateExpression: ({ operator }) =>
    `The operator ${operator} is not supported. Use ${operator.charAt(0)}= 1.`,
  UnaryExpression: ({ operator }) =>
    operator === '~' ? 'The operator ~ is not supported. Use -x - 1.' : undefined,
  BinaryExpression: ({ operator }) => {
    if (operator === 'in') return 'The operator in is not supported. Use Object.hasOwn().';
    if (operator !== 'instanceof') return undefined;
    return 'The operator instanceof is not supported. Use typeof or Array.isArray().';
  },
  Literal: (node) => {
    if (node.regex) return 'Regular expressions are not supported. Use util.matches().';
    return node.bigint ? 'Big integers are not supported. Use a number or a string.' : undefined;
  },
  NewExpression: ({ callee }) =>
    callee.type === 'Identifier' && callee.name === 'Date'
      ? '`new Date` is not supported. Use util.time, for example util.time.nowISO8601().'
      : '`new` is not supported. Use literals of objects and arrays, and util.error() for errors.',
  ImportExpression: () => '`import()` is not supported. Use an `import` at the top of the code.',
  MetaProperty: () => '`import.meta` and `new.target` are not supported.',
};

/**
 * The parts of JavaScript in the code that APPSYNC_JS does not support.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export function languageViolations(program: Program): Violation[] {
  const violations: Violation[] = [];
  full(program, (node) => {
    // The walker passes a node with the functions for its own type.
    const limit = LIMITS[node.type as AnyNode['type']] as
      | ((node: unknown) => string | undefined)
      | undefined;
    const message = limit?.(node);
    if (message) violations.push(violation(node, message));
  });
  return violations;
}

function functionLimit(node: {
  readonly async: boolean;
  readonly generator: boolean;
}): string | undefined {
  if (node.async) return NO_ASYNC;
  return node.generator ? 'Generators are not supported. Build an array.' : undefined;
}
