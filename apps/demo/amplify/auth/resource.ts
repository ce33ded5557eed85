import { defineAuth } from '@aws-amplify/backend';
import { contactTeam } from '../functions/contact-team/resource.js';
import {
  createAuthChallenge,
  defineAuthChallenge,
  verifyAuthChallengeResponse,
} from './custom-sign-in/resource.js';
import { customMessage } from './localized-message/resource.js';
import { postConfirmation } from './post-confirmation/resource.js';
import { preSignUp } from './pre-sign-up/resource.js';

export const auth = defineAuth({
  // A client that starts with USER_AUTH can also use an e-mail code instead of the password.
  loginWith: { email: { otpLogin: true } },
  multifactor: { mode: 'OPTIONAL', totp: true },
  // The user pool gets a role to send text messages: the codes that confirm phone numbers.
  senders: { sms: {} },
  groups: ['EVERYONE'],
  triggers: {
    preSignUp,
    customMessage,
    postConfirmation,
    defineAuthChallenge,
    createAuthChallenge,
    verifyAuthChallengeResponse,
  },
  access: (allow) => [
    allow.resource(postConfirmation).to(['addUserToGroup']),
    allow.resource(contactTeam).to(['getUser']),
  ],
});
