import { customMessageEvent } from '@amplify-recipes/core/testing';
import { invokeBundle, testRecipes } from '@amplify-recipes/recipe-tests';
import { describe, expect, it } from 'vitest';

const templates = {
  CustomMessage_SignUp: {
    en: { emailSubject: 'Your code', emailMessage: '<p>Hello {{name|friend}}: {####}</p>' },
    es: { emailSubject: 'Tu código', emailMessage: '<p>Hola {{name|amigo}}: {####}</p>' },
  },
};
const signingUp = (locale: string) =>
  customMessageEvent({ request: { userAttributes: { locale, name: '<Ada>' } } });

function written(locale: string, emailSubject: string, emailMessage: string) {
  const event = signingUp(locale);
  return { ...event, response: { ...event.response, emailSubject, emailMessage } };
}

const find = testRecipes(
  import.meta.url,
  {
    'localized-message': {
      options: { defaultLocale: 'en', templates },
      yes: [
        {
          event: signingUp('es-MX'),
          result: written('es-MX', 'Tu código', '<p>Hola &#60;Ada&#62;: {####}</p>'),
        },
        {
          event: signingUp('fr'),
          result: written('fr', 'Your code', '<p>Hello &#60;Ada&#62;: {####}</p>'),
        },
      ],
    },
  },
  {
    snippets: 3,
    files: {
      'amplify/backend.ts': `
        import { defineBackend } from '@aws-amplify/backend';
        import { auth } from './auth/resource.js';
        import { recipes } from './recipes.js';

        defineBackend({ auth, ...recipes });
      `,
      'amplify/auth/resource.ts': `
        import { defineAuth } from '@aws-amplify/backend';
        import { recipes } from '../recipes.js';

        export const auth = defineAuth({
          loginWith: { email: true },
          triggers: { customMessage: recipes.localizedMessage },
        });
      `,
    },
  },
);

describe('localized-message in a backend', () => {
  it('has its options in its environment', () => {
    expect(find('localized-message').environment).toMatchObject({
      TEMPLATES: JSON.stringify(templates),
      DEFAULT_LOCALE: 'en',
    });
  });

  it('has no permissions', () => {
    expect(find('localized-message').statements).toEqual([]);
  });

  it.each(['localized-message', 'copied-localized-message'])(
    'has the bundle %s, which logs nothing without an error',
    async (name) => {
      expect((await invokeBundle(find(name), signingUp('es-MX'))).output).toBe('');
    },
  );

  it.each(['localized-message', 'copied-localized-message'])(
    'has the bundle %s, which names its missing options',
    async (name) => {
      const outcome = await invokeBundle({ ...find(name), environment: {} }, signingUp('en'));
      expect(outcome.error).toContain('TEMPLATES is missing.');
      expect(outcome.error).toContain('DEFAULT_LOCALE is missing.');
    },
  );
});
