import { defineAuth, defineFunction } from '@aws-amplify/backend';

const preSignUp = defineFunction({
  name: 'misbehaving',
  entry: './misbehaving.ts',
  timeoutSeconds: 1,
  resourceGroupName: 'auth',
});

export const auth = defineAuth({ loginWith: { email: true }, triggers: { preSignUp } });
