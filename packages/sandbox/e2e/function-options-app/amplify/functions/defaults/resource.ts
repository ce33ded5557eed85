import { defineFunction } from '@aws-amplify/backend';

export const defaults = defineFunction();

export const durable = defineFunction({
  name: 'durable',
  entry: './handler.ts',
  durableConfig: { executionTimeoutSeconds: 60 },
});
