import { defineFunction } from '@aws-amplify/backend';

export const watchTodos = defineFunction({ name: 'watch-todos', resourceGroupName: 'data' });
