import { defineAddToGroup } from '@amplify-recipes/post-confirmation/resources';
import { defineEmailDomain } from '@amplify-recipes/pre-sign-up/resources';
import { defineAuth } from '@aws-amplify/backend';

const preSignUp = defineEmailDomain({ allow: ['amazon.com'] });
const postConfirmation = defineAddToGroup({ groupName: 'EVERYONE' });

export const auth = defineAuth({
  loginWith: { email: true },
  groups: ['EVERYONE'],
  triggers: { preSignUp, postConfirmation },
  access: (allow) => [allow.resource(postConfirmation).to(['addUserToGroup'])],
});
