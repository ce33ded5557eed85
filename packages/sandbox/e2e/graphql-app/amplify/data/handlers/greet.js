export function request(ctx) {
  return { payload: ctx.args };
}

export function response(ctx) {
  return `Hello ${ctx.result.name ?? 'nobody'}, by ${ctx.info.fieldName}`;
}
