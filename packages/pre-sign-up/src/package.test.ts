import { preSignUpEvent } from '@amplify-recipes/core/testing';
import {
  copyOfRecipe,
  invokeBundle,
  type SynthesizedBackend,
  synthesize,
  testPublishedPackage,
} from '@amplify-recipes/recipe-tests';
import { beforeAll, describe, expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);
const copies = {
  ...copyOfRecipe('attribute-rules', import.meta.url),
  ...copyOfRecipe('email-domain', import.meta.url),
  ...copyOfRecipe('minimum-age', import.meta.url),
};

const at = (domain: string) =>
  preSignUpEvent({ request: { userAttributes: { email: `ada@${domain}` } } });
const born = (birthdate: string) => preSignUpEvent({ request: { userAttributes: { birthdate } } });

describe('a backend with the recipes of this package', () => {
  let find: SynthesizedBackend;

  beforeAll(async () => {
    find = await synthesize(packageFolder, {
      ...copies,
      'amplify/backend.ts': `
        import { defineBackend, defineFunction } from '@aws-amplify/backend';
        import { defineEmailDomain, defineMinimumAge } from '@amplify-recipes/pre-sign-up/resources';
        import { auth } from './auth/resource.js';
        import { defineEmailDomain as defineCopy } from './auth/email-domain/resource.js';
        import { defineMinimumAge as defineCopyOfAge } from './auth/minimum-age/resource.js';

        const disposable = defineEmailDomain(
          { deny: ['evil.test'], disposable: 'deny' },
          { name: 'disposable' },
        );
        const copied = defineCopy({ allow: ['example.com'] }, { name: 'copied' });
        const minimumAge = defineMinimumAge({ years: 13, timeZone: 'Europe/Berlin' });
        const copiedAge = defineCopyOfAge({ years: 13 }, { name: 'copied-age' });
        const composed = defineFunction({
          name: 'composed',
          entry: './auth/composed/handler.ts',
          resourceGroupName: 'auth',
          timeoutSeconds: 5,
        });
        defineBackend({ auth, disposable, copied, minimumAge, copiedAge, composed });
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
        import { defineEmailDomain } from '@amplify-recipes/pre-sign-up/resources';

        export const auth = defineAuth({
          loginWith: { email: true },
          triggers: { preSignUp: defineEmailDomain({ allow: ['example.com', '*.example.com'] }) },
        });
      `,
    });
  }, 120_000);

  it('has email-domain with its options, beside the user pool, for the time that Cognito waits', () => {
    expect(find('email-domain')).toMatchObject({
      environment: { ALLOW: '["example.com","*.example.com"]' },
      timeout: 5,
      stack: 'auth',
    });
    expect(find('disposable').environment).toMatchObject({
      DENY: '["evil.test"]',
      DISPOSABLE: 'deny',
    });
  });

  it('has minimum-age with its options, beside the user pool, for the time that Cognito waits', () => {
    expect(find('minimum-age')).toMatchObject({
      environment: { YEARS: '13', TIME_ZONE: 'Europe/Berlin' },
      timeout: 5,
      stack: 'auth',
    });
  });

  it.each(['email-domain', 'minimum-age'])('allows %s nothing', (name) => {
    expect(find(name).statements).toEqual([]);
  });

  it('has a small bundle, with the list of throw-away mailboxes only where it is asked for', () => {
    expect(find('email-domain').bundleSize).toBeLessThan(30_000);
    expect(find('minimum-age').bundleSize).toBeLessThan(30_000);
    expect(find('disposable').bundleSize).toBeLessThan(180_000);
    expect(find('email-domain').bundle).not.toContain('mailinator.com');
  });

  it.each([
    ['email-domain', 'example.com', undefined],
    ['email-domain', 'eu.example.com', undefined],
    ['email-domain', 'evilexample.com', 'EMAIL_DOMAIN_NOT_ALLOWED'],
    ['disposable', 'example.com', undefined],
    ['disposable', 'evil.test', 'EMAIL_DOMAIN_NOT_ALLOWED'],
    ['disposable', 'mailinator.com', 'EMAIL_DISPOSABLE'],
    ['copied', 'example.com', undefined],
    ['copied', 'evilexample.com', 'EMAIL_DOMAIN_NOT_ALLOWED'],
  ])('has the bundle %s, which answers %s with %s', async (name, domain, code) => {
    const { result, error, output } = await invokeBundle(find(name), at(domain));
    expect(error?.split(':')[0]).toBe(code);
    expect(result).toEqual(code ? undefined : at(domain));
    expect(output).not.toContain(domain);
  });

  it.each([
    ['minimum-age', '2000-02-29', undefined],
    ['minimum-age', '2001-02-29', 'BIRTHDATE_INVALID'],
    ['minimum-age', '0001-01-01', 'BIRTHDATE_INVALID'],
    ['copied-age', '2000-02-29', undefined],
    ['copied-age', '2001-02-29', 'BIRTHDATE_INVALID'],
  ])('has the bundle %s, which answers %s with %s', async (name, birthdate, code) => {
    const { result, error, output } = await invokeBundle(find(name), born(birthdate));
    expect(error?.split(':')[0]).toBe(code);
    expect(result).toEqual(code ? undefined : born(birthdate));
    expect(output).not.toContain(birthdate);
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
    ['copied', "Give allow, deny or disposable: 'deny'"],
    ['minimum-age', 'YEARS is missing.'],
    ['copied-age', 'YEARS is missing.'],
  ])('has the bundle %s, which does not start without its options', async (name, problem) => {
    const outcome = await invokeBundle({ ...find(name), environment: {} }, at('example.com'));
    expect(outcome.error).toContain(problem);
  });
});

testPublishedPackage(packageFolder, 3, copies);
