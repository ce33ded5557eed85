import { runtime, util } from '@aws-appsync/utils';

export function request(ctx) {
  if (ctx.args.how === 'error') {
    util.error('The shop is closed.', 'Closed', { until: 9 }, { code: 7 });
  }
  if (ctx.args.how === 'unauthorized') util.unauthorized();
  if (ctx.args.how === 'early') runtime.earlyReturn('early');
  if (ctx.args.how === 'crash') return { payload: ctx.args.missing.member };
  return { payload: ctx.args.how };
}

export function response(ctx) {
  if (ctx.args.how === 'append') util.appendError('It may rain.', 'Weather', null, { chance: 1 });
  return ctx.result;
}
