import { domainToASCII } from 'node:url';
import {
  captureOutput,
  invoke,
  type Overrides,
  preSignUpEvent,
} from '@amplify-recipes/core/testing';
import { answerOf } from '@amplify-recipes/recipe-tests';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disposableDomains } from './disposable-domains.js';
import { type EmailDomainOptions, emailDomain } from './recipe.js';

const amazon: EmailDomainOptions = { allow: ['amazon.com'] };

/** An event with any address that a client or a broken identity provider may send. */
function eventOf(email: unknown, overrides: Overrides<PreSignUpTriggerEvent> = {}) {
  const event = preSignUpEvent(overrides);
  Object.assign(event.request.userAttributes, { email });
  return event;
}

/** The code of the refusal, or `let in`. */
async function answer(
  options: EmailDomainOptions,
  email: unknown,
  overrides?: Overrides<PreSignUpTriggerEvent>,
): Promise<string> {
  const event = eventOf(email, overrides);
  const handler = emailDomain(options, options.disposable && disposableDomains);
  const { result, error, text, code } = await answerOf(handler, event);
  if (typeof email === 'string' && email.includes('@')) expect(text).not.toContain(email);
  if (code) return code;
  expect(error).toBeUndefined();
  expect(result).toBe(event);
  return 'let in';
}

describe('email-domain', () => {
  it.each<[string, EmailDomainOptions, string, string]>([
    ['the domain', amazon, 'ada@amazon.com', 'let in'],
    ['the domain in capitals', amazon, 'ADA@AMAZON.COM', 'let in'],
    ['a domain allowed in capitals', { allow: ['Amazon.COM'] }, 'ada@amazon.com', 'let in'],
    ['one of several domains', { allow: ['a.example', 'b.example'] }, 'x@b.example', 'let in'],
    ['another domain', amazon, 'ada@example.com', 'EMAIL_DOMAIN_NOT_ALLOWED'],
    ['a subdomain', amazon, 'ada@eu.amazon.com', 'EMAIL_DOMAIN_NOT_ALLOWED'],
    ['a subdomain, wanted', { allow: ['*.amazon.com'] }, 'ada@a.eu.amazon.com', 'let in'],
    [
      'the domain of wanted subdomains',
      { allow: ['*.amazon.com'] },
      'ada@amazon.com',
      'EMAIL_DOMAIN_NOT_ALLOWED',
    ],
    ['a top-level domain, wanted', { allow: ['*.edu'] }, 'ada@cs.mit.edu', 'let in'],
    ['a denied domain', { deny: ['evil.test'] }, 'ada@evil.test', 'EMAIL_DOMAIN_NOT_ALLOWED'],
    ['a domain that is not denied', { deny: ['evil.test'] }, 'ada@example.com', 'let in'],
    ['below a denied domain', { deny: ['evil.test'] }, 'ada@a.evil.test', 'let in'],
    ['below, denied', { deny: ['*.evil.test'] }, 'a@a.evil.test', 'EMAIL_DOMAIN_NOT_ALLOWED'],
    [
      'a domain allowed and denied',
      { allow: ['*.example.com'], deny: ['x.example.com'] },
      'ada@x.example.com',
      'EMAIL_DOMAIN_NOT_ALLOWED',
    ],
    ['an international domain', { allow: ['bücher.example'] }, 'a@xn--bcher-kva.example', 'let in'],
    ['the same in letters', { allow: ['xn--bcher-kva.example'] }, 'a@BÜCHER.example', 'let in'],
    [
      'below an international domain',
      { allow: ['*.bücher.example'] },
      'a@x.BÜCHER.example',
      'let in',
    ],
    ['a throw-away mailbox', { disposable: 'deny' }, 'ada@mailinator.com', 'EMAIL_DISPOSABLE'],
    ['below one', { disposable: 'deny' }, 'ada@x.y.mailinator.com', 'EMAIL_DISPOSABLE'],
    ['a mailbox to keep', { disposable: 'deny' }, 'ada@example.com', 'let in'],
    ['a domain that only ends like one', { disposable: 'deny' }, 'a@xmailinator.com', 'let in'],
    [
      'a throw-away mailbox, allowed',
      { allow: ['mailinator.com'], disposable: 'deny' },
      'ada@mailinator.com',
      'EMAIL_DISPOSABLE',
    ],
  ])('with %s: %j answers %s with %s', async (_, options, email, expected) => {
    expect(await answer(options, email)).toBe(expected);
  });

  describe('does not let in', () => {
    it.each<[string, string]>([
      ['a domain that only ends in the allowed one', 'x@evilamazon.com'],
      ['a domain that only begins with it', 'x@amazon.com.evil.test'],
      ['a domain with it in the local part', 'amazon.com@evil.test'],
      ['a homograph', 'x@\u0430mazon.com'],
      ['a homograph in punycode', 'x@xn--mazon-3ve.com'],
    ])('%s', async (_, email) => {
      expect(await answer(amazon, email)).toBe('EMAIL_DOMAIN_NOT_ALLOWED');
    });

    it.each<[string, unknown, string]>([
      ['a trailing dot', 'x@amazon.com.', 'EMAIL_INVALID'],
      ['two signs', 'x@evil.test@amazon.com', 'EMAIL_INVALID'],
      ['two signs, quoted', '"x@evil.test"@amazon.com', 'EMAIL_INVALID'],
      ['a space at the end', 'x@amazon.com ', 'EMAIL_INVALID'],
      ['a space inside', 'x@evil.test amazon.com', 'EMAIL_INVALID'],
      ['a line break', 'x@amazon.com\nbcc:y@evil.test', 'EMAIL_INVALID'],
      ['a null byte', 'x@evil.test\0@amazon.com', 'EMAIL_INVALID'],
      ['a comment', 'x@amazon.com(evil.test)', 'EMAIL_INVALID'],
      ['a path, which IDNA would cut off', 'x@amazon.com/evil.test', 'EMAIL_INVALID'],
      ['a question mark', 'x@amazon.com?.evil.test', 'EMAIL_INVALID'],
      ['a hash', 'x@amazon.com#.evil.test', 'EMAIL_INVALID'],
      ['a percent sign, which IDNA would decode', 'x@am%61zon.com', 'EMAIL_INVALID'],
      ['full-width letters, which IDNA would fold', 'x@\uff41mazon.com', 'EMAIL_INVALID'],
      ['a mathematical letter', 'x@\u{1d41a}mazon.com', 'EMAIL_INVALID'],
      ['a full-width at sign', 'x\uff20evil.test@amazon.com', 'EMAIL_INVALID'],
      ['a soft hyphen, which IDNA would drop', 'x@ama\u00adzon.com', 'EMAIL_INVALID'],
      ['a text that runs backwards', 'x@\u202eamazon.com', 'EMAIL_INVALID'],
      ['no address', undefined, 'EMAIL_MISSING'],
      ['an empty address', '', 'EMAIL_MISSING'],
      ['null', null, 'EMAIL_MISSING'],
      ['a list of addresses', ['x@amazon.com'], 'EMAIL_MISSING'],
      ['an object', { toString: 'x@amazon.com' }, 'EMAIL_MISSING'],
      ['a text that is no address', 'amazon.com', 'EMAIL_INVALID'],
    ])('%s, whether domains are allowed or denied', async (_, email, code) => {
      expect(await answer(amazon, email)).toBe(code);
      expect(await answer({ deny: ['other.test'] }, email)).toBe(code);
    });

    it('the Kelvin sign for a k', async () => {
      expect(await answer({ allow: ['kindle.com'] }, 'x@\u212Aindle.com')).toBe('EMAIL_INVALID');
      expect(await answer({ deny: ['kindle.com'] }, 'x@\u212Aindle.com')).toBe('EMAIL_INVALID');
      expect(await answer({ allow: ['kindle.com'] }, 'x@Kindle.com')).toBe('let in');
    });

    it('an event without attributes', async () => {
      const event = JSON.parse('{"triggerSource":"PreSignUp_SignUp","request":{},"response":{}}');
      const { error } = await captureOutput(() => invoke(emailDomain(amazon), event));
      expect(error).toMatchObject({ code: 'EMAIL_MISSING' });
    });

    it('any address outside of the allowed domain', async () => {
      const address = fc.oneof(
        fc.emailAddress(),
        fc.emailAddress().map((email) => `${email}amazon.com`),
        fc.emailAddress().map((email) => `${email}@amazon.com`),
        fc.emailAddress().map((email) => email.replace(/@.*/, '@amazon.com')),
        fc.string({ unit: 'grapheme' }).map((text) => `${text}@amazon.com`),
        fc.string({ unit: 'grapheme' }).map((text) => `x@${text}amazon.com`),
        fc.string({ unit: 'grapheme' }).map((text) => `x@amazon.com${text}`),
      );
      const handler = emailDomain(amazon);
      await captureOutput(() =>
        fc.assert(
          fc.asyncProperty(address, async (email) => {
            const isIn = await invoke(handler, eventOf(email)).then(
              () => true,
              () => false,
            );
            if (isIn) expect(email).toMatch(/^[^@\s]+@amazon\.com$/i);
            if (/^[\w.+-]{1,64}@amazon\.com$/i.test(email)) expect(isIn).toBe(true);
          }),
          { numRuns: 1000 },
        ),
      ).then(({ error }) => {
        if (error) throw error;
      });
    });
  });

  it('decides only by the labels of the domain, for any rules', async () => {
    // Few labels, so that rules and domains often share some.
    const label = fc.constantFrom('a', 'b', 'aa', 'a-b', 'bücher');
    const name = fc
      .array(label, { minLength: 1, maxLength: 3 })
      .map((labels) => [...labels, 'example']);
    const spelling = fc.boolean();
    const rule = fc.record({ below: fc.boolean(), name, spelling });
    const rules = fc.option(fc.array(rule, { minLength: 1, maxLength: 3 }), { nil: undefined });
    type Rule = typeof rule extends fc.Arbitrary<infer T> ? T : never;
    const spelt = (labels: readonly string[], inAscii: boolean) =>
      labels.map((text) => (inAscii ? domainToASCII(text) : text)).join('.');
    const written = (list: readonly Rule[]) =>
      list.map(({ below, name, spelling }) => `${below ? '*.' : ''}${spelt(name, spelling)}`);
    const isMet = (list: readonly Rule[], domain: readonly string[]) =>
      list.some(({ below, name }) => {
        const isSame = domain.slice(-name.length).join() === name.join();
        return isSame && (below ? domain.length > name.length : domain.length === name.length);
      });
    await captureOutput(() =>
      fc.assert(
        fc.asyncProperty(rules, rules, name, spelling, async (allow, deny, domain, inAscii) => {
          fc.pre(allow !== undefined || deny !== undefined);
          const handler = emailDomain({
            ...(allow && { allow: written(allow) }),
            ...(deny && { deny: written(deny) }),
          });
          const address = `Ada@${spelt(domain, inAscii).toUpperCase()}`;
          const isIn = await invoke(handler, eventOf(address)).then(
            () => true,
            () => false,
          );
          expect(isIn).toBe((!allow || isMet(allow, domain)) && !(deny && isMet(deny, domain)));
        }),
        { numRuns: 1000 },
      ),
    ).then(({ error }) => {
      if (error) throw error;
    });
  });

  it('refuses every disposable domain of the list and its subdomains', async () => {
    const listed = fc.constantFrom(...disposableDomains);
    const before = fc.constantFrom('', 'a.', 'a.b.', 'x-1.mail.');
    const handler = emailDomain({ disposable: 'deny' }, disposableDomains);
    await captureOutput(() =>
      fc.assert(
        fc.asyncProperty(listed, before, async (domain, labels) => {
          await expect(invoke(handler, eventOf(`ada@${labels}${domain}`))).rejects.toMatchObject({
            code: 'EMAIL_DISPOSABLE',
          });
        }),
        { numRuns: 500 },
      ),
    ).then(({ error }) => {
      if (error) throw error;
    });
  });

  it('sends the client a code and a sentence, but not the allowed domains', async () => {
    const { error, lines } = await captureOutput(() =>
      invoke(emailDomain({ allow: ['partner.example'] }), preSignUpEvent()),
    );
    expect(String(error)).toBe(
      'TriggerError: EMAIL_DOMAIN_NOT_ALLOWED: Sign-up is not open to e-mail addresses of this domain',
    );
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'email-domain said no',
        reason: 'EMAIL_DOMAIN_NOT_ALLOWED',
      }),
    ]);
  });

  it('checks users of an identity provider', async () => {
    const triggerSource = 'PreSignUp_ExternalProvider';
    expect(await answer(amazon, 'ada@amazon.com', { triggerSource })).toBe('let in');
    expect(await answer(amazon, 'ada@evil.test', { triggerSource })).toBe(
      'EMAIL_DOMAIN_NOT_ALLOWED',
    );
    expect(await answer(amazon, undefined, { triggerSource })).toBe('EMAIL_MISSING');
  });

  it('lets an administrator create any user, unless the options say otherwise', async () => {
    const triggerSource = 'PreSignUp_AdminCreateUser';
    expect(await answer(amazon, 'ada@evil.test', { triggerSource })).toBe('let in');
    expect(await answer(amazon, undefined, { triggerSource })).toBe('let in');
    expect(
      await answer({ ...amazon, triggerSources: [triggerSource] }, 'ada@evil.test', {
        triggerSource,
      }),
    ).toBe('EMAIL_DOMAIN_NOT_ALLOWED');
  });

  it('returns an event of an unknown trigger source unchanged', async () => {
    const event = JSON.parse(
      JSON.stringify({ ...preSignUpEvent(), triggerSource: 'PreSignUp_New' }),
    );
    expect(await invoke(emailDomain(amazon), event)).toBe(event);
  });

  it('gives the same answer to the same event three times', async () => {
    const answers = [];
    for (let time = 0; time < 3; time += 1) answers.push(await answer(amazon, 'x@evil.test'));
    expect(new Set(answers)).toEqual(new Set(['EMAIL_DOMAIN_NOT_ALLOWED']));
  });

  it('reads only the address from the client', async () => {
    const clientMetadata = { allow: 'evil.test', email: 'ada@amazon.com' };
    const request = { clientMetadata, validationData: clientMetadata };
    expect(await answer(amazon, 'ada@evil.test', { request })).toBe('EMAIL_DOMAIN_NOT_ALLOWED');
  });

  it.each<[string, EmailDomainOptions, string]>([
    ['no rule', {}, "Give allow, deny or disposable: 'deny', or more than one of them."],
    ['an empty list', { allow: [] }, 'allow is not valid. Name at least one domain.'],
    ['an address', { allow: ['ada@amazon.com'] }, 'allow.0 is not valid. Write a domain as'],
    ['a bare wildcard', { deny: ['*'] }, 'deny.0 is not valid'],
    ['a wildcard inside', { allow: ['a.*.com'] }, 'allow.0 is not valid'],
    ['a top-level domain', { allow: ['com'] }, 'allow.0 is not valid'],
    ['a leading dot', { allow: ['.amazon.com'] }, 'allow.0 is not valid'],
    ['a URL', { allow: ['https://amazon.com'] }, 'allow.0 is not valid'],
    ['an invalid domain', { allow: ['amazon..com'] }, 'allow.0 is not valid'],
    ['a Kelvin sign', { allow: ['\u212Aindle.com'] }, 'allow.0 is not valid'],
    ['a Kelvin sign below a wildcard', { deny: ['*.\u212Aindle.com'] }, 'deny.0 is not valid'],
    ['a full-width full stop', { allow: ['amazon\uff0ecom'] }, 'allow.0 is not valid'],
    [
      'no trigger source, which would let everybody in',
      { allow: ['amazon.com'], triggerSources: [] },
      'triggerSources is not valid. Name at least one.',
    ],
    ['an unknown option', JSON.parse('{"alow":["amazon.com"]}'), 'alow is not an option'],
    ['a flag', JSON.parse('{"disposable":true}'), 'disposable is not valid. Expected "deny".'],
  ])('rejects %s before the first event', (_, options, problem) => {
    expect(() => emailDomain(options)).toThrow(problem);
  });

  it('does not run without the list of disposable domains', () => {
    const needed = 'emailDomain(options, disposableDomains)';
    expect(() => emailDomain({ disposable: 'deny' })).toThrow(needed);
    expect(() => emailDomain({ disposable: 'deny' }, new Set())).toThrow(needed);
  });

  it('ignores the list of disposable domains unless the options enable it', async () => {
    const handler = emailDomain({ allow: ['mailinator.com'] }, disposableDomains);
    const event = eventOf('ada@mailinator.com');
    expect(await invoke(handler, event)).toBe(event);
  });

  it('has a list of domains in the form that it compares', () => {
    expect(disposableDomains.size).toBeGreaterThan(5000);
    const odd = [...disposableDomains].filter(
      (domain) => !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain),
    );
    expect(odd).toEqual([]);
    expect(disposableDomains.has('gmail.com')).toBe(false);
  });
});
