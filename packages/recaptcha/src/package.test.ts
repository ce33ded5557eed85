import {
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  verifyAuthChallengeResponseEvent,
} from '@amplify-recipes/core/testing';
import {
  invokeBundle,
  secretNamed,
  startHttpServer,
  testRecipes,
} from '@amplify-recipes/recipe-tests';
import { describe, expect, it } from 'vitest';

const session = [
  { challengeName: 'SRP_A', challengeResult: true },
  { challengeName: 'PASSWORD_VERIFIER', challengeResult: true },
] as never[];

const parts = ['define', 'create', 'verify'] as const;
const functions = parts.flatMap((part) => [`captcha-${part}`, `copied-captcha-${part}`]);

const defining = defineAuthChallengeEvent({ request: { session } });
const withoutToken = verifyAuthChallengeResponseEvent({
  request: { challengeAnswer: '', privateChallengeParameters: { challenge: 'captcha' } },
});

const find = testRecipes(
  import.meta.url,
  {
    captcha: {
      bundleLimit: 30_500,
      options: {
        provider: 'recaptcha-v3',
        siteKey: 'my-site-key',
        secretKey: secretNamed('CAPTCHA_SECRET_KEY'),
        hostnames: ['app.example.com'],
        minimumScore: 0.7,
        attempts: 2,
      },
      startsWithoutOptions: ['define'],
      yes: {
        part: 'define',
        event: defining,
        result: expect.objectContaining({
          response: expect.objectContaining({ challengeName: 'CUSTOM_CHALLENGE' }),
        }),
      },
      no: {
        part: 'verify',
        event: withoutToken,
        environment: { SECRET_KEY: 'secret-key' },
        result: { ...withoutToken, response: { answerCorrect: false } },
      },
    },
  },
  {
    snippets: 8,
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
          triggers: {
            defineAuthChallenge: recipes.captchaDefineAuthChallenge,
            createAuthChallenge: recipes.captchaCreateAuthChallenge,
            verifyAuthChallengeResponse: recipes.captchaVerifyAuthChallengeResponse,
          },
        });
      `,
    },
  },
);

describe('captcha in a backend', () => {
  it.each(parts)(
    'has captcha-%s in the stack of the user pool, with the timeout of Cognito',
    (part) => {
      const { timeout, stack } = find(`captcha-${part}`);
      expect({ timeout, stack }).toEqual({ timeout: 5, stack: 'auth' });
    },
  );

  it('gives each function the options that it needs, and the secret key to one only', () => {
    const options = parts.map((part) => {
      const { AMPLIFY_SSM_ENV_CONFIG, ...own } = find(`captcha-${part}`).environment;
      return { ...own, secrets: Object.keys(JSON.parse(String(AMPLIFY_SSM_ENV_CONFIG))) };
    });
    const prompt = { PROVIDER: 'recaptcha-v3', SITE_KEY: 'my-site-key' };
    expect(options).toEqual([
      { ATTEMPTS: '2', secrets: [] },
      { ...prompt, ATTEMPTS: '2', secrets: [] },
      {
        ...prompt,
        HOSTNAMES: '["app.example.com"]',
        MINIMUM_SCORE: '0.7',
        SECRET_KEY: '<value will be resolved during runtime>',
        secrets: ['SECRET_KEY'],
      },
    ]);
  });

  it('allows only to read the secret key', () => {
    for (const name of functions) {
      const { statements } = find(name);
      if (!name.endsWith('verify')) expect(statements).toEqual([]);
      for (const { Action, Resource } of statements) {
        expect(Action).toBe('ssm:GetParameters');
        expect(JSON.stringify(Resource)).toContain('CAPTCHA_SECRET_KEY');
        expect(JSON.stringify(Resource)).not.toContain('*');
      }
    }
  });

  it.each([
    ['define', 20_000],
    ['create', 30_000],
    ['verify', 30_500],
  ])('has a small bundle to %s: under %i bytes', (part, bytes) => {
    expect(find(`captcha-${part}`).bundleSize).toBeLessThan(bytes);
  });

  it.each(['captcha', 'copied-captcha'])('has bundles that sign a human in: %s', async (name) => {
    const server = await startHttpServer(() => ({
      body: JSON.stringify({
        success: true,
        score: 0.9,
        action: 'sign_in',
        hostname: 'app.example.com',
        challenge_ts: new Date().toISOString(),
      }),
    }));
    try {
      const run = (part: string, event: object) =>
        invokeBundle(find(`${name}-${part}`), event, {
          SECRET_KEY: 'secret-key',
          VERIFY_URL: server.url,
        });
      const defined = await run('define', defineAuthChallengeEvent({ request: { session } }));
      expect(defined.result).toMatchObject({ response: { challengeName: 'CUSTOM_CHALLENGE' } });
      const created = await run('create', createAuthChallengeEvent({ request: { session } }));
      expect(created.result).toMatchObject({
        response: { publicChallengeParameters: { siteKey: 'my-site-key', action: 'sign_in' } },
      });
      const verified = await run(
        'verify',
        verifyAuthChallengeResponseEvent({
          request: {
            challengeAnswer: 'a-token',
            privateChallengeParameters: { challenge: 'captcha' },
          },
        }),
      );
      expect(verified).toMatchObject({
        result: { response: { answerCorrect: true } },
        output: '',
      });
      expect(server.requests.map(({ body }) => body)).toEqual([
        'secret=secret-key&response=a-token',
      ]);
    } finally {
      await server.stop();
    }
  });

  it.each([
    ['create', {}, 'SITE_KEY is missing.'],
    ['verify', {}, 'SECRET_KEY is missing.'],
    ['verify', undefined, 'SECRET_KEY is missing: Amplify could not read its secret'],
  ])('has the bundle %s, which does not start with %j', async (part, environment, problem) => {
    const found = find(`captcha-${part}`);
    const outcome = await invokeBundle({ ...found, ...(environment && { environment }) }, {});
    expect(outcome.error).toContain(problem);
  });
});
