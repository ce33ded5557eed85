import http, { type RequestOptions } from 'node:http';
import https from 'node:https';
import {
  captureOutput,
  createAuthChallengeEvent,
  invoke,
  type Overrides,
} from '@amplify-recipes/core/testing';
import { type AwsAnswer, type AwsServer, startAwsServer } from '@amplify-recipes/recipe-tests';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { maskedEmail, maskedPhone } from './delivery.js';
import { oneTimeCodeCreate } from './recipe.js';
import type { OneTimeCodeCreateOptions } from './sending-options.js';

const sent: AwsAnswer = { output: { MessageId: '1' } };

/** The answers of AWS, in order. The last one is repeated. */
let answers: AwsAnswer[];
let aws: AwsServer;

beforeEach(async () => {
  answers = [sent];
  aws = await startAwsServer(() => (answers.length > 1 ? answers.shift() : answers[0]) ?? sent);
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLEEXAMPLE00');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});

const email: OneTimeCodeCreateOptions = {
  password: 'required',
  deliver: 'email',
  from: 'no-reply@example.com',
  appName: 'Example',
  key: 'a key of 32 characters or some more',
};
const { from: _, ...withoutFrom } = email;
const sms: OneTimeCodeCreateOptions = { ...withoutFrom, deliver: 'sms' };

const verifiedPhone = { phone_number: '+14155550123', phone_number_verified: 'true' };

/** Creates a challenge after the password. Returns the response and the log. */
function create(
  options: OneTimeCodeCreateOptions,
  request: Overrides<CreateAuthChallengeTriggerEvent>['request'] = {},
) {
  const session = [
    { challengeName: 'SRP_A' as const, challengeResult: true },
    { challengeName: 'PASSWORD_VERIFIER' as const, challengeResult: true },
  ];
  const event = createAuthChallengeEvent({ request: { session, ...request } });
  return captureOutput(async () => (await invoke(oneTimeCodeCreate(options), event)).response);
}

const bodyOf = (index = 0) => JSON.stringify(aws.requests[index]?.input);
const codeIn = (text: string) => /(?<!\d)\d{8}(?!\d)/.exec(text)?.[0];

describe('a code in an e-mail', () => {
  it('is sent by SES, as text and as HTML', async () => {
    const { result, text } = await create(email);
    const code = codeIn(bodyOf());
    expect(aws.requests).toEqual([
      {
        target: '/v2/email/outbound-emails',
        credential: expect.stringMatching(
          /^ASIAEXAMPLEEXAMPLE00\/\d{8}\/eu-west-1\/ses\/aws4_request$/,
        ),
        input: {
          FromEmailAddress: '"Example" <no-reply@example.com>',
          Destination: { ToAddresses: ['ada@example.com'] },
          Content: {
            Simple: {
              Subject: { Data: 'Your sign-in code for Example', Charset: 'UTF-8' },
              Body: {
                Text: { Data: expect.stringContaining(`is ${code}\n`), Charset: 'UTF-8' },
                Html: {
                  Data: expect.stringContaining(`<strong>${code}</strong>`),
                  Charset: 'UTF-8',
                },
              },
            },
          },
        },
      },
    ]);
    expect(bodyOf()).toContain('within 3 minutes');
    expect(result?.publicChallengeParameters).toMatchObject({
      CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
      CODE_DELIVERY_DESTINATION: 'a***@e***',
    });
    expect(text).toBe('');
  });

  it('is sent with a configuration set', async () => {
    await create({ ...email, configurationSet: 'sign-in' });
    expect(aws.requests[0]?.input).toMatchObject({ ConfigurationSetName: 'sign-in' });
  });

  it.each([
    ['Ada & "Sons" \\', '"Ada & \\"Sons\\" \\\\" <no-reply@example.com>'],
    ['Café', '=?UTF-8?B?Q2Fmw6k=?= <no-reply@example.com>'],
  ])('is from an app with the name %s', async (appName, from) => {
    await create({ ...email, appName });
    expect(aws.requests[0]?.input.FromEmailAddress).toBe(from);
  });

  it('escapes the name of the app in the HTML', async () => {
    await create({ ...email, appName: '<b>&"' });
    expect(bodyOf()).toContain('code for &#60;b&#62;&#38;&#34; is');
  });

  it('does not change the name of the app in the subject and the text', async () => {
    await create({ ...email, appName: '<b>&"' });
    expect(aws.requests[0]?.input.Content).toMatchObject({
      Simple: {
        Subject: { Data: 'Your sign-in code for <b>&"' },
        Body: { Text: { Data: expect.stringContaining('code for <b>&" is') } },
      },
    });
  });

  const templates = {
    en: { emailSubject: 'Code', emailText: 'The code: {{code}}', emailHtml: 'The code: {{code}}' },
    es: { emailSubject: 'Código', emailText: 'Tu código: {{code}}', emailHtml: '{{code}}' },
  };

  it.each([
    ['es-MX', 'Tu código: '],
    ['es_MX', 'Tu código: '],
    ['en-GB', 'The code: '],
    ['fr', 'The code: '],
    ['no language', 'The code: '],
    [undefined, 'The code: '],
  ])('to a user with the locale %s begins with %s', async (locale, words) => {
    await create({ ...email, templates }, { userAttributes: { locale } });
    expect(bodyOf()).toContain(words);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no code', { emailText: 'Hello' }, 'Write {{code}}'],
    ['another placeholder', { emailText: '{{code}} {{name}}' }, 'The placeholders are'],
    ['half a placeholder', { emailHtml: '{{code}} {{' }, 'The placeholders are'],
    ['half of another', { emailHtml: '{{code}} }}' }, 'The placeholders are'],
    ['a placeholder in more braces', { emailHtml: '{{{code}}}' }, 'The placeholders are'],
    ['the code in the subject', { emailSubject: '{{code}}' }, 'locked screen'],
    ['a subject of two lines', { emailSubject: 'a\nb' }, 'one line'],
    ['a subject of two lines of Unicode', { emailSubject: 'a\u2028b' }, 'one line'],
    ['a subject with a control character', { emailSubject: 'a\0b' }, 'one line'],
    ['no text', { emailText: ' ' }, 'Write a text.'],
    ['a long text', { emailText: `{{code}}${'x'.repeat(20_000)}` }, 'up to 20000'],
    ['a long page', { emailHtml: `{{code}}${'x'.repeat(20_000)}` }, 'up to 20000'],
  ])('is refused with %s in its template', (_, wrong, problem) => {
    const wrongly = { ...email, templates: { en: { ...templates.en, ...wrong } } };
    expect(() => oneTimeCodeCreate(wrongly)).toThrow(problem);
  });

  it.each<[string, Partial<OneTimeCodeCreateOptions>, string]>([
    [
      'of one locale without a subject',
      { templates: { ...templates, es: { emailText: '{{code}}', emailHtml: '{{code}}' } } },
      'Give each locale emailSubject, emailText, emailHtml',
    ],
    ['without the default locale', { templates: { es: templates.es } }, 'defaultLocale'],
    ['of one locale twice', { templates: { en: templates.en, EN: templates.en } }, 'once'],
  ])('is refused with templates %s', (_, wrong, problem) => {
    expect(() => oneTimeCodeCreate({ ...email, ...wrong })).toThrow(problem);
  });
});

describe('a code in a text message', () => {
  it('is sent by SNS', async () => {
    const { result, text } = await create(sms, { userAttributes: verifiedPhone });
    expect(aws.requests).toEqual([
      {
        target: '/',
        credential: expect.stringContaining('/eu-west-1/sns/aws4_request'),
        input: {
          Action: 'Publish',
          Version: '2010-03-31',
          PhoneNumber: '+14155550123',
          Message: expect.stringMatching(/^\d{8} is your sign-in code for Example\./),
          'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
          'MessageAttributes.entry.1.Value.DataType': 'String',
          'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
        },
      },
    ]);
    expect(result?.publicChallengeParameters).toMatchObject({
      CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
      CODE_DELIVERY_DESTINATION: '+*******0123',
    });
    expect(text).toBe('');
  });

  it.each([
    ['without a code', 'Hello', 'Write {{code}}'],
    ['of two parts', `{{code}}${'x'.repeat(133)}`, 'up to 140'],
    ['without a text', undefined, 'Give each locale smsMessage'],
  ])('is refused %s', (_, smsMessage, problem) => {
    expect(() => oneTimeCodeCreate({ ...sms, templates: { en: { smsMessage } } })).toThrow(problem);
  });

  it('may be as long as one part', () => {
    const smsMessage = `{{code}}${'x'.repeat(132)}`;
    expect(() => oneTimeCodeCreate({ ...sms, templates: { en: { smsMessage } } })).not.toThrow();
  });
});

describe('no code is sent', () => {
  it.each<[string, OneTimeCodeCreateOptions, Record<string, string | undefined>]>([
    ['to an e-mail address that is not verified', email, { email_verified: 'false' }],
    ['to one without email_verified', email, { email_verified: undefined }],
    ['to no e-mail address', email, { email: undefined }],
    ['to a phone that is not verified', sms, { ...verifiedPhone, phone_number_verified: 'false' }],
    ['to no phone, where the e-mail address is verified', sms, {}],
  ])('%s: the challenge is the same, and it is logged', async (_, options, userAttributes) => {
    const { result, lines, text } = await create(options, { userAttributes });
    expect(aws.requests).toEqual([]);
    expect(result).toMatchObject({
      publicChallengeParameters: { challenge: 'one-time-code', digits: '8' },
      challengeMetadata: expect.stringMatching(/^one-time-code:\d{13}\.[\w-]{43}$/),
    });
    expect(result?.publicChallengeParameters).not.toHaveProperty('CODE_DELIVERY_DESTINATION');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'WARN',
        message: 'one-time-code has no verified address to send a code to',
        userSub: createAuthChallengeEvent().userName,
      }),
    ]);
    expect(text).not.toMatch(/ada@|4155550123/);
  });
});

describe('without the password', () => {
  const passwordless = { ...email, password: 'none', secondsToSend: 0.5 } as const;

  it('the challenge does not show where the code went', async () => {
    const { result } = await create(passwordless, { session: [] });
    expect(aws.requests).toHaveLength(1);
    expect(result?.publicChallengeParameters).toEqual({
      challenge: 'one-time-code',
      attemptsLeft: '3',
      digits: '8',
      expiresInSeconds: '180',
      CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
    });
  });

  it('no code is sent to a user who does not exist, whatever the attributes are', async () => {
    const userAttributes = { email: 'ada@example.com', email_verified: 'true' };
    const { text } = await create(passwordless, {
      session: [],
      userNotFound: true,
      userAttributes,
    });
    expect(aws.requests).toEqual([]);
    expect(text).toBe('');
  });
});

describe('when AWS', () => {
  it.each<[string, AwsAnswer]>([
    ['is throttled', { error: 'ThrottlingException' }],
    ['has too many requests', { error: 'LimitExceededException', status: 429 }],
    ['has an internal error', { error: 'InternalFailure', status: 500 }],
    ['breaks the connection', 'hang up'],
  ])('%s, the recipe sends the same code again', async (_, failure) => {
    answers = [failure, failure, sent];
    const { text } = await create(email);
    expect(aws.requests).toHaveLength(3);
    expect(new Set([0, 1, 2].map((index) => codeIn(bodyOf(index)))).size).toBe(1);
    expect(text).toBe('');
  });

  it.each<[string, AwsAnswer, number, string]>([
    [
      'refuses',
      { error: 'MessageRejected', message: 'ada@example.com is not verified' },
      1,
      'MessageRejected',
    ],
    ['denies access', { error: 'AccessDeniedException', status: 403 }, 1, 'AccessDeniedException'],
    ['stays throttled', { error: 'ThrottlingException' }, 4, 'ThrottlingException'],
    ['stays down', { error: 'ServiceUnavailable', status: 503 }, 4, 'ServiceUnavailable'],
    ['breaks every connection', 'hang up', 4, 'Error'],
  ])(
    '%s, the client sees no difference, and the log has no address and no code',
    async (_, failure, requests, name) => {
      answers = [failure];
      const { result, error, lines, text } = await create(email);
      const code = codeIn(bodyOf());
      expect(error).toBeUndefined();
      expect(result?.publicChallengeParameters).toMatchObject({
        CODE_DELIVERY_DESTINATION: 'a***@e***',
      });
      expect(aws.requests).toHaveLength(requests);
      expect(lines).toEqual([
        expect.objectContaining({
          level: 'ERROR',
          message: 'one-time-code could not send a code',
          error: expect.objectContaining({ name }),
        }),
      ]);
      expect(text).not.toContain(code);
      expect(text).not.toContain('ada@');
    },
  );

  it('does not respond, the recipe stops waiting in time', async () => {
    answers = ['silence'];
    const { result, lines } = await create({ ...email, secondsToSend: 0.5 });
    expect(result?.challengeMetadata).toMatch(/^one-time-code:/);
    expect(lines).toEqual([
      expect.objectContaining({ error: expect.objectContaining({ name: 'TimeoutError' }) }),
    ]);
    await vi.waitFor(() => expect(aws.abandoned).toBe(1), 20_000);
  });
});

describe('the endpoint', () => {
  /** The URLs of the requests. The server of this test answers them in place of AWS. */
  let urls: string[];

  beforeEach(() => {
    urls = [];
    const request = http.request.bind(http);
    for (const module of [http, https]) {
      vi.spyOn(module, 'request').mockImplementation(((to: URL, ...rest: [RequestOptions]) => {
        urls.push(to.href);
        return request(new URL(to.pathname, aws.url), ...rest);
      }) as typeof http.request);
    }
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);
    return () => vi.restoreAllMocks();
  });

  it.each([
    ['eu-west-1', email, 'https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails'],
    ['eu-west-1', sms, 'https://sns.eu-west-1.amazonaws.com/'],
    ['cn-north-1', sms, 'https://sns.cn-north-1.amazonaws.com.cn/'],
  ])('in %s is the one of the service', async (region, options, url) => {
    vi.stubEnv('AWS_REGION', region);
    await create(options, { userAttributes: verifiedPhone });
    expect(urls).toEqual([url]);
  });

  it.each([
    [email, 'application/json'],
    [sms, 'application/x-www-form-urlencoded'],
  ])('gets the content type of the request: %#', async (options, contentType) => {
    await create(options, { userAttributes: verifiedPhone });
    const calls = vi.mocked(https.request).mock.calls as unknown as [URL, RequestOptions][];
    expect(calls[0]?.[1].headers).toMatchObject({ 'content-type': contentType });
  });

  it('is the one for the service, if the environment has one', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://all.example.com');
    vi.stubEnv('AWS_ENDPOINT_URL_SESV2', 'http://mail.example.com');
    await create(email);
    expect(urls).toEqual(['http://mail.example.com/v2/email/outbound-emails']);
  });
});

describe('a masked destination', () => {
  it.each([
    [maskedEmail('ada@example.com'), 'a***@e***'],
    [maskedEmail('"a@b"@example.com'), '"***@e***'],
    [maskedEmail('äda@example.com'), 'ä***@e***'],
    [maskedEmail('nothing'), 'n***@***'],
    [maskedPhone('+14155550123'), '+*******0123'],
    [maskedPhone('+123'), '+123'],
  ])('is written %s', (masked, expected) => {
    expect(masked).toBe(expected);
  });
});
