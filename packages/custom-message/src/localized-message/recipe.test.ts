import {
  captureOutput,
  customMessageEvent,
  invoke,
  type Overrides,
} from '@amplify-recipes/core/testing';
import { answerOf } from '@amplify-recipes/recipe-tests';
import type { CustomMessageTriggerEvent } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LocalizedMessageOptions, localizedMessage } from './recipe.js';

type TriggerSource = CustomMessageTriggerEvent['triggerSource'];
type Response = CustomMessageTriggerEvent['response'];

const inLanguage = (language: string) => ({
  emailSubject: `Subject (${language})`,
  emailMessage: `<p>${language}: {####}</p>`,
  smsMessage: `${language}: {####}`,
});
const inLanguages = (...languages: string[]) =>
  Object.fromEntries(languages.map((language) => [language, inLanguage(language)]));

const localized: LocalizedMessageOptions = {
  defaultLocale: 'en',
  templates: { CustomMessage_SignUp: inLanguages('en', 'es', 'pt-BR', 'zh-Hant') },
};

/** Options with one template, by default for a sign-up. */
const only = (
  template: Partial<Record<keyof Response, string>>,
  source: TriggerSource = 'CustomMessage_SignUp',
): LocalizedMessageOptions => ({
  defaultLocale: 'en',
  templates: { [source]: { en: template } },
});
const emailOf = (emailMessage: string) => only({ emailSubject: 'Your code', emailMessage });
const subjectOf = (emailSubject: string) => only({ emailSubject, emailMessage: '{####}' });

async function responseTo(
  options: LocalizedMessageOptions,
  overrides: Overrides<CustomMessageTriggerEvent> = {},
): Promise<Response> {
  const event = customMessageEvent(overrides);
  const { result, error, text } = await answerOf(localizedMessage(options), event);
  if (error) throw error;
  expect(result).toEqual({ ...event, response: result?.response });
  expect(text).toBe('');
  return result.response;
}

const responseFor = (options: LocalizedMessageOptions, userAttributes: Record<string, string>) =>
  responseTo(options, { request: { userAttributes } });

describe('localized-message', () => {
  it('writes all parts of the message, and keeps the placeholder of the code', async () => {
    expect(await responseTo(localized)).toEqual({
      emailSubject: 'Subject (en)',
      emailMessage: '<p>en: {####}</p>',
      smsMessage: 'en: {####}',
    });
  });

  it('writes no part that the template does not have', async () => {
    expect(await responseTo(only({ smsMessage: 'Code: {####}' }))).toEqual({
      emailSubject: null,
      emailMessage: null,
      smsMessage: 'Code: {####}',
    });
  });

  it('uses the placeholders of the code and the user name from the event', async () => {
    const options = only({ smsMessage: '{username}, {####}' }, 'CustomMessage_AdminCreateUser');
    const response = await responseTo(options, {
      triggerSource: 'CustomMessage_AdminCreateUser',
      request: { codeParameter: '{$&$1}', usernameParameter: '{name}' },
    });
    expect(response.smsMessage).toBe('{name}, {$&$1}');
  });

  it.each<TriggerSource>([
    'CustomMessage_SignUp',
    'CustomMessage_ResendCode',
    'CustomMessage_AdminCreateUser',
    'CustomMessage_ForgotPassword',
    'CustomMessage_UpdateUserAttribute',
    'CustomMessage_VerifyUserAttribute',
    'CustomMessage_Authentication',
  ])('writes only the message of %s', async (triggerSource) => {
    const name = triggerSource === 'CustomMessage_AdminCreateUser' ? '{username}: ' : '';
    const options = only({ smsMessage: `${name}{####}` }, triggerSource);
    expect((await responseTo(options, { triggerSource })).smsMessage).toBe(`${name}{####}`);
    const event = customMessageEvent({
      triggerSource:
        triggerSource === 'CustomMessage_ForgotPassword'
          ? 'CustomMessage_Authentication'
          : 'CustomMessage_ForgotPassword',
    });
    expect(await invoke(localizedMessage(options), event)).toBe(event);
  });

  it('sends a code again with the message of the sign-up, unless it has its own', async () => {
    const triggerSource = 'CustomMessage_ResendCode';
    expect((await responseTo(localized, { triggerSource })).smsMessage).toBe('en: {####}');
    const templates = { ...localized.templates, [triggerSource]: inLanguages('en', 'fr') };
    const request = { userAttributes: { locale: 'fr' } };
    const response = await responseTo({ ...localized, templates }, { triggerSource, request });
    expect(response.smsMessage).toBe('fr: {####}');
  });

  it('does not change an event of an unknown trigger source', async () => {
    const event = JSON.parse(
      JSON.stringify({ ...customMessageEvent(), triggerSource: 'CustomMessage_New' }),
    );
    expect(await invoke(localizedMessage(localized), event)).toBe(event);
  });

  it('returns the same answer when the same event comes three times', async () => {
    const answers = [];
    for (let time = 0; time < 3; time += 1) answers.push(await responseTo(localized));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  describe('finds the language', () => {
    it.each([
      ['the same', 'es', 'es'],
      ['a region of it', 'es-MX', 'es'],
      ['a region that has its own', 'pt-BR', 'pt-BR'],
      ['another region of it', 'pt-PT', 'en'],
      ['a language without its region', 'pt', 'en'],
      ['a region of the default', 'en-US', 'en'],
      ['capitals', 'ES', 'es'],
      ['an underscore', 'es_MX', 'es'],
      ['a script and a region', 'zh-Hant-TW', 'zh-Hant'],
      ['another script', 'zh-Hans-CN', 'en'],
      ['an extension', 'es-MX-u-nu-latn', 'es'],
      ['a private use', 'es-x-pirate', 'es'],
      ['another language', 'tlh', 'en'],
      ['one that only begins like it', 'est', 'en'],
      ['no tag', '', 'en'],
      ['a list', 'fr, es;q=0.5', 'en'],
      ['white space', ' es', 'en'],
      ['a path', '../es', 'en'],
      ['a key of every object', 'constructor', 'en'],
      ['the prototype', '__proto__', 'en'],
      ['more subtags than any language has', `es-a-${'aaaaaaaa-'.repeat(5)}aa`, 'en'],
      ['an endless tag', `es${'-a'.repeat(5000)}`, 'en'],
    ])('of %s: %s is %s', async (_, locale, language) => {
      const response = await responseFor(localized, { locale });
      expect(response.emailSubject).toBe(`Subject (${language})`);
    });

    it.each<[string, Overrides<CustomMessageTriggerEvent['request']>, string]>([
      ['the call', { clientMetadata: { locale: 'es' } }, 'es'],
      [
        'the call, before the user',
        { clientMetadata: { locale: 'es' }, userAttributes: { locale: 'pt-BR' } },
        'es',
      ],
      [
        'the user, if the call has another language',
        { clientMetadata: { locale: 'fr' }, userAttributes: { locale: 'es' } },
        'es',
      ],
      [
        'the user, if the call has an invalid locale',
        { clientMetadata: { locale: '<es>' }, userAttributes: { locale: 'es' } },
        'es',
      ],
    ])('of %s', async (_, request, language) => {
      const { emailSubject } = await responseTo(localized, { request });
      expect(emailSubject).toBe(`Subject (${language})`);
    });

    it('only in the places of localeFrom', async () => {
      const request = { clientMetadata: { locale: 'es' }, userAttributes: { locale: 'pt-BR' } };
      const ask = async (localeFrom: LocalizedMessageOptions['localeFrom']) =>
        (await responseTo({ ...localized, localeFrom }, { request })).smsMessage;
      expect(await ask(['userAttributes'])).toBe('pt-BR: {####}');
      expect(await ask(['userAttributes', 'clientMetadata'])).toBe('pt-BR: {####}');
      expect(await ask([])).toBe('en: {####}');
    });

    it('of the default, for an event without attributes and metadata', async () => {
      const event = customMessageEvent();
      Object.assign(event.request, { userAttributes: null, clientMetadata: null });
      const result = await invoke(localizedMessage(localized), event);
      expect(result).toMatchObject({ response: { emailSubject: 'Subject (en)' } });
    });

    it('of any text, and never throws', async () => {
      const handler = localizedMessage(localized);
      const subtag = fc.constantFrom(
        'es',
        'en',
        'pt',
        'BR',
        'zh',
        'Hant',
        'x',
        'u',
        '1996',
        '_',
        '',
      );
      const locale = fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.array(subtag, { maxLength: 6 }).map((subtags) => subtags.join('-')),
      );
      await fc.assert(
        fc.asyncProperty(locale, async (text) => {
          const event = customMessageEvent({ request: { userAttributes: { locale: text } } });
          const { response } = (await invoke(handler, event)) as CustomMessageTriggerEvent;
          const language = /\((.*)\)/.exec(response.emailSubject ?? '')?.[1] ?? 'none';
          expect(['en', 'es', 'pt-BR', 'zh-Hant']).toContain(language);
          if (language !== 'en') {
            expect(text.toLowerCase().replaceAll('_', '-')).toMatch(
              new RegExp(`^${language.toLowerCase()}(-|$)`),
            );
          }
        }),
        { numRuns: 1000 },
      );
    });
  });

  describe('puts a user attribute', () => {
    const hello = emailOf('Hello {{given_name|friend}}: {####}');
    it.each([
      ['as it is', 'Ada', 'Ada'],
      ['with all letters', 'Zoë 李 O’Neil', 'Zoë 李 O’Neil'],
      ['that is missing as its fallback', '', 'friend'],
      ['of white space as its fallback', ' \n', 'friend'],
      ['with a tag', '<b>x</b>', '&#60;b&#62;x&#60;/b&#62;'],
      ['with a quotation mark', '" onload="x', '&#34; onload=&#34;x'],
      ['with an apostrophe', "' x='", '&#39; x=&#39;'],
      ['with a grave accent', '`x', '&#96;x'],
      ['with an entity', '&lt;', '&#38;lt;'],
      ['with the placeholder of the code', '{####}', '&#123;####&#125;'],
      ['with a link of Cognito', '{##Click##}', '&#123;##Click##&#125;'],
      ['with another attribute', '{{email}}', '&#123;&#123;email&#125;&#125;'],
      ['with a replacement pattern', "$& $1 $' $$", '$&#38; $1 $&#39; $$'],
      ['with line breaks', 'Ada\r\n\u2028Lovelace', 'Ada Lovelace'],
      ['with a null byte', 'A\0da', 'A da'],
      ['that runs backwards', '\u202eAda', 'Ada'],
      ['with half a character', 'Ada\ud800', 'Ada'],
    ])('%s into the body of an e-mail', async (_, given_name, written) => {
      const { emailMessage } = await responseFor(hello, { given_name });
      expect(emailMessage).toBe(`Hello ${written}: {####}`);
    });

    it.each([
      ['as it is', 'Ada & Co', 'Ada & Co'],
      [
        'with line breaks, and a header after them',
        'Ada\r\nBcc: e@evil.test',
        'Ada Bcc: e@evil.test',
      ],
      ['with the placeholder of the code', '{####}', '####'],
      ['with the placeholder of the user name', '{username}', 'username'],
      ['that makes it too long as if it were missing', 'A'.repeat(150), 'friend'],
    ])('%s into a subject and a text message', async (_, given_name, written) => {
      const options = only({
        emailSubject: 'Hello {{given_name|friend}}',
        emailMessage: '{####}',
        smsMessage: 'Hello {{given_name|friend}}: {####}',
      });
      expect(await responseFor(options, { given_name })).toEqual({
        emailSubject: `Hello ${written}`,
        emailMessage: '{####}',
        smsMessage: `Hello ${written}: {####}`,
      });
    });

    it.each([
      ['a user id', '1295d4a4-1041', '1295d4a4-1041'],
      ['another parameter', 'x&code=1', 'x%26code%3D1'],
      ['the end of the attribute', '"><script>', '%22%3E%3Cscript%3E'],
      ['an apostrophe', "' onclick='", '%27%20onclick%3D%27'],
      ['a script', 'javascript:alert(1)', 'javascript%3Aalert%281%29'],
      ['the placeholder of the code', '{####}', '%7B%23%23%23%23%7D'],
    ])('into an address: %s', async (_, sub, written) => {
      const template =
        '<p>Click <a href="https://a.example/?user={{sub}}&code={####}">here</a>.</p>';
      const { emailMessage } = await responseFor(emailOf(template), { sub });
      expect(emailMessage).toBe(template.replace('{{sub}}', () => written));
    });

    it('that just fits, and nothing for a user without attributes', async () => {
      const options = only({ smsMessage: '{{name}}{####}' });
      const name = 'A'.repeat(140 - '{####}'.length);
      expect((await responseFor(options, { name })).smsMessage).toBe(`${name}{####}`);
      const event = customMessageEvent();
      Object.assign(event.request, { userAttributes: null });
      const result = await invoke(localizedMessage(options), event);
      expect(result).toMatchObject({ response: { smsMessage: '{####}' } });
    });

    it('that is a custom one', async () => {
      const options = emailOf('{{custom:company}}{{name}}: {####}');
      const { emailMessage } = await responseFor(options, { 'custom:company': 'A&B' });
      expect(emailMessage).toBe('A&#38;B: {####}');
    });

    it('so that Cognito accepts the message with any value', async () => {
      const handler = localizedMessage(
        only({
          emailSubject: 'Hello {{given_name}}!',
          emailMessage: '<p title="{{given_name}}">Hello {{given_name}}!</p> {####}',
          smsMessage: 'Hello {{given_name}}! {####}',
        }),
      );
      const value = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc
          .array(fc.constantFrom('{', '}', '#', '####', '<', '"', '\n', 'username', '\u202e'))
          .map((parts) => parts.join('')),
      );
      await fc.assert(
        fc.asyncProperty(value, async (given_name) => {
          const event = customMessageEvent({ request: { userAttributes: { given_name } } });
          const { response } = (await invoke(handler, event)) as CustomMessageTriggerEvent;
          const { emailSubject, emailMessage, smsMessage } = response;
          expect(emailMessage).toMatch(/^<p title="[^"<>{}]*">Hello [^"<>{}]*!<\/p> \{####\}$/);
          expect(smsMessage).toMatch(/^Hello [^{}]*! \{####\}$/);
          expect(emailSubject).toMatch(/^Hello [^{}\p{C}]*!$/u);
          expect(emailSubject?.length).toBeLessThanOrEqual(140);
          expect(smsMessage?.length).toBeLessThanOrEqual(140);
        }),
        { numRuns: 1000 },
      );
    });
  });

  it('refuses a template, or writes a message with it that Cognito accepts', async () => {
    const piece = fc.constantFrom(
      ...['{####}', '{username}', '{##Confirm##}', '{{given_name}}', '{{given_name|friend}}'],
      ...['{', '}', '#', '{{', '}}', '|', '{{nobody}}', '<a href="', '">', '\n', ' ', 'Hello'],
      ...['x'.repeat(120), 'x'.repeat(19_990)],
    );
    const text = fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join(''));
    const needed = fc.constantFrom('', '{####}', '{####} for {username}');
    const message = fc.tuple(text, needed, text).map((parts) => parts.join(''));
    const source = fc.constantFrom<TriggerSource>(
      ...(['CustomMessage_SignUp', 'CustomMessage_AdminCreateUser'] as const),
      'CustomMessage_ForgotPassword',
    );
    const value = fc.constantFrom(
      '',
      'Ada',
      '{####}',
      '{username}',
      '\r\nBcc: x',
      'x'.repeat(2048),
    );
    const given = fc.oneof(
      fc.record({ emailSubject: text, emailMessage: message }),
      fc.record({ smsMessage: message }),
    );
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(given, source, value, async (template, triggerSource, given_name) => {
        let handler: ReturnType<typeof localizedMessage>;
        try {
          handler = localizedMessage(only(template, triggerSource));
        } catch (error) {
          expect(error).toMatchObject({ name: 'OptionsError' });
          return;
        }
        taken += 1;
        const event = customMessageEvent({
          triggerSource,
          request: { userAttributes: { given_name } },
        });
        const { response } = (await invoke(handler, event)) as CustomMessageTriggerEvent;
        const body = response.emailMessage ?? response.smsMessage ?? '';
        const byLink = triggerSource === 'CustomMessage_SignUp' && 'emailMessage' in template;
        expect(body).toMatch(byLink ? /\{####\}|\{##[^#]+##\}/ : /\{####\}/);
        expect(body.includes('{username}')).toBe(triggerSource === 'CustomMessage_AdminCreateUser');
        expect(body.length).toBeLessThanOrEqual('emailMessage' in template ? 20_000 : 140);
        expect(response.emailSubject ?? '').not.toMatch(/[\r\n]|\{####\}|\{username\}/);
        expect((response.emailSubject ?? '').length).toBeLessThanOrEqual(140);
      }),
      { numRuns: 3000 },
    );

    expect(taken).toBeGreaterThan(50);
  });

  it('writes a subject in one line', async () => {
    const { emailSubject } = await responseTo(subjectOf(' Your\r\n code\t'));
    expect(emailSubject).toBe('Your code');
  });

  it('fails for an event without the placeholder of the code', async () => {
    const event = customMessageEvent({ request: { codeParameter: '' } });
    const { error } = await captureOutput(() => invoke(localizedMessage(localized), event));
    expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
  });

  it('accepts a link in the e-mails of a sign-up', async () => {
    const { emailMessage } = await responseTo(emailOf('Please {##confirm##}.'));
    expect(emailMessage).toBe('Please {##confirm##}.');
  });

  it('accepts texts up to the limits of Cognito', async () => {
    const code = ': {####}';
    const options = only({
      emailSubject: 'x'.repeat(140),
      emailMessage: 'x'.repeat(20_000 - code.length) + code,
      smsMessage: 'x'.repeat(140 - code.length) + code,
    });
    const { emailSubject, emailMessage, smsMessage } = await responseTo(options);
    expect([emailSubject, emailMessage, smsMessage].map((text) => text?.length)).toEqual([
      140, 20_000, 140,
    ]);
  });

  const where = 'templates.CustomMessage_SignUp.en';
  const invitation = 'CustomMessage_AdminCreateUser';
  it.each<[string, unknown, string]>([
    [
      'a message without its code',
      emailOf('Hello'),
      `${where}.emailMessage is not valid. Write {####}`,
    ],
    [
      'a text message without its code',
      only({ smsMessage: '{##Confirm##}' }),
      'smsMessage is not valid. Write {####}',
    ],
    ['a broken code', emailOf('{###}'), 'emailMessage is not valid. Write {####}'],
    ['a link without a text', emailOf('{##}'), 'emailMessage is not valid. Write {####}'],
    [
      'a link instead of the code for a new password',
      only({ emailSubject: 'x', emailMessage: '{##Reset##}' }, 'CustomMessage_ForgotPassword'),
      'emailMessage is not valid. Write {####}',
    ],
    [
      'a link beside the code',
      only(
        { emailSubject: 'x', emailMessage: '{####} {##Reset##}' },
        'CustomMessage_ForgotPassword',
      ),
      'Remove the link {##...##}',
    ],
    [
      'an invitation without the user name',
      only({ smsMessage: '{####}' }, invitation),
      'Write {username}',
    ],
    [
      'an invitation without the code',
      only({ smsMessage: '{username}' }, invitation),
      'Write {####}',
    ],
    ['a user name elsewhere', only({ smsMessage: '{username} {####}' }), 'Remove {username}'],
    ['a code in a subject', subjectOf('{####}'), 'Remove {####}, {username} and links'],
    ['a link in a subject', subjectOf('{##Confirm##}'), 'Remove {####}, {username} and links'],
    ['a long subject', subjectOf('x'.repeat(141)), 'Cognito accepts up to 140 characters.'],
    [
      'a long text message',
      only({ smsMessage: '{####}'.padEnd(141) }),
      'accepts up to 140 characters.',
    ],
    ['a long e-mail', emailOf('{####}'.padEnd(20_001)), 'accepts up to 20000 characters.'],
    [
      'a text message with a long fallback',
      only({ smsMessage: `{{name|${'x'.repeat(140)}}} {####}` }),
      'accepts up to 140 characters.',
    ],
    ['an empty subject', subjectOf(' '), 'emailSubject is not valid. Write a text.'],
    [
      'an attribute that Cognito does not have',
      emailOf('{{givenName}} {####}'),
      'as {{given_name}}',
    ],
    ['an attribute with a space', emailOf('{{given name}} {####}'), 'as {{given_name}}'],
    ['metadata', emailOf('{{clientMetadata.name}} {####}'), 'as {{given_name}}'],
    [
      'an e-mail without a subject',
      only({ emailMessage: '{####}' }),
      'emailSubject and emailMessage together',
    ],
    [
      'a subject without an e-mail',
      only({ emailSubject: 'x' }),
      'emailSubject and emailMessage together',
    ],
    ['an empty template', only({}), 'or smsMessage, or all of them'],
    ['no templates', { ...localized, templates: {} }, 'templates for at least one trigger source'],
    [
      'no template in the default',
      { ...localized, defaultLocale: 'fr' },
      'a template in the defaultLocale',
    ],
    [
      'a default that one trigger source lacks',
      {
        ...localized,
        templates: { ...localized.templates, CustomMessage_ForgotPassword: inLanguages('es') },
      },
      'a template in the defaultLocale',
    ],
    ['no default', { templates: localized.templates }, 'defaultLocale is missing'],
    ['a default that is not a locale', { ...localized, defaultLocale: 'e' }, 'such as en or es-MX'],
    [
      'an invalid locale',
      { ...localized, templates: { CustomMessage_SignUp: inLanguages('en', 'e') } },
      'such as en or es-MX',
    ],
    [
      'a locale twice',
      { ...localized, templates: { CustomMessage_SignUp: inLanguages('en', 'es-mx', 'es-MX') } },
      'Name each locale once.',
    ],
    [
      'an unknown trigger source',
      { ...localized, templates: { CustomMessage_Other: inLanguages('en') } },
      'is not an option',
    ],
    [
      'an unknown source of locales',
      { ...localized, localeFrom: ['header'] },
      'localeFrom.0 is not valid',
    ],
    ['an unknown option', { ...localized, locale: 'en' }, 'locale is not an option'],
  ])('refuses %s before the first event', (_, options, problem) => {
    expect(() => localizedMessage(options as LocalizedMessageOptions)).toThrow(problem);
  });

  it('accepts a region of the default as the default', () => {
    expect(() => localizedMessage({ ...localized, defaultLocale: 'en-GB' })).not.toThrow();
  });
});
