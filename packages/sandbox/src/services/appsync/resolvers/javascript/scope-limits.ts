import type { AnyNode, Node } from 'acorn';
import type { Reference } from 'eslint-scope';
import { type Violation, violation } from './code-error.js';
import { identifierOf, isConsoleCall, memberName, type Names } from './names.js';

/** Global names that code can read. AppSync documents the first three lines. */
const GLOBALS: ReadonlySet<string> = new Set([
  ...['util', 'extensions', 'runtime', 'console', 'undefined', 'NaN', 'Infinity'],
  ...['Object', 'String', 'Number', 'Math', 'Array', 'JSON'],
  ...['Boolean', 'parseInt', 'parseFloat', 'isNaN', 'isFinite'],
  ...['encodeURI', 'encodeURIComponent', 'decodeURI', 'decodeURIComponent'],
]);

const HINTS: ReadonlyMap<string, string> = new Map([
  ['Date', 'Use util.time.'],
  ['RegExp', 'Use util.matches().'],
  ['Promise', 'Return a request; AppSync sends it to the data source.'],
  ['fetch', 'Use an HTTP data source.'],
  ['process', 'Use ctx.env for environment variables.'],
  ['require', "Use import { util } from '@aws-appsync/utils'."],
  ['Error', 'Use util.error().'],
  ['eval', 'Code from text is not supported.'],
  ['Function', 'Code from text is not supported.'],
]);

/** Static methods that AppSync's linter rejects (`no-disallowed-methods`). */
const DENIED_STATICS: Readonly<Record<string, ReadonlySet<string>>> = {
  Array: new Set(['from', 'of']),
  String: new Set(['fromCharCode', 'fromCodePoint']),
  Object: new Set([
    ...['create', 'defineProperties', 'defineProperty', 'freeze', 'getOwnPropertyDescriptor'],
    ...['getOwnPropertyDescriptors', 'getOwnPropertyNames', 'getOwnPropertySymbols'],
    ...['getPrototypeOf', 'hasOwnProperty', 'is', 'isExtensible', 'isFrozen', 'isPrototypeOf'],
    ...['isSealed', 'preventExtensions', 'propertyIsEnumerable', 'seal', 'setPrototypeOf'],
    ...['toLocaleString', 'toString', 'valueOf'],
  ]),
};

/**
 * The names in the code that APPSYNC_JS does not have, and assignments to its context.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export function scopeViolations(names: Names, handlers: ReadonlySet<string>): Violation[] {
  return [
    ...names.globals.flatMap((reference) => globalViolations(reference, names)),
    ...memberViolations(names),
    ...contextViolations(names, handlers),
  ];
}

function globalViolations(reference: Reference, names: Names): Violation[] {
  const node = identifierOf(reference);
  const { name } = reference.identifier;
  if (!GLOBALS.has(name)) {
    const hint = HINTS.get(name) ?? 'Declare it, or import it.';
    return [violation(node, `${name} is not defined in APPSYNC_JS. ${hint}`)];
  }
  if (reference.isWrite()) return [violation(node, `${name} is read-only.`)];
  const member = memberName(names.parents.get(node), node);
  if (name === 'console') {
    if (isConsoleCall(node, names)) return [];
    return [violation(node, 'Only calls of console.log() and console.error() are supported.')];
  }
  return member !== undefined && DENIED_STATICS[name]?.has(member)
    ? [violation(node, `${name}.${member}() is not supported.`)]
    : [];
}

function memberViolations({ parents }: Names): Violation[] {
  return [...parents].flatMap(([node, parent]) => {
    const member = node as AnyNode;
    if (member.type !== 'MemberExpression') return [];
    const name = memberName(member, member.object);
    const isCalled = parent.type === 'CallExpression' && parent.callee === member;
    switch (name) {
      case 'constructor':
      case 'prototype':
      case '__proto__':
        return [violation(member.property, `The property ${name} is not supported.`)];
      case 'apply':
      case 'bind':
      case 'call':
        if (!isCalled) return [];
        return [
          violation(member.property, `${name}() is not supported. Call the function directly.`),
        ];
      case 'sort':
        if (!isCalled || parent.arguments.length === 0) return [];
        return [violation(member.property, 'sort() does not support arguments.')];
      default:
        return [];
    }
  });
}

/** Assignments to `ctx` and to its members. Members of `ctx.stash` and `ctx.args` are writable. */
function contextViolations(names: Names, handlers: ReadonlySet<string>): Violation[] {
  const { scopes, parents } = names;
  return scopes
    .filter(({ type, block }) => type === 'function' && isHandler(block, names, handlers))
    .flatMap(({ variables }) => variables)
    .filter(({ defs: [definition] }) => definition?.type === 'Parameter' && definition.index === 0)
    .flatMap(({ name, references }) =>
      references.flatMap((reference) => {
        const node = identifierOf(reference);
        if (reference.isWrite() && !reference.init)
          return [violation(node, `${name} is read-only.`)];
        const member = parents.get(node);
        const property = memberName(member, node);
        const target = member && parents.get(member);
        return member && property !== undefined && isWrite(target, member)
          ? [
              violation(
                node,
                `${name}.${property} is read-only. Change members of ${name}.stash instead.`,
              ),
            ]
          : [];
      }),
    );
}

function isHandler(block: unknown, { parents }: Names, handlers: ReadonlySet<string>): boolean {
  const node = block as AnyNode;
  if (node.type === 'FunctionDeclaration') return handlers.has(node.id?.name ?? '');
  const parent = parents.get(node);
  return (
    parent?.type === 'VariableDeclarator' &&
    parent.id.type === 'Identifier' &&
    handlers.has(parent.id.name)
  );
}

function isWrite(parent: AnyNode | undefined, target: Node): boolean {
  switch (parent?.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.left === target;
    case 'UnaryExpression':
      return parent.operator === 'delete';
    default:
      return false;
  }
}
