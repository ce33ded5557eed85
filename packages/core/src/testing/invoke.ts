import type { Context, Handler } from 'aws-lambda';

/**
 * Creates the context of Lambda for a function with a timeout of 5 seconds that has just started.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function lambdaContext(overrides: Partial<Context> = {}): Context {
  const functionName = 'amplify-app-main-branch-recipe-lambda';
  const deadline = Date.now() + 5000;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: '8f507cfc-xmpl-4697-b07a-ac58fc914c95',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: '2026/11/22/[$LATEST]b1946ac92492d2347c6235b4d2611184',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: removed,
    fail: removed,
    succeed: removed,
    ...overrides,
  };
}

/**
 * Calls an async handler as Lambda does, with an event and a context.
 *
 * @throws The error of the handler.
 * @example
 * await invoke(emailDomain({ allow: ['example.com'] }), preSignUpEvent());
 */
export async function invoke<Event, Result>(
  handler: Handler<Event, Result>,
  event: NoInfer<Event>,
  context: Context = lambdaContext(),
): Promise<Result> {
  const result = await handler(event, context, removed);
  return result as Result;
}

function removed(): never {
  throw new TypeError(
    'The handler called a callback, but Node.js 24 has no callback for handlers. Return a value or throw.',
  );
}
