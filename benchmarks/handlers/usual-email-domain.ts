import type { PreSignUpTriggerHandler } from 'aws-lambda';

/** What one writes first: it lets `x@evilamazon.com` in, but it is small. */
export const handler: PreSignUpTriggerHandler = async (event) => {
  if (!event.request.userAttributes.email?.endsWith('amazon.com'))
    throw new Error('Invalid domain');
  return event;
};
