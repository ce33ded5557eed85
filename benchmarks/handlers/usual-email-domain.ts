import type { PreSignUpTriggerHandler } from 'aws-lambda';

/** The usual handler: it is small, but it lets `x@evilamazon.com` in. */
export const handler: PreSignUpTriggerHandler = async (event) => {
  if (!event.request.userAttributes.email?.endsWith('amazon.com'))
    throw new Error('Invalid domain');
  return event;
};
