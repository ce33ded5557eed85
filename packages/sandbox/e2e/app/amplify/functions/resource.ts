import { defineFunction, secret } from '@aws-amplify/backend';

export const probe = defineFunction({
  name: 'probe',
  entry: './probe.ts',
  schedule: 'every year',
  environment: { PLAIN: 'plain value', SECRET: secret('PROBE_SECRET') },
});
