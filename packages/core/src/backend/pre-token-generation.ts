import type { CfnUserPool, IUserPool, UserPool } from 'aws-cdk-lib/aws-cognito';
import { LambdaVersion, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RecipeError } from './recipe-error.js';

/** What `defineBackend` returns, as far as it matters here: a backend with `auth`. */
export type BackendWithAuth = {
  readonly auth: {
    readonly resources: {
      readonly userPool: IUserPool;
      readonly cfnResources: { readonly cfnUserPool: CfnUserPool };
    };
  };
};

/** A function of a backend, such as `backend.tokenClaims`. */
export type BackendFunction = { readonly resources: { readonly lambda: IFunction } };

export type PreTokenGenerationOptions = {
  /**
   * The version of the event. `V2_0`, the default, is sent for users. `V3_0` is the same, and is
   * also sent for app clients that get tokens of their own right.
   */
  readonly version?: 'V2_0' | 'V3_0';
};

/**
 * Wires a function as the pre token generation trigger with an event of version 2 or 3, which
 * shapes the access token, too. `triggers` in `defineAuth` wires version 1.
 *
 * @throws {RecipeError} When `defineAuth` has a `preTokenGeneration` trigger as well, when the pool
 *   is not made by this backend or is of the plan Lite, or when the function is in another nested
 *   stack than the pool: each of them would fail at deploy or at sign-in.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 * @example
 * const backend = defineBackend({ auth, tokenClaims });
 * usePreTokenGenerationV2(backend, backend.tokenClaims);
 */
export function usePreTokenGenerationV2(
  backend: BackendWithAuth,
  { resources: { lambda } }: BackendFunction,
  { version = 'V2_0' }: PreTokenGenerationOptions = {},
): void {
  const { userPool, cfnResources } = backend.auth.resources;
  if (!isOwnUserPool(userPool)) {
    throw new RecipeError('ReferencedUserPoolError', {
      message: 'The user pool is not made by this backend, which cannot set a trigger on it.',
      resolution: 'Set the trigger where the user pool is defined.',
    });
  }
  const { lambdaConfig, userPoolTier } = resolved(userPool, cfnResources.cfnUserPool);
  if (lambdaConfig?.preTokenGeneration || lambdaConfig?.preTokenGenerationConfig) {
    throw new RecipeError('PreTokenGenerationConflictError', {
      message: 'The user pool has a pre token generation trigger already, and takes only one.',
      resolution:
        'Take preTokenGeneration out of "triggers" in defineAuth, and call usePreTokenGenerationV2 once. To run several handlers, chain() them in one function.',
    });
  }
  if (userPoolTier === 'LITE') {
    throw new RecipeError('UserPoolPlanError', {
      message: `The user pool is of the plan Lite, which has no pre token generation event of version ${version}.`,
      resolution: 'Set userPoolTier to ESSENTIALS or PLUS.',
    });
  }
  if (lambda.stack !== userPool.stack) {
    throw new RecipeError('ResourceGroupError', {
      message: `The function "${lambda.node.id}" is in another nested stack than the user pool. Each of the two stacks would need the other, and neither could be deployed.`,
      resolution: "Define the function with resourceGroupName: 'auth'.",
    });
  }
  userPool.addTrigger(
    UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
    lambda,
    LambdaVersion[version],
  );
}

/** One of another copy of the CDK is one, too. */
function isOwnUserPool(userPool: IUserPool): userPool is UserPool {
  return 'addTrigger' in userPool;
}

/** The triggers are put together only while the template is written. */
function resolved(
  userPool: UserPool,
  { lambdaConfig, userPoolTier }: CfnUserPool,
): {
  readonly lambdaConfig?: Readonly<Record<string, unknown>>;
  readonly userPoolTier?: string;
} {
  return userPool.stack.resolve({ lambdaConfig, userPoolTier });
}
