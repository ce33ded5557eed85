import type { ResolverCode } from './resolver-code.js';

/**
 * A Lambda resolver without code: the function gets the whole context, and its response is the
 * result.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/direct-lambda-reference.html
 */
export const directLambdaCode: ResolverCode = {
  request: ({ arguments: args, identity, source, request, prev, info, stash }) => ({
    value: {
      version: '2018-05-29',
      operation: 'Invoke',
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
};
