import type { AnyNode, Function as FunctionNode, Node, Program } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import { type Violation, violation } from './code-error.js';
import type { Names } from './names.js';

/** Methods of arrays that take a function. AppSync supports no other passing of functions. */
const TAKES_FUNCTION: ReadonlySet<string> = new Set([
  ...['map', 'find', 'filter', 'findIndex', 'findLast', 'findLastIndex', 'forEach', 'reduce'],
  ...['reduceRight', 'every', 'some', 'flatMap'],
]);

type Call = { readonly from: FunctionNode; readonly to: FunctionNode; readonly node: Node };

/**
 * The uses of functions that APPSYNC_JS does not support: recursion, and functions as values.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html
 */
export function functionViolations(program: Program, names: Names): Violation[] {
  const violations: Violation[] = [];
  const calls: Call[] = [];
  fullAncestor(program, (each, _state, ancestors) => {
    const node = each as AnyNode;
    const message = functionValue(node, names);
    if (message) violations.push(violation(node, message));
    const to = node.type === 'CallExpression' ? functionOf(node.callee, names) : undefined;
    if (to) {
      calls.push(...ancestors.flatMap((from) => (isFunction(from) ? { from, to, node } : [])));
    }
  });
  return [...violations, ...recursions(calls, names)];
}

function functionValue(node: AnyNode, names: Names): string | undefined {
  switch (node.type) {
    case 'CallExpression': {
      if (!node.arguments.some((argument) => functionOf(argument, names))) return undefined;
      return takesFunction(node.callee)
        ? undefined
        : 'Passing a function as an argument is not supported, except to methods such as map and filter.';
    }
    case 'ReturnStatement':
      return node.argument && functionOf(node.argument, names) ? RETURNED : undefined;
    case 'ArrowFunctionExpression':
      return functionOf(node.body, names) ? RETURNED : undefined;
    case 'VariableDeclarator':
      return node.init?.type === 'Identifier' && functionOf(node.init, names)
        ? REASSIGNED
        : undefined;
    case 'AssignmentExpression':
      return node.right.type === 'Identifier' && functionOf(node.right, names)
        ? REASSIGNED
        : undefined;
    default:
      return undefined;
  }
}

const RETURNED = 'Returning a function is not supported. Return a value.';
const REASSIGNED =
  'Assigning a function to another name is not supported. Call it by its own name.';

function takesFunction(callee: AnyNode): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    !callee.computed &&
    TAKES_FUNCTION.has(callee.property.name)
  );
}

/** The function that an expression is, or that its name stands for. */
function functionOf(node: AnyNode, { variables }: Names): FunctionNode | undefined {
  if (isFunction(node)) return node;
  if (node.type !== 'Identifier') return undefined;
  const [definition] = variables.get(node)?.defs ?? [];
  if (definition?.type === 'FunctionName') return definition.node as unknown as FunctionNode;
  if (definition?.type !== 'Variable') return undefined;
  const { id, init } = definition.node as unknown as { id: AnyNode; init?: AnyNode | null };
  return id.type === 'Identifier' && init && isFunction(init) ? init : undefined;
}

function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** Each call that leads back to the function it is in. */
function recursions(calls: readonly Call[], names: Names): Violation[] {
  const next = new Map<FunctionNode, Call[]>();
  for (const call of calls) next.set(call.from, [...(next.get(call.from) ?? []), call]);
  return calls.flatMap(({ from, to, node }) => {
    const reached = new Set<FunctionNode>([to]);
    for (const each of reached) {
      for (const call of next.get(each) ?? []) reached.add(call.to);
    }
    return reached.has(from)
      ? [
          violation(
            node,
            `Recursion is not supported, and ${nameOf(to, names)} leads back to this call. Use a loop.`,
          ),
        ]
      : [];
  });
}

function nameOf(node: FunctionNode, { parents }: Names): string {
  const parent = parents.get(node);
  const id = node.id ?? (parent?.type === 'VariableDeclarator' ? parent.id : undefined);
  return id?.type === 'Identifier' ? `${id.name}()` : 'this function';
}
