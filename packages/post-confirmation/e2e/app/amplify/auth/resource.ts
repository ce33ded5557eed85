import { defineCreateUserProfile } from '@amplify-recipes/post-confirmation/resources';
import { defineAuth } from '@aws-amplify/backend';

export const createUserProfile = defineCreateUserProfile({
  through: 'table',
  fields: { email: 'email', nick: 'nickname' },
});

export const auth = defineAuth({
  loginWith: { email: true },
  triggers: { postConfirmation: createUserProfile },
});
