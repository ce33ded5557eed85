import type { ResolverCode } from './resolver-code.js';

/**
 * The code of a Lambda resolver without any: the function gets the whole context, and its response
 * is the result. With a batch size, it gets a list of contexts and returns a list of results.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/direct-lambda-reference.html
 */
export const directLambdaCode = (maxBatchSize: number): ResolverCode => ({
  request: ({ arguments: args, identity, source, request, prev, info, stash }) => ({
    value: {
      version: '2018-05-29',
      operation: maxBatchSize > 0 ? 'BatchInvoke' : 'Invoke',
      payload: {
        arguments: args,
        identity,
        source,
        request,
        prev: prev.result === null ? null : prev,
        info,
        stash,
      },
    },
    returned: false,
  }),
  response: ({ result }) => ({ value: result ?? null, returned: false }),
  endsOnError: () => true,
});
