import { preSignUpEvent } from '@amplify-recipes/core/testing';
import { invokeBundle, testRecipes } from '@amplify-recipes/recipe-tests';
import { describe, expect, it } from 'vitest';

const at = (domain: string) =>
  preSignUpEvent({ request: { userAttributes: { email: `ada@${domain}` } } });
const born = (birthdate: string) => preSignUpEvent({ request: { userAttributes: { birthdate } } });
const named = (name: string) => preSignUpEvent({ request: { userAttributes: { name } } });

const find = testRecipes(
  import.meta.url,
  {
    'email-domain': {
      options: { allow: ['example.com', '*.example.com'] },
      yes: [{ event: at('example.com') }, { event: at('eu.example.com') }],
      no: { event: at('evilexample.com'), code: 'EMAIL_DOMAIN_NOT_ALLOWED' },
    },
    'minimum-age': {
      options: { years: 13, timeZone: 'Europe/Berlin' },
      yes: { event: born('2000-02-29') },
      no: [
        { event: born('2001-02-29'), code: 'BIRTHDATE_INVALID' },
        { event: born('0001-01-01'), code: 'BIRTHDATE_INVALID' },
      ],
    },
    'attribute-rules': {
      handler: (module) => `
        import { attributeRules } from '${module}';
        import * as v from 'valibot';

        const name = v.optional(v.pipe(v.string(), v.nonEmpty('Please tell us your name.')), '');
        export const handler = attributeRules({ schema: v.object({ name }) });
      `,
      yes: { event: named('Ada Lovelace') },
      no: { event: preSignUpEvent(), code: 'ATTRIBUTES_INVALID' },
    },
  },
  {
    files: {
      'amplify/backend.ts': `
        import { defineBackend, defineFunction } from '@aws-amplify/backend';
        import { defineEmailDomain } from '@amplify-recipes/pre-sign-up/resources';
        import { auth } from './auth/resource.js';
        import { recipes } from './recipes.js';

        const disposable = defineEmailDomain(
          { deny: ['evil.test'], disposable: 'deny' },
          { name: 'disposable' },
        );
        const composed = defineFunction({
          name: 'composed',
          entry: './auth/composed/handler.ts',
          resourceGroupName: 'auth',
          timeoutSeconds: 5,
        });
        defineBackend({ auth, ...recipes, disposable, composed });
      `,
      'amplify/auth/composed/handler.ts': `
        import { chain } from '@amplify-recipes/core';
        import { attributeRules, emailDomain, minimumAge } from '@amplify-recipes/pre-sign-up';
        import * as v from 'valibot';

        const name = v.optional(v.pipe(v.string(), v.nonEmpty('Please tell us your name.')), '');
        export const handler = chain(
          emailDomain({ allow: ['example.com'] }),
          minimumAge({ years: 13 }),
          attributeRules({ schema: v.object({ name }) }),
        );
      `,
      'amplify/auth/resource.ts': `
        import { defineAuth } from '@aws-amplify/backend';
        import { recipes } from '../recipes.js';

        export const auth = defineAuth({
          loginWith: { email: true },
          triggers: { preSignUp: recipes.emailDomain },
        });
      `,
    },
  },
);

describe('the functions of this package', () => {
  it.each([
    ['email-domain', { ALLOW: '["example.com","*.example.com"]' }],
    ['disposable', { DENY: '["evil.test"]', DISPOSABLE: 'deny' }],
    ['minimum-age', { YEARS: '13', TIME_ZONE: 'Europe/Berlin' }],
  ])('has %s with its options', (name, options) => {
    expect(find(name).environment).toMatchObject(options);
  });

  it.each(['email-domain', 'minimum-age'])('allows %s nothing', (name) => {
    expect(find(name).statements).toEqual([]);
  });

  it('has the list of disposable domains only in the handler for it', () => {
    expect(find('disposable').bundleSize).toBeLessThan(180_000);
    expect(find('email-domain').bundle).not.toContain('mailinator.com');
  });

  it.each([
    ['example.com', undefined],
    ['evil.test', 'EMAIL_DOMAIN_NOT_ALLOWED'],
    ['mailinator.com', 'EMAIL_DISPOSABLE'],
  ])('has the bundle with the list, which answers %s with %s', async (domain, code) => {
    const { result, error, output } = await invokeBundle(find('disposable'), at(domain));
    expect(error?.split(':')[0]).toBe(code);
    expect(result).toEqual(code ? undefined : at(domain));
    expect(output).not.toContain(domain);
  });

  it.each([
    [{ email: 'ada@example.org' }, 'EMAIL_DOMAIN_NOT_ALLOWED'],
    [{}, 'BIRTHDATE_MISSING'],
    [{ birthdate: '2000-01-01' }, 'ATTRIBUTES_INVALID'],
    [{ birthdate: '2000-01-01', name: 'Ada' }, undefined],
  ])('has the bundle of a chain of all recipes, which answers %j with %s', async (given, code) => {
    const event = preSignUpEvent();
    Object.assign(event.request.userAttributes, given);
    const { result, error } = await invokeBundle(find('composed'), event);
    expect(error?.split(':')[0]).toBe(code);
    expect(result).toEqual(code ? undefined : event);
  });

  it.each([
    ['email-domain', "Give allow, deny or disposable: 'deny'"],
    ['disposable', "Give allow, deny or disposable: 'deny'"],
    ['copied-email-domain', "Give allow, deny or disposable: 'deny'"],
    ['minimum-age', 'YEARS is missing.'],
    ['copied-minimum-age', 'YEARS is missing.'],
  ])('has the bundle %s, whose error names the missing options', async (name, problem) => {
    const outcome = await invokeBundle({ ...find(name), environment: {} }, at('example.com'));
    expect(outcome.error).toContain(problem);
  });
});
