import { defineFunction } from '@aws-amplify/backend';

/** The function of most custom operations. Its behaviour depends on the field. */
export const fields = defineFunction({
  name: 'fields',
  entry: './fields.ts',
  timeoutSeconds: 2,
  resourceGroupName: 'data',
});
export const authorizer = defineFunction({
  name: 'authorizer',
  entry: './authorizer.ts',
  resourceGroupName: 'data',
});
/** Calls the API of the backend. */
export const librarian = defineFunction({
  name: 'librarian',
  entry: './librarian.ts',
  timeoutSeconds: 20,
  resourceGroupName: 'data',
});
