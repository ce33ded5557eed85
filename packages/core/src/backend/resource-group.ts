import type { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RecipeError } from './recipe-error.js';

/** The kind of resource in each of Amplify's resource groups. */
const CONTENTS = { data: 'table', storage: 'bucket' } as const;

type Placed = { readonly node: { readonly id: string }; readonly stack: Stack };

/**
 * Rejects a function that is in another nested stack than a resource of the given Amplify group.
 * `access`, `triggers` and resolvers make Amplify's own stacks depend on functions. Two stacks that
 * depend on each other cannot be deployed, and without this check only the deployment shows it.
 */
export function refuseOtherGroup(
  lambda: IFunction,
  resource: Placed,
  group: keyof typeof CONTENTS,
): void {
  const own = groupOf(resource.stack);
  if (own?.node.id !== group || own === groupOf(lambda.stack)) return;
  throw new RecipeError('ResourceGroupError', {
    message: `The function "${lambda.node.id}" is in another nested stack than the ${CONTENTS[group]} "${resource.node.id}". As soon as one needs the other, neither can be deployed.`,
    resolution: `Define the function with resourceGroupName: '${group}'.`,
  });
}

/** The outermost nested stack, which Amplify calls a resource group. */
function groupOf(stack: Stack): Stack | undefined {
  const parent = stack.nestedStackParent;
  if (!parent) return undefined;
  return parent.nestedStackParent ? groupOf(parent) : stack;
}
