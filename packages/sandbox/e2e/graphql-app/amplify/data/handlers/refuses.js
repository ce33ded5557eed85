import { runtime, util } from '@aws-appsync/utils';

export function request(ctx) {
  if (ctx.args.how === 'error') {
    util.error('The shop is closed.', 'Closed', { until: 9 }, { code: 7 });
  }
  if (ctx.args.how === 'unauthorized') util.unauthorized();
  if (ctx.args.how === 'early') runtime.earlyReturn('early');
  if (ctx.args.how === 'crash') return { payload: ctx.args.missing.member };
  if (ctx.args.how === 'loop') return { payload: countFor() };
  if (ctx.args.how === 'header') util.http.addResponseHeader('x-from-resolver', 'yes');
  return { payload: ctx.args.how };
}

const TEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Counts ten million steps. AppSync ends it before. */
function countFor() {
  let steps = 0;
  for (const _a of TEN) {
    for (const _b of TEN) {
      for (const _c of TEN) {
        for (const _d of TEN) {
          for (const _e of TEN) {
            for (const _f of TEN) {
              for (const step of TEN) steps += step;
            }
          }
        }
      }
    }
  }
  return steps;
}

export function response(ctx) {
  if (ctx.args.how === 'append') util.appendError('It may rain.', 'Weather', null, { chance: 1 });
  return ctx.result;
}
