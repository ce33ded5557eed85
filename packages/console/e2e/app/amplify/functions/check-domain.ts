import type { PreSignUpTriggerHandler } from 'aws-lambda';

export const handler: PreSignUpTriggerHandler = async (event) => {
  const { email = '' } = event.request.userAttributes;
  console.log('Checking the domain of', email);
  if (email.endsWith('@evil.example')) throw new Error('EMAIL_DOMAIN_NOT_ALLOWED');
  return event;
};
