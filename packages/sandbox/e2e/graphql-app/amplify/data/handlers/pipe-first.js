export function request(ctx) {
  ctx.stash.first = `stash of ${ctx.args.name}`;
  return { payload: { step: 1 } };
}

export function response(ctx) {
  return ctx.result;
}
