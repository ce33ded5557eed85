import type { CfnUserPool, IUserPool, UserPool } from 'aws-cdk-lib/aws-cognito';
import { LambdaVersion, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RecipeError } from './recipe-error.js';

/** The result of `defineBackend`, reduced to `auth`. */
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
   * The version of the event. Default `V2_0`, which Cognito sends for users. `V3_0` is the same,
   * and Cognito also sends it for the client credentials grant of app clients.
   */
  readonly version?: 'V2_0' | 'V3_0';
};

/**
 * Sets a function as the pre token generation trigger, with version 2 or 3 of its event. These
 * versions can also change the access token. `triggers` in `defineAuth` sets version 1.
 *
 * @throws {RecipeError} When the pool already has a `preTokenGeneration` trigger, was not created
 *   by this backend or is on the plan Lite, or when the function is in another nested stack than
 *   the pool. Each of these would fail at deployment or at sign-in.
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
      message: 'This backend did not create the user pool and cannot set a trigger on it.',
      resolution: 'Set the trigger where the user pool is defined.',
    });
  }
  const { lambdaConfig, userPoolTier } = resolved(userPool, cfnResources.cfnUserPool);
  if (lambdaConfig?.preTokenGeneration || lambdaConfig?.preTokenGenerationConfig) {
    throw new RecipeError('PreTokenGenerationConflictError', {
      message:
        'The user pool already has a pre token generation trigger, and it can have only one.',
      resolution:
        'Remove preTokenGeneration from "triggers" in defineAuth, and call usePreTokenGenerationV2 once. To run several handlers, chain() them in one function.',
    });
  }
  if (userPoolTier === 'LITE') {
    throw new RecipeError('UserPoolPlanError', {
      message: `The user pool is on the plan Lite, which does not support version ${version} of the pre token generation event.`,
      resolution: 'Set userPoolTier to ESSENTIALS or PLUS.',
    });
  }
  if (lambda.stack !== userPool.stack) {
    throw new RecipeError('ResourceGroupError', {
      message: `The function "${lambda.node.id}" is in another nested stack than the user pool. The two stacks would depend on each other, and neither could be deployed.`,
      resolution: "Define the function with resourceGroupName: 'auth'.",
    });
  }
  userPool.addTrigger(
    UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
    lambda,
    LambdaVersion[version],
  );
}

/** Also true for a pool of another copy of the CDK. */
function isOwnUserPool(userPool: IUserPool): userPool is UserPool {
  return 'addTrigger' in userPool;
}

/** The CDK collects the triggers only when it writes the template. */
function resolved(
  userPool: UserPool,
  { lambdaConfig, userPoolTier }: CfnUserPool,
): {
  readonly lambdaConfig?: Readonly<Record<string, unknown>>;
  readonly userPoolTier?: string;
} {
  return userPool.stack.resolve({ lambdaConfig, userPoolTier });
}
