import { defineFunction } from '@aws-amplify/backend';

export const todoDigest = defineFunction({
  name: 'todo-digest',
  schedule: 'every week',
  resourceGroupName: 'data',
  timeoutSeconds: 60,
});
