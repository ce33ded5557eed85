import { util } from '@aws-appsync/utils';

export function request() {
  return {
    method: 'POST',
    resourcePath: '/',
    params: {
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.ListQueues',
      },
      body: {},
    },
  };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return { statusCode: ctx.result.statusCode, body: JSON.parse(ctx.result.body) };
}
