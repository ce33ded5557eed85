import { defineStorage } from '@aws-amplify/backend';

export const storage = defineStorage({
  name: 'files',
  access: (allow) => ({ 'pictures/*': [allow.authenticated.to(['read', 'write'])] }),
});
