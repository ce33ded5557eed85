import { defineStorage } from '@aws-amplify/backend';
import { describeGo } from '../functions/go/resource.js';
import { describePython } from '../functions/python/resource.js';

export const storage = defineStorage({
  name: 'reports',
  access: (allow) => ({
    'reports/*': [
      allow.resource(describePython).to(['read']),
      allow.resource(describeGo).to(['read']),
    ],
  }),
});
