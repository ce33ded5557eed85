import { customMessageEvent } from '@amplify-recipes/core/testing';
import {
  copyOfRecipe,
  invokeBundle,
  type SynthesizedBackend,
  synthesize,
  testPublishedPackage,
} from '@amplify-recipes/recipe-tests';
import { beforeAll, describe, expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);
const copyOfLocalizedMessage = copyOfRecipe('localized-message', import.meta.url);

const templates = {
  CustomMessage_SignUp: {
    en: { emailSubject: 'Your code', emailMessage: '<p>Hello {{name|friend}}: {####}</p>' },
    es: { emailSubject: 'Tu código', emailMessage: '<p>Hola {{name|amigo}}: {####}</p>' },
  },
};
const signingUp = (locale: string) =>
  customMessageEvent({ request: { userAttributes: { locale, name: '<Ada>' } } });

describe('a backend with the recipes of this package', () => {
  let find: SynthesizedBackend;

  beforeAll(async () => {
    const options = JSON.stringify({ defaultLocale: 'en', templates });
    find = await synthesize(packageFolder, {
      ...copyOfLocalizedMessage,
      'amplify/backend.ts': `
        import { defineBackend } from '@aws-amplify/backend';
        import { auth } from './auth/resource.js';
        import { defineLocalizedMessage } from './auth/localized-message/resource.js';

        const copied = defineLocalizedMessage(${options}, { name: 'copied' });
        defineBackend({ auth, copied });
      `,
      'amplify/auth/resource.ts': `
        import { defineAuth } from '@aws-amplify/backend';
        import { defineLocalizedMessage } from '@amplify-recipes/custom-message/resources';

        export const auth = defineAuth({
          loginWith: { email: true },
          triggers: { customMessage: defineLocalizedMessage(${options}) },
        });
      `,
    });
  }, 120_000);

  it('has localized-message with its options, beside the user pool, for the time that Cognito waits', () => {
    expect(find('localized-message')).toMatchObject({
      environment: { TEMPLATES: JSON.stringify(templates), DEFAULT_LOCALE: 'en' },
      timeout: 5,
      stack: 'auth',
    });
  });

  it('allows localized-message nothing', () => {
    expect(find('localized-message').statements).toEqual([]);
  });

  it('has a small bundle', () => {
    expect(find('localized-message').bundleSize).toBeLessThan(30_000);
  });

  it.each([
    ['localized-message', 'es-MX', 'Tu código', '<p>Hola &#60;Ada&#62;: {####}</p>'],
    ['localized-message', 'fr', 'Your code', '<p>Hello &#60;Ada&#62;: {####}</p>'],
    ['copied', 'es-MX', 'Tu código', '<p>Hola &#60;Ada&#62;: {####}</p>'],
  ])(
    'has the bundle %s, which writes to a user of %s: %s',
    async (name, locale, emailSubject, emailMessage) => {
      const event = signingUp(locale);
      const outcome = await invokeBundle(find(name), event);
      const response = { ...event.response, emailSubject, emailMessage };
      expect(outcome).toEqual({ result: { ...event, response }, output: '' });
    },
  );

  it.each(['localized-message', 'copied'])(
    'has the bundle %s, which does not start without its options',
    async (name) => {
      const outcome = await invokeBundle({ ...find(name), environment: {} }, signingUp('en'));
      expect(outcome.error).toContain('TEMPLATES is missing.');
      expect(outcome.error).toContain('DEFAULT_LOCALE is missing.');
    },
  );
});

testPublishedPackage(packageFolder, 3, copyOfLocalizedMessage);
