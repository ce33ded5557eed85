import { util } from '@aws-appsync/utils';

export function request(ctx) {
  const { method, path, body } = ctx.args;
  return {
    method,
    resourcePath: path,
    params: {
      query: { from: 'resolver' },
      headers: { 'content-type': 'application/json', 'x-note': 'from a resolver' },
      body,
    },
  };
}

export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { statusCode, body } = ctx.result;
  if (statusCode !== 200) util.error(`The server answered ${statusCode}.`, 'Server');
  return JSON.parse(body);
}
