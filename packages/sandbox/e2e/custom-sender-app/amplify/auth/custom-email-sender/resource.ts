import { defineFunction } from '@aws-amplify/backend';

export const customEmailSender = defineFunction({
  name: 'custom-email-sender',
  resourceGroupName: 'auth',
});
