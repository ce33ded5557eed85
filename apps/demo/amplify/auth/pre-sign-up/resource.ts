import { defineFunction } from '@aws-amplify/backend';

/** Cognito takes one function per trigger: three recipes run in this one. */
export const preSignUp = defineFunction({
  name: 'pre-sign-up',
  resourceGroupName: 'auth',
  timeoutSeconds: 5,
});
