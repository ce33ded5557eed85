import type { Stack } from 'aws-cdk-lib';
import { findMistakes, resourceCycles, stackCycles } from '../deployment-checks/index.js';

/** The result of `defineBackend`, reduced to the properties that are read here. */
export type BackendWithStack = { readonly stack: Stack };

/**
 * Finds errors during synthesis that otherwise only a deployment shows, or nothing at all:
 *
 * - schedules that run at other times than they say, or that EventBridge refuses
 * - triggers that run longer than Cognito waits
 * - settings, environments, log levels and layers that Lambda refuses
 * - queues that Lambda refuses to connect with a function, and names that AWS refuses
 * - nested stacks or resources that depend on each other, which CloudFormation rejects with
 *   `Circular dependency between resources`
 *
 * Call it at the end of `amplify/backend.ts`. The stacks are checked when they are synthesised.
 *
 * @throws {RecipeError} When a schedule's step does not divide the hour or the day, such as
 *   `every 7m`, `every 90m` and `every 0m`, a trigger of a user pool has a timeout of more than
 *   5 seconds, or AWS would refuse a setting, an expression or a name in the deployment.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @example
 * const backend = defineBackend({ auth, data, weeklyReport });
 * assertDeployable(backend);
 */
export function assertDeployable({ stack }: BackendWithStack): void {
  const [mistake] = findMistakes(stack);
  if (mistake) throw mistake;
  stack.node.addValidation({
    validate: () => [...stackCycles(stack), ...resourceCycles(stack)],
  });
}
