import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { RecipeError } from '../backend/recipe-error.js';
import { type Mistake, placeOf } from './mistake.js';

/** Seconds that Cognito waits for a trigger. */
const COGNITO_LIMIT = 5;

/** Finds triggers of a user pool that run longer than Cognito waits. */
export function slowTriggers(
  userPool: CfnUserPool,
  functions: readonly CfnFunction[],
): readonly Mistake[] {
  // Cognito does not wait for the custom senders.
  const {
    customEmailSender: _,
    customSmsSender: __,
    ...triggers
  } = Object(userPool.stack.resolve(userPool.lambdaConfig));
  const wired = JSON.stringify(triggers);
  return functions.flatMap((fn) => {
    const id: string = fn.stack.resolve(fn.logicalId);
    const timeout: unknown = fn.stack.resolve(fn.timeout);
    // Without a timeout in the template, Lambda's default of 3 seconds applies.
    const isSlow = Number(timeout) > COGNITO_LIMIT;
    if (!isSlow || !wired.includes(`["${id}","Arn"]`)) return [];
    return new RecipeError('InvalidTimeoutError', {
      message: `The trigger "${placeOf(fn)}" has a timeout of ${timeout} seconds, but Cognito waits only ${COGNITO_LIMIT} seconds and then calls it again.`,
      resolution: `Set timeoutSeconds to ${COGNITO_LIMIT} or less where the function is defined.`,
    });
  });
}
