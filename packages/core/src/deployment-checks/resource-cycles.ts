import type { CfnResource, CfnStack, Stack } from 'aws-cdk-lib';
import { isOfType } from '../backend/resource-type.js';
import { placeOf, templateOf } from './mistake.js';

/**
 * Finds resources of one stack that need each other, which CloudFormation rejects with `Circular
 * dependency between resources`. A trigger that gets the id of its own user pool is one: the pool
 * needs the function, and the function the pool. Call this at the end of the synthesis.
 *
 * @param root The stack of the backend, with its nested stacks.
 * @returns A message for each group of resources that need each other. Those of nested stacks only
 *   are found by `stackCycles`.
 */
export function resourceCycles(root: Stack): readonly string[] {
  const byStack = new Map<Stack, CfnResource[]>();
  for (const each of root.node.findAll()) {
    if (isResource(each)) byStack.set(each.stack, [...(byStack.get(each.stack) ?? []), each]);
  }
  return [...byStack.values()].flatMap(cyclesAmong);
}

const isNestedStack = isOfType<CfnStack>('AWS::CloudFormation::Stack');
const isResource = (construct: object): construct is CfnResource => 'cfnResourceType' in construct;

function cyclesAmong(resources: readonly CfnResource[]): string[] {
  const byId = new Map(resources.map((each) => [idOf(each), each]));
  const needs = new Map(
    resources.map((each) => [
      idOf(each),
      [...referencesIn(templateOf(each))].filter((id) => byId.has(id) && id !== idOf(each)),
    ]),
  );
  return groupsIn(needs).flatMap((ids) => {
    const group = ids.flatMap((id) => byId.get(id) ?? []);
    if (group.every(isNestedStack)) return [];
    const names = group.map((each) => `"${placeOf(each)}"`);
    return `The resources ${names.sort().join(', ')} need each other, and none of them can be deployed. Remove one of the references. For example, read the id of a user pool from the event of its trigger, and give a trigger permissions on its pool with "access" in defineAuth.`;
  });
}

const idOf = (resource: CfnResource): string => resource.stack.resolve(resource.logicalId);

/** The logical ids in `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`. */
function referencesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Ref' || key === 'DependsOn') add(found, inner);
    else if (key === 'Fn::GetAtt') add(found, Array.isArray(inner) ? inner[0] : inner);
    else if (key === 'Fn::Sub') addNames(found, inner);
    referencesIn(inner, found);
  }
  return found;
}

function add(found: Set<string>, ids: unknown): void {
  for (const id of Array.isArray(ids) ? ids : [ids]) {
    if (typeof id === 'string') found.add(id.split('.')[0] ?? id);
  }
}

function addNames(found: Set<string>, sub: unknown): void {
  const text: unknown = Array.isArray(sub) ? sub[0] : sub;
  for (const [, id = ''] of String(text).matchAll(/\$\{([^!.}]+)/g)) found.add(id);
}

/** The groups of ids that reach each other: Tarjan's strongly connected components. */
function groupsIn(needs: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const groups: string[][] = [];
  const visit = (id: string): number => {
    let low = order.size;
    order.set(id, low);
    open.push(id);
    for (const next of needs.get(id) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, order.get(next) ?? low);
    }
    if (low === order.get(id)) {
      const group = open.splice(open.indexOf(id));
      if (group.length > 1) groups.push(group);
    }
    return low;
  };
  for (const id of needs.keys()) if (!order.has(id)) visit(id);
  return groups;
}
