import { defineFunction } from '@aws-amplify/backend';

export const todoReport = defineFunction({
  name: 'todo-report',
  schedule: 'every day',
  resourceGroupName: 'storage',
  timeoutSeconds: 60,
});
