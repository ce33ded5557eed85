import { extensions, util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  const { room, minimum } = ctx.args;
  if (room === 'locked') util.unauthorized();
  if (room) {
    const filters = [{ fieldName: 'room', operator: 'eq', value: room }];
    extensions.setSubscriptionInvalidationFilter({ filterGroup: [{ filters }] });
  }
  if (minimum) {
    const filter = { volume: { ge: minimum } };
    extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter(filter));
  }
  return null;
}
