import { defineGoFunction } from '@amplify-recipes/core/backend';
import { secret } from '@aws-amplify/backend';

export const describeGo = defineGoFunction({
  module: import.meta.url,
  name: 'describe-go',
  timeoutSeconds: 2,
  memoryMB: 256,
  environment: { GREETING: 'Hello', API_KEY: secret('API_KEY') },
  schedule: 'every 5m',
  logging: { format: 'json', level: 'warn' },
  resourceGroupName: 'data',
});
