import { powertoolsLayer } from '@amplify-recipes/core/backend';
import { defineFunction, secret } from '@aws-amplify/backend';

export const everyOption = defineFunction({
  name: 'every-option',
  entry: './describe.ts',
  timeoutSeconds: 2,
  memoryMB: 256,
  ephemeralStorageSizeMB: 600,
  environment: { GREETING: 'Hello', API_TOKEN: secret('API_TOKEN') },
  runtime: 24,
  architecture: 'arm64',
  layers: {
    '@aws-lambda-powertools/logger': powertoolsLayer('us-east-1'),
    'own-tools': 'own-tools:3',
  },
  schedule: ['every 5m', '0 9 ? * 2 *', { rate: 'every day', timezone: 'Europe/Berlin' }],
  logging: { format: 'json', level: 'warn', retention: '1 week' },
  bundling: { minify: false },
  resourceGroupName: 'data',
});
