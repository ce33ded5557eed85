import { defineAuth } from '@aws-amplify/backend';
import { customEmailSender } from './custom-email-sender/resource.js';

export const auth = defineAuth({
  loginWith: { email: true },
  senders: { email: { handler: customEmailSender } },
});
