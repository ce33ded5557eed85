import {
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  verifyAuthChallengeResponseEvent,
} from '@amplify-recipes/core/testing';
import {
  invokeBundle,
  secretNamed,
  startAwsServer,
  testRecipes,
} from '@amplify-recipes/recipe-tests';
import { describe, expect, it } from 'vitest';

const KEY = 'a key of 32 characters or some more';

/** The challenge of a user who does not exist: each answer to it is wrong. */
const unanswerable = verifyAuthChallengeResponseEvent({
  request: { challengeAnswer: '12345678', privateChallengeParameters: {}, userNotFound: true },
});

const find = testRecipes(
  import.meta.url,
  {
    'one-time-code': {
      options: { password: 'none', deliver: 'sms', appName: 'Example', key: secretNamed('KEY') },
      hiddenOptions: ['tableName'],
      furtherOptions: ['password', 'identity'],
      yes: {
        part: 'define',
        event: defineAuthChallengeEvent(),
        result: expect.objectContaining({
          response: expect.objectContaining({ challengeName: 'CUSTOM_CHALLENGE' }),
        }),
      },
      no: {
        part: 'verify',
        event: unanswerable,
        environment: { KEY },
        result: { ...unanswerable, response: { answerCorrect: false } },
      },
    },
  },
  {
    snippets: 9,
    files: {
      'amplify/backend.ts': `
        import { defineBackend, defineFunction, secret } from '@aws-amplify/backend';
        import { allowOneTimeCode, defineOneTimeCode } from './auth/one-time-code/resource.js';
        import { auth } from './auth/resource.js';
        import { recipes } from './recipes.js';

        const common = { password: 'required', appName: 'Example', key: secret('KEY') } as const;
        const text = defineOneTimeCode({ ...common, deliver: 'sms' }, { name: 'text' });
        const copied = defineOneTimeCode(
          { ...common, deliver: 'email', from: 'no-reply@mail.example.com', identity: 'example.com' },
          { name: 'copied' },
        );
        const choice = defineOneTimeCode(
          { ...common, deliver: ['email', 'sms'], from: 'no-reply@example.com', attempts: 4 },
          { name: 'choice' },
        );
        const ownCreate = defineFunction({ name: 'own-create', entry: './own.ts' });
        const ownVerify = defineFunction({ name: 'own-verify', entry: './own.ts' });
        allowOneTimeCode(
          { createAuthChallenge: ownCreate, verifyAuthChallengeResponse: ownVerify },
          { deliver: 'sms', guessesPerHour: 10 },
        );
        defineBackend({
          auth,
          ...recipes,
          ownCreate,
          ownVerify,
          textDefine: text.defineAuthChallenge,
          textCreate: text.createAuthChallenge,
          textVerify: text.verifyAuthChallengeResponse,
          copiedDefine: copied.defineAuthChallenge,
          copiedCreate: copied.createAuthChallenge,
          copiedVerify: copied.verifyAuthChallengeResponse,
          choiceDefine: choice.defineAuthChallenge,
          choiceCreate: choice.createAuthChallenge,
          choiceVerify: choice.verifyAuthChallengeResponse,
        });
      `,
      'amplify/own.ts': 'export const handler = async (event: object) => event;',
      'amplify/auth/resource.ts': `
        import { defineAuth, secret } from '@aws-amplify/backend';
        import { defineOneTimeCode } from '@amplify-recipes/custom-auth/resources';

        const triggers = defineOneTimeCode(
          {
            password: 'none',
            deliver: 'email',
            from: 'No-Reply@Example.com',
            configurationSet: 'sign-in',
            appName: 'Example',
            key: secret('ONE_TIME_CODE_KEY'),
            attempts: 2,
            expiresInSeconds: 120,
            secondsBetweenSends: 30,
            guessesPerHour: 10,
          },
          { name: 'email', memoryMB: 256 },
        );
        export const auth = defineAuth({
          loginWith: { email: true },
          triggers: { ...triggers },
          access: (allow) => [allow.resource(triggers.createAuthChallenge).to(['getUser'])],
        });
      `,
    },
  },
);

describe('one-time-code in a backend', () => {
  it.each([
    ['email-define', { PASSWORD: 'none', ATTEMPTS: '2' }],
    [
      'email-create',
      {
        PASSWORD: 'none',
        ATTEMPTS: '2',
        DELIVER: 'email',
        FROM: 'No-Reply@Example.com',
        CONFIGURATION_SET: 'sign-in',
        APP_NAME: 'Example',
        EXPIRES_IN_SECONDS: '120',
        SECONDS_BETWEEN_SENDS: '30',
        KEY: '<value will be resolved during runtime>',
        TABLE_NAME: { Ref: expect.stringContaining('limits') },
      },
    ],
    [
      'email-verify',
      {
        EXPIRES_IN_SECONDS: '120',
        GUESSES_PER_HOUR: '10',
        KEY: '<value will be resolved during runtime>',
        TABLE_NAME: { Ref: expect.stringContaining('limits') },
      },
    ],
    ['text-define', { PASSWORD: 'required' }],
    ['choice-define', { PASSWORD: 'required', ATTEMPTS: '4' }],
    [
      'choice-create',
      {
        PASSWORD: 'required',
        ATTEMPTS: '4',
        DELIVER: '["email","sms"]',
        FROM: 'no-reply@example.com',
        APP_NAME: 'Example',
        KEY: '<value will be resolved during runtime>',
      },
    ],
    ['text-verify', { KEY: '<value will be resolved during runtime>' }],
  ])(
    'has %s with only the options that it needs, in the stack of the user pool',
    (name, options) => {
      const { environment, timeout, stack } = find(name);
      const { AMPLIFY_SSM_ENV_CONFIG: _, AMPLIFY_AUTH_USERPOOL_ID: __, ...own } = environment;
      expect(own).toEqual(options);
      expect({ timeout, stack }).toEqual({ timeout: 5, stack: 'auth' });
    },
  );

  const actionsOf = (name: string) =>
    find(name)
      .statements.flatMap(({ Action }) => Action)
      .sort();

  it.each([
    ['email-define', []],
    [
      'email-create',
      [
        'cognito-idp:AdminGetUser',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'ses:SendEmail',
        'ssm:GetParameters',
      ],
    ],
    ['email-verify', ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'ssm:GetParameters']],
    ['text-define', []],
    ['text-create', ['sns:Publish', 'ssm:GetParameters']],
    ['text-verify', ['ssm:GetParameters']],
    ['choice-create', ['ses:SendEmail', 'sns:Publish', 'ssm:GetParameters']],
    ['own-create', ['sns:Publish']],
    ['own-verify', ['dynamodb:PutItem', 'dynamodb:UpdateItem']],
  ])('allows %s only its own actions: %j', (name, actions) => {
    expect(actionsOf(name)).toEqual(actions);
  });

  it.each(['email-define', 'email-create', 'email-verify', 'copied-create', 'text-verify'])(
    'allows %s no call to AWS',
    (name) => {
      for (const { Action, Resource } of find(name).statements) {
        expect(JSON.stringify([Action, Resource])).not.toContain('*');
        expect(Resource).toBeDefined();
      }
    },
  );

  it.each(['own-create', 'own-verify'])(
    'tells %s the name of the table, because both share the challenge',
    (name) => {
      const { environment } = find(name);
      expect(environment.TABLE_NAME).toEqual({ Ref: expect.stringContaining('limits') });
    },
  );

  const statement = (name: string, action: string) =>
    find(name).statements.find(({ Action }) => Action === action);
  const arnsOf = (resource: unknown) =>
    [resource].flat().map((arn) => JSON.stringify(arn).replace(/^.*AccountId"\},":|"\]\]\}$/g, ''));

  it('allows e-mails from one address only, with the verified identity', () => {
    const allowed = statement('email-create', 'ses:SendEmail');
    expect(arnsOf(allowed?.Resource)).toEqual([
      'identity/No-Reply@Example.com',
      'identity/example.com',
      'configuration-set/sign-in',
    ]);
    expect(allowed).toMatchObject({
      Condition: { StringEquals: { 'ses:FromAddress': 'No-Reply@Example.com' } },
    });
    expect(arnsOf(statement('copied-create', 'ses:SendEmail')?.Resource)).toEqual([
      'identity/example.com',
    ]);
  });

  it('allows text messages to phone numbers, and none to a topic or an app', () => {
    const { Resource, NotResource } = Object(statement('text-create', 'sns:Publish'));
    expect(Resource).toBeUndefined();
    expect(JSON.stringify(NotResource)).toContain(':sns:*:*:*');
  });

  // 3 kB of each are from Amplify. The largest function validates templates and sends e-mails and
  // text messages. The README lists the parts of its bundle.
  it.each([
    ['define', 20_000],
    ['create', 36_000],
    ['verify', 25_500],
  ])('has a small bundle to %s: under %i bytes', (part, bytes) => {
    expect(find(`email-${part}`).bundleSize).toBeLessThan(bytes);
  });

  it.each(['text', 'copied', 'choice'])(
    'has the bundles of %s, which run a sign-in',
    async (name) => {
      const aws = await startAwsServer(() => ({ output: {} }));
      try {
        const environment = { AWS_ENDPOINT_URL: aws.url, KEY };
        const run = async <Event extends object>(part: string, event: Event) => {
          const outcome = await invokeBundle(find(`${name}-${part}`), event, environment);
          expect(outcome).toEqual({ result: expect.anything(), output: '' });
          return outcome.result as Event;
        };
        const session = [
          { challengeName: 'SRP_A' as const, challengeResult: true },
          { challengeName: 'PASSWORD_VERIFIER' as const, challengeResult: true },
        ];
        const defined = await run('define', defineAuthChallengeEvent({ request: { session } }));
        expect(defined.response.challengeName).toBe('CUSTOM_CHALLENGE');

        const userAttributes = { phone_number: '+14155550123', phone_number_verified: 'true' };
        const clientMetadata = { channel: 'sms' };
        const created = await run(
          'create',
          createAuthChallengeEvent({ request: { session, userAttributes, clientMetadata } }),
        );
        const [challengeAnswer = ''] =
          /(?<!\d)\d{8}(?!\d)/.exec(JSON.stringify(aws.requests[0]?.input)) ?? [];
        const { privateChallengeParameters } = created.response;
        const event = verifyAuthChallengeResponseEvent({ request: { challengeAnswer } });
        event.request.privateChallengeParameters = privateChallengeParameters;
        expect((await run('verify', event)).response.answerCorrect).toBe(true);
      } finally {
        await aws.stop();
      }
    },
  );

  it.each([
    ['text-define', defineAuthChallengeEvent(), 'PASSWORD is missing.'],
    ['text-create', createAuthChallengeEvent(), 'APP_NAME is missing.'],
    ['text-verify', verifyAuthChallengeResponseEvent(), 'KEY is missing.'],
  ])(
    'has the bundle %s, which does not start without its options',
    async (name, event, problem) => {
      const outcome = await invokeBundle({ ...find(name), environment: {} }, event);
      expect(outcome.error).toContain(problem);
    },
  );

  it.each(['create', 'verify'])(
    'has a bundle to %s that does not start without its table',
    async (part) => {
      const found = find(`email-${part}`);
      const outcome = await invokeBundle(found, createAuthChallengeEvent(), { KEY });
      expect(outcome.error).toContain('tableName is missing');
    },
  );

  it('has a bundle that does not start if the secret could not be read', async () => {
    const outcome = await invokeBundle(find('text-verify'), verifyAuthChallengeResponseEvent());
    expect(outcome.error).toContain(
      'KEY is missing: Amplify could not read its secret or parameter.',
    );
  });
});
