import type { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RecipeError } from './recipe-error.js';

/** Amplify's groups, and what is in them. */
const CONTENTS = { data: 'table', storage: 'bucket' } as const;

type Placed = { readonly node: { readonly id: string }; readonly stack: Stack };

/**
 * Refuses a function of another nested stack than a resource that Amplify made in the named one.
 * Amplify connects each of its own stacks to functions by `access`, `triggers` and resolvers, and
 * two stacks that need each other cannot be deployed, which nobody is told before.
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

/** The outermost nested stack: what Amplify calls a resource group. */
function groupOf(stack: Stack): Stack | undefined {
  const parent = stack.nestedStackParent;
  if (!parent) return undefined;
  return parent.nestedStackParent ? groupOf(parent) : stack;
}
