import { fileURLToPath } from 'node:url';
import { preSignUpEvent } from '@amplify-recipes/core/testing';
import {
  compileReadmes,
  invokeBundle,
  publishingProblems,
  type SynthesizedFunction,
  synthesize,
} from '@amplify-recipes/recipe-tests';
import { beforeAll, describe, expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);
const copyOfEmailDomain = {
  'amplify/auth/email-domain': {
    copyOf: fileURLToPath(new URL('./email-domain', import.meta.url)),
  },
};

const at = (domain: string) =>
  preSignUpEvent({ request: { userAttributes: { email: `ada@${domain}` } } });

describe('a backend with the recipes of this package', () => {
  let functions: Record<string, SynthesizedFunction>;

  beforeAll(async () => {
    functions = await synthesize(packageFolder, {
      ...copyOfEmailDomain,
      'amplify/backend.ts': `
        import { defineBackend } from '@aws-amplify/backend';
        import { defineEmailDomain } from '@amplify-recipes/pre-sign-up/resources';
        import { auth } from './auth/resource.js';
        import { defineEmailDomain as defineCopy } from './auth/email-domain/resource.js';

        const disposable = defineEmailDomain(
          { deny: ['evil.test'], disposable: 'deny' },
          { name: 'disposable' },
        );
        const copied = defineCopy({ allow: ['example.com'] }, { name: 'copied' });
        defineBackend({ auth, disposable, copied });
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

  const find = (name: string) => {
    const found = functions[name];
    if (!found) throw new Error(`There is no function ${name} in the template.`);
    return found;
  };

  it('has email-domain with its options, beside the user pool, for the time that Cognito waits', () => {
    const { environment, timeout, stack } = find('email-domain');
    expect({ environment, timeout, stack }).toMatchObject({
      environment: { ALLOW: '["example.com","*.example.com"]' },
      timeout: 5,
      stack: 'auth',
    });
    expect(find('disposable').environment).toMatchObject({
      DENY: '["evil.test"]',
      DISPOSABLE: 'deny',
    });
  });

  it('allows email-domain nothing', () => {
    expect(find('email-domain').statements).toEqual([]);
  });

  it('has a small bundle, with the list of throw-away mailboxes only where it is asked for', () => {
    expect(find('email-domain').bundleSize).toBeLessThan(30_000);
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

  it.each(['email-domain', 'disposable', 'copied'])(
    'has the bundle %s, which does not start without its options',
    async (name) => {
      const outcome = await invokeBundle({ ...find(name), environment: {} }, at('example.com'));
      expect(outcome.error).toContain("Give allow, deny or disposable: 'deny'");
    },
  );
});

it('has READMEs whose snippets compile', async () => {
  const { snippets, problems } = await compileReadmes(packageFolder, copyOfEmailDomain);
  expect(problems).toEqual([]);
  expect(snippets).toBeGreaterThan(2);
}, 120_000);

it('is fit to be published', async () => {
  expect(await publishingProblems(packageFolder)).toEqual([]);
}, 120_000);
