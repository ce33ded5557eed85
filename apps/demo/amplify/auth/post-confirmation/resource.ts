import { defineFunction } from '@aws-amplify/backend';

/** Cognito calls one function per trigger, so this one runs two recipes. */
export const postConfirmation = defineFunction({
  name: 'post-confirmation',
  resourceGroupName: 'auth',
  timeoutSeconds: 5,
});
