import { defineFunction } from '@aws-amplify/backend';

/** Cognito calls one function per trigger, so this one runs three recipes. */
export const preSignUp = defineFunction({
  name: 'pre-sign-up',
  resourceGroupName: 'auth',
  timeoutSeconds: 5,
});
