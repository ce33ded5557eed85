import type { CfnElement, CfnStack, Stack } from 'aws-cdk-lib';
import { isOfType } from '../backend/resource-type.js';

/**
 * Finds nested stacks that depend on each other, which CloudFormation rejects with `Circular
 * dependency between resources`. Synthesis turns references between stacks into parameters, so call
 * this at its end.
 *
 * @returns A message for each pair of stacks that depend on each other, directly or indirectly.
 */
export function stackCycles(root: Stack): readonly string[] {
  return cyclesAmong(root.node.findAll().filter(isStack));
}

function cyclesAmong(stacks: readonly CfnStack[]): string[] {
  const needs = new Map(
    stacks.map((own) => {
      const parameters = JSON.stringify(own.stack.resolve(own.parameters) ?? {});
      const dependencies = own.obtainDependencies();
      const needed = stacks.filter(
        (other) =>
          other !== own &&
          (dependencies.includes(other) ||
            parameters.includes(`["${logicalIdOf(other)}","Outputs.`)),
      );
      return [own, needed];
    }),
  );
  const reaches = (from: CfnStack, to: CfnStack, seen = new Set<CfnStack>()): boolean =>
    (needs.get(from) ?? []).some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  return stacks.flatMap((one, index) =>
    stacks
      .slice(index + 1)
      .filter((other) => reaches(one, other) && reaches(other, one))
      .map(
        (other) =>
          `The nested stacks "${nameOf(one)}" and "${nameOf(other)}" need each other, and neither can be deployed. Move the functions that connect them into one of the two stacks with resourceGroupName: 'auth' for triggers of the user pool, 'data' for resolvers and streams of tables, 'storage' for triggers of a bucket.`,
      ),
  );
}

function logicalIdOf(resource: CfnElement): string {
  return resource.stack.resolve(resource.logicalId);
}

/** The name that the app gave the stack. The id of its resource is `auth.NestedStackResource`. */
function nameOf(resource: CfnStack): string {
  return resource.node.id.replace(/\.NestedStackResource$/, '');
}

const isStack = isOfType<CfnStack>('AWS::CloudFormation::Stack');
