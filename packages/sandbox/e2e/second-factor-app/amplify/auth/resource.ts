import { defineAuth } from '@aws-amplify/backend';

export const auth = defineAuth({
  loginWith: { email: { otpLogin: true }, phone: { otpLogin: true } },
  multifactor: {
    mode: 'OPTIONAL',
    sms: { smsMessage: (code) => `In with ${code()}` },
    totp: true,
    email: true,
  },
  accountRecovery: 'EMAIL_AND_PHONE_WITHOUT_MFA',
  senders: { email: { fromEmail: 'hello@example.com' } },
});
