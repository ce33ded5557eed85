import { extensions } from '@aws-appsync/utils';

export function request(ctx) {
  return { payload: ctx.args };
}

export function response(ctx) {
  const { room, words } = ctx.args;
  if (words === 'everybody out') {
    extensions.invalidateSubscriptions({ subscriptionField: 'onShout', payload: { room } });
  }
  return ctx.result;
}
