import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  type CfnUserPool,
  FeaturePlan,
  UserPool,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { RecipeError, usePreTokenGenerationV2 } from './index.js';

let app: App;
let stack: Stack;

beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'auth');
});

const functionIn = (scope: Stack) => ({
  resources: {
    lambda: new LambdaFunction(scope, 'token-claims', {
      code: Code.fromInline('exports.handler = async (event) => event'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
    }),
  },
});

function backendWith(userPool: UserPool) {
  const cfnUserPool = userPool.node.defaultChild as CfnUserPool;
  return { auth: { resources: { userPool, cfnResources: { cfnUserPool } } } };
}

function errorOf(run: () => void) {
  try {
    run();
  } catch (error) {
    if (error instanceof RecipeError) return error;
    throw error;
  }
  return undefined;
}

describe('usePreTokenGenerationV2', () => {
  it.each([
    [undefined, 'V2_0'],
    [{}, 'V2_0'],
    [{ version: 'V2_0' }, 'V2_0'],
    [{ version: 'V3_0' }, 'V3_0'],
  ] as const)(
    'with %j sets version %s of the event and lets the pool call the function',
    (options, version) => {
      const fn = functionIn(stack);
      const backend = backendWith(new UserPool(stack, 'pool'));
      usePreTokenGenerationV2(backend, fn, options);

      const template = Template.fromStack(stack);
      const functionArn = stack.resolve(fn.resources.lambda.functionArn);
      template.hasResourceProperties('AWS::Cognito::UserPool', {
        LambdaConfig: {
          PreTokenGenerationConfig: { LambdaArn: functionArn, LambdaVersion: version },
        },
      });
      template.hasResourceProperties('AWS::Lambda::Permission', {
        Action: 'lambda:InvokeFunction',
        FunctionName: functionArn,
        Principal: 'cognito-idp.amazonaws.com',
        SourceArn: stack.resolve(backend.auth.resources.userPool.userPoolArn),
      });
    },
  );

  it('leaves the other triggers of the pool as they are', () => {
    const fn = functionIn(stack);
    const userPool = new UserPool(stack, 'pool', {
      lambdaTriggers: { preSignUp: fn.resources.lambda },
    });
    usePreTokenGenerationV2(backendWith(userPool), fn);
    const functionArn = stack.resolve(fn.resources.lambda.functionArn);
    Template.fromStack(stack).hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: {
        PreSignUp: functionArn,
        PreTokenGenerationConfig: { LambdaArn: functionArn, LambdaVersion: 'V2_0' },
      },
    });
  });

  it('rejects a pool whose trigger is also set in defineAuth, and says what to do', () => {
    const fn = functionIn(stack);
    const userPool = new UserPool(stack, 'pool');
    userPool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION, fn.resources.lambda);
    const error = errorOf(() => usePreTokenGenerationV2(backendWith(userPool), fn));
    expect(error).toMatchObject({
      name: 'PreTokenGenerationConflictError',
      message:
        'The user pool already has a pre token generation trigger, and it can have only one.',
      resolution: expect.stringContaining('preTokenGeneration from "triggers" in defineAuth'),
    });
  });

  it('rejects a second call', () => {
    const fn = functionIn(stack);
    const backend = backendWith(new UserPool(stack, 'pool'));
    usePreTokenGenerationV2(backend, fn);
    expect(errorOf(() => usePreTokenGenerationV2(backend, fn))).toMatchObject({
      name: 'PreTokenGenerationConflictError',
    });
  });

  it('rejects a pool on a plan that does not support the event', () => {
    const userPool = new UserPool(stack, 'pool', { featurePlan: FeaturePlan.LITE });
    const fn = functionIn(stack);
    expect(
      errorOf(() => usePreTokenGenerationV2(backendWith(userPool), fn, { version: 'V3_0' })),
    ).toMatchObject({
      name: 'UserPoolPlanError',
      message: expect.stringContaining('version V3_0'),
      resolution: 'Set userPoolTier to ESSENTIALS or PLUS.',
    });
  });

  it('rejects a function in another stack, which could not be deployed', () => {
    const fn = functionIn(new Stack(app, 'function'));
    const backend = backendWith(new UserPool(stack, 'pool'));
    expect(errorOf(() => usePreTokenGenerationV2(backend, fn))).toMatchObject({
      name: 'ResourceGroupError',
      message: expect.stringContaining('"token-claims" is in another nested stack'),
      resolution: "Define the function with resourceGroupName: 'auth'.",
    });
  });

  it('rejects a pool that another backend created', () => {
    const { auth } = backendWith(new UserPool(stack, 'pool'));
    const userPool = UserPool.fromUserPoolId(stack, 'other', 'eu-west-1_AbCdEf123');
    const backend = { auth: { resources: { ...auth.resources, userPool } } };
    expect(errorOf(() => usePreTokenGenerationV2(backend, functionIn(stack)))).toMatchObject({
      name: 'ReferencedUserPoolError',
      resolution: 'Set the trigger where the user pool is defined.',
    });
  });

  it('does not change a pool that it rejects', () => {
    const fn = functionIn(new Stack(app, 'function'));
    const backend = backendWith(new UserPool(stack, 'pool'));
    errorOf(() => usePreTokenGenerationV2(backend, fn));
    const pools = Template.fromStack(stack).findResources('AWS::Cognito::UserPool');
    expect(JSON.stringify(pools)).not.toContain('PreTokenGeneration');
  });
});
