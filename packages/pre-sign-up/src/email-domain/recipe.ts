import { cognitoTrigger, parseOptions, TriggerError } from '@amplify-recipes/core';
import type { PreSignUpTriggerHandler } from 'aws-lambda';
import * as v from 'valibot';
import { hostName, mailDomain } from './mail-domain.js';

const WILDCARD = /^\*\./;

const DomainPattern = v.pipe(
  v.string(),
  v.check(
    (pattern) => pattern.includes('.') && hostName(pattern.replace(WILDCARD, '')) !== undefined,
    'Write a domain as example.com, or as *.example.com for its subdomains.',
  ),
);
const DomainPatterns = v.pipe(v.array(DomainPattern), v.nonEmpty('Name at least one domain.'));

const TriggerSource = v.picklist([
  'PreSignUp_SignUp',
  'PreSignUp_ExternalProvider',
  'PreSignUp_AdminCreateUser',
]);

export const EmailDomainOptions = v.pipe(
  v.strictObject({
    /** The domains that may sign up: `example.com`, or `*.example.com` for its subdomains. */
    allow: v.optional(DomainPatterns),
    /** The domains that may not sign up, even if `allow` has them. */
    deny: v.optional(DomainPatterns),
    /** Denies disposable e-mail addresses, even if `allow` has their domain. */
    disposable: v.optional(v.literal('deny')),
    /** The sign-ups to check. Default: users who sign themselves up or use an identity provider. */
    triggerSources: v.optional(v.pipe(v.array(TriggerSource), v.nonEmpty('Name at least one.')), [
      'PreSignUp_SignUp',
      'PreSignUp_ExternalProvider',
    ]),
  }),
  v.check(
    ({ allow, deny, disposable }) => Boolean(allow ?? deny ?? disposable),
    "Give allow, deny or disposable: 'deny', or more than one of them.",
  ),
);
export type EmailDomainOptions = v.InferInput<typeof EmailDomainOptions>;

/**
 * Allows or denies sign-ups by e-mail domain.
 *
 * @param disposableDomains The domains of disposable e-mail addresses. Required for
 *   `disposable: 'deny'`.
 * @throws {OptionsError} When the options are not valid.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 * @example
 * export const handler = emailDomain({ allow: ['example.com', '*.example.com'] });
 * @example
 * export const handler = emailDomain({ disposable: 'deny' }, disposableDomains);
 */
export function emailDomain(
  options: EmailDomainOptions,
  disposableDomains?: ReadonlySet<string>,
): PreSignUpTriggerHandler {
  const { allow, deny, disposable, triggerSources } = parseOptions(EmailDomainOptions, options);
  if (disposable && !disposableDomains?.size) {
    throw new TypeError(
      "disposable: 'deny' needs the list of domains: emailDomain(options, disposableDomains).",
    );
  }
  const isAllowed = allow ? matcher(allow) : () => true;
  // Stryker disable next-line ArrayDeclaration: the mutant's pattern is no domain of anybody's.
  const isDenied = matcher(deny ?? []);
  const isDisposable = below((disposable && disposableDomains) ?? new Set());

  return cognitoTrigger(
    { recipe: 'email-domain', triggerSources, onlyChecks: true },
    ({ request }) => {
      const email: unknown = request.userAttributes?.email;
      if (typeof email !== 'string' || email === '') {
        throw new TriggerError('EMAIL_MISSING', 'An e-mail address is needed to sign up.');
      }
      const domain = mailDomain(email);
      if (!domain) {
        throw new TriggerError('EMAIL_INVALID', 'This is not a valid e-mail address.');
      }
      if (isDisposable(domain)) {
        throw new TriggerError(
          'EMAIL_DISPOSABLE',
          'Sign-up is not open to disposable e-mail addresses.',
        );
      }
      if (!isAllowed(domain) || isDenied(domain)) {
        throw new TriggerError(
          'EMAIL_DOMAIN_NOT_ALLOWED',
          'Sign-up is not open to e-mail addresses of this domain.',
        );
      }
      return undefined;
    },
  );
}

/** Whether a domain is `example.com`, or a subdomain of it for the pattern `*.example.com`. */
function matcher(patterns: readonly string[]): (domain: string) => boolean {
  const tests = patterns.map((pattern) => {
    const name = hostName(pattern.replace(WILDCARD, ''));
    return WILDCARD.test(pattern)
      ? (domain: string) => domain.endsWith(`.${name}`)
      : (domain: string) => domain === name;
  });
  return (domain) => tests.some((test) => test(domain));
}

/** Whether a domain or one of its parent domains is in the list. */
function below(list: ReadonlySet<string>): (domain: string) => boolean {
  return (domain) => {
    const labels = domain.split('.');
    return labels.some((_, index) => list.has(labels.slice(index).join('.')));
  };
}
