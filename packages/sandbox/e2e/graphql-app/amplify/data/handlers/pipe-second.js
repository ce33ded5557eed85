export function request(ctx) {
  return { payload: { previous: ctx.prev.result, stash: ctx.stash.first } };
}

export function response(ctx) {
  return ctx.result;
}
