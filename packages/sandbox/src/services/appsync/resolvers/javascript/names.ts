import type { AnyNode, Node, Program } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import { analyze, type Reference, type Scope, type Variable } from 'eslint-scope';

/** What the names in a program refer to. */
export type Names = {
  readonly scopes: readonly Scope[];
  /** References to names that the program does not declare. */
  readonly globals: readonly Reference[];
  readonly parents: ReadonlyMap<Node, AnyNode>;
  /** The variable that an identifier refers to. */
  readonly variables: ReadonlyMap<Node, Variable>;
};

export function resolveNames(program: Program): Names {
  const manager = analyze(program as unknown as Parameters<typeof analyze>[0], {
    ecmaVersion: 2022,
    sourceType: 'module',
  });
  const parents = new Map<Node, AnyNode>();
  fullAncestor(program, (node, _state, ancestors) => {
    const parent = ancestors.at(-2);
    if (parent) parents.set(node, parent as AnyNode);
  });
  const variables = new Map<Node, Variable>();
  for (const { references } of manager.scopes) {
    for (const reference of references) {
      if (reference.resolved) variables.set(identifierOf(reference), reference.resolved);
    }
  }
  const { scopes, globalScope } = manager;
  return { scopes, globals: globalScope?.through ?? [], parents, variables };
}

/** The `console.log` and `console.error` of the calls in the program. */
export function consoleCallees(names: Names): AnyNode[] {
  return names.globals.flatMap((reference) => {
    const node = identifierOf(reference);
    if (reference.identifier.name !== 'console' || !isConsoleCall(node, names)) return [];
    return names.parents.get(node) ?? [];
  });
}

/** Whether an identifier `console` is a part of `console.log(...)` or `console.error(...)`. */
export function isConsoleCall(node: Node, { parents }: Names): boolean {
  const member = parents.get(node);
  const name = memberName(member, node);
  const call = member && parents.get(member);
  return (
    (name === 'log' || name === 'error') &&
    call?.type === 'CallExpression' &&
    call.callee === member
  );
}

/** The name of a member of the object, if the code names it. */
export function memberName(member: AnyNode | undefined, object: Node): string | undefined {
  if (member?.type !== 'MemberExpression' || member.object !== object) return undefined;
  const { property, computed } = member;
  if (property.type === 'Identifier' && !computed) return property.name;
  return property.type === 'Literal' && typeof property.value === 'string'
    ? property.value
    : undefined;
}

/** The node of acorn's tree, which the scopes were made from. */
export function identifierOf({ identifier }: Reference): Node {
  return identifier as unknown as Node;
}
