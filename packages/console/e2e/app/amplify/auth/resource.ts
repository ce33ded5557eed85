import { defineAuth } from '@aws-amplify/backend';
import { checkDomain, writeMessage } from '../functions/resource.js';

export const auth = defineAuth({
  loginWith: { email: true },
  groups: ['ADMINS', 'EDITORS'],
  userAttributes: {
    givenName: { required: false, mutable: true },
    'custom:plan': { dataType: 'String', mutable: true },
  },
  triggers: { preSignUp: checkDomain, customMessage: writeMessage },
});
