import { fileURLToPath } from 'node:url';
import { customMessageEvent } from '@amplify-recipes/core/testing';
import {
  compileReadmes,
  invokeBundle,
  publishingProblems,
  type SynthesizedFunction,
  synthesize,
} from '@amplify-recipes/recipe-tests';
import { beforeAll, describe, expect, it } from 'vitest';

const packageFolder = new URL('..', import.meta.url);
const copyOfLocalizedMessage = {
  'amplify/auth/localized-message': {
    copyOf: fileURLToPath(new URL('./localized-message', import.meta.url)),
  },
};

const templates = {
  CustomMessage_SignUp: {
    en: { emailSubject: 'Your code', emailMessage: '<p>Hello {{name|friend}}: {####}</p>' },
    es: { emailSubject: 'Tu código', emailMessage: '<p>Hola {{name|amigo}}: {####}</p>' },
  },
};
const signingUp = (locale: string) =>
  customMessageEvent({ request: { userAttributes: { locale, name: '<Ada>' } } });

describe('a backend with the recipes of this package', () => {
  let functions: Record<string, SynthesizedFunction>;

  beforeAll(async () => {
    const options = JSON.stringify({ defaultLocale: 'en', templates });
    functions = await synthesize(packageFolder, {
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

  const find = (name: string) => {
    const found = functions[name];
    if (!found) throw new Error(`There is no function ${name} in the template.`);
    return found;
  };

  it('has localized-message with its options, beside the user pool, for the time that Cognito waits', () => {
    const { environment, timeout, stack } = find('localized-message');
    expect({ environment, timeout, stack }).toMatchObject({
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

it('has READMEs whose snippets compile', async () => {
  const { snippets, problems } = await compileReadmes(packageFolder, copyOfLocalizedMessage);
  expect(problems).toEqual([]);
  expect(snippets).toBeGreaterThan(2);
}, 120_000);

it('is fit to be published', async () => {
  expect(await publishingProblems(packageFolder)).toEqual([]);
}, 120_000);
