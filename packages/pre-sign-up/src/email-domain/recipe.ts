import { domainToASCII } from 'node:url';
import { cognitoTrigger, TriggerError } from '@amplify-recipes/core';
import type { PreSignUpTriggerHandler } from 'aws-lambda';
import * as v from 'valibot';

const DomainPattern = v.pipe(v.string(), v.regex(/^(?:\*\.)?[^*@\s]+\.[^*@\s]+$/));

export const EmailDomainOptions = v.pipe(
  v.strictObject({
    allow: v.optional(v.pipe(v.array(DomainPattern), v.minLength(1))),
    deny: v.optional(v.pipe(v.array(DomainPattern), v.minLength(1))),
    triggerSources: v.optional(
      v.pipe(
        v.array(
          v.picklist([
            'PreSignUp_SignUp',
            'PreSignUp_ExternalProvider',
            'PreSignUp_AdminCreateUser',
          ]),
        ),
        v.minLength(1),
      ),
      ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'],
    ),
  }),
  v.check(({ allow, deny }) => Boolean(allow ?? deny), 'Give allow or deny, or both.'),
);
export type EmailDomainOptions = v.InferInput<typeof EmailDomainOptions>;

export function emailDomain(options: EmailDomainOptions): PreSignUpTriggerHandler {
  const { allow, deny = [], triggerSources } = v.parse(EmailDomainOptions, options);
  return cognitoTrigger({ recipe: 'email-domain', triggerSources }, ({ request }) => {
    const email = request.userAttributes.email;
    if (!email) throw new TriggerError('EMAIL_MISSING', 'An e-mail address is needed to sign up.');
    const domain = domainToASCII(email.slice(email.lastIndexOf('@') + 1));
    const matches = (pattern: string) =>
      pattern.startsWith('*.') ? domain.endsWith(pattern.slice(1)) : domain === pattern;
    if (deny.some(matches) || (allow && !allow.some(matches))) {
      throw new TriggerError(
        'EMAIL_DOMAIN_NOT_ALLOWED',
        'Sign-up is not open to e-mail addresses of this domain.',
      );
    }
  });
}
