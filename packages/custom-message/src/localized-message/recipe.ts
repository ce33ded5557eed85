import {
  canonicalLocale,
  cognitoTrigger,
  type Immutable,
  loggable,
  lookUpLocale,
  parseOptions,
  withoutProblem,
} from '@amplify-recipes/core';
import type { CustomMessageTriggerEvent, CustomMessageTriggerHandler } from 'aws-lambda';
import * as v from 'valibot';
import { type MessageKind, type MessagePart, problemOf, render } from './template.js';

type TriggerSource = CustomMessageTriggerEvent['triggerSource'];
type CustomMessageRequest = CustomMessageTriggerEvent['request'];

type Message = { readonly [Part in MessagePart]?: string | undefined };

const Locale = v.pipe(
  v.string(),
  v.check(
    (locale) => canonicalLocale(locale) !== undefined,
    'Write a language tag of BCP 47, such as en or es-MX.',
  ),
);

const text = (part: MessagePart, kind: MessageKind) =>
  v.optional(
    v.pipe(
      v.string(),
      withoutProblem((template) => problemOf(template, part, kind)),
    ),
  );

const messagesWith = (kind: MessageKind) =>
  v.optional(
    v.pipe(
      v.record(
        Locale,
        v.pipe(
          v.strictObject({
            /** Up to 140 characters. */
            emailSubject: text('emailSubject', kind),
            /** HTML, up to 20,000 characters. */
            emailMessage: text('emailMessage', kind),
            /** Up to 140 characters. */
            smsMessage: text('smsMessage', kind),
          }),
          v.check(
            ({ emailSubject, emailMessage }) =>
              (emailSubject === undefined) === (emailMessage === undefined),
            'Give emailSubject and emailMessage together.',
          ),
          v.check(
            ({ emailMessage, smsMessage }) => (emailMessage ?? smsMessage) !== undefined,
            'Give emailSubject and emailMessage, or smsMessage, or all of them.',
          ),
        ),
      ),
      v.check((messages) => {
        const locales = Object.keys(messages);
        return new Set(locales.map(canonicalLocale)).size === locales.length;
      }, 'Name each locale once.'),
    ),
  );

export const LocalizedMessageOptions = v.pipe(
  v.strictObject({
    /**
     * The messages, by trigger source and locale. `{####}` is the placeholder of the code,
     * `{{given_name}}` that of a user attribute.
     */
    templates: v.pipe(
      v.strictObject({
        /** A sign-up, with a code or, if the pool sends links, a link: `{##Confirm##}`. */
        CustomMessage_SignUp: messagesWith('code or link'),
        /** The code of a sign-up, sent again. By default it uses the templates of the sign-up. */
        CustomMessage_ResendCode: messagesWith('code or link'),
        /** An invitation by an administrator, with `{username}` and the password in `{####}`. */
        CustomMessage_AdminCreateUser: messagesWith('invitation'),
        CustomMessage_ForgotPassword: messagesWith('code'),
        /** A changed address or phone number. */
        CustomMessage_UpdateUserAttribute: messagesWith('code'),
        /** A code that the user requested for an address or phone number. */
        CustomMessage_VerifyUserAttribute: messagesWith('code'),
        /** A code for the second factor of a sign-in. */
        CustomMessage_Authentication: messagesWith('code'),
      }),
      v.check(
        (templates) => Object.values(templates).some(Boolean),
        'Give templates for at least one trigger source.',
      ),
    ),
    /** The locale for users whose language has no template. */
    defaultLocale: Locale,
    /** The sources of the user's locale. The first locale that has a template is used. */
    localeFrom: v.optional(v.array(v.picklist(['clientMetadata', 'userAttributes'])), [
      'clientMetadata',
      'userAttributes',
    ]),
  }),
  v.check(
    ({ templates, defaultLocale }) =>
      Object.values(templates).every(
        (messages) => messages === undefined || inLocale(messages, defaultLocale) !== undefined,
      ),
    'Give each trigger source a template in the defaultLocale.',
  ),
);
export type LocalizedMessageOptions = v.InferInput<typeof LocalizedMessageOptions>;

/**
 * Creates a handler that writes Cognito's messages in the user's language, from templates: e-mails
 * with their subjects, and text messages.
 *
 * The user's locale is `locale` in the client metadata of the call, or the user attribute of that
 * name. Cognito sends its own message for trigger sources without templates.
 *
 * @throws {OptionsError} When the options are not valid, such as a template without its code.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 * @example
 * export const handler = localizedMessage({
 *   defaultLocale: 'en',
 *   templates: {
 *     CustomMessage_SignUp: {
 *       en: { emailSubject: 'Your code', emailMessage: 'Welcome! Your code is {####}.' },
 *       es: { emailSubject: 'Tu código', emailMessage: '¡Hola! Tu código es {####}.' },
 *     },
 *   },
 * });
 */
export function localizedMessage(options: LocalizedMessageOptions): CustomMessageTriggerHandler {
  const { templates, defaultLocale, localeFrom } = parseOptions(LocalizedMessageOptions, options);
  const messages = {
    ...templates,
    CustomMessage_ResendCode: templates.CustomMessage_ResendCode ?? templates.CustomMessage_SignUp,
  };
  const sources = Object.keys(messages) as TriggerSource[];
  const triggerSources = sources.filter((source) => messages[source] !== undefined);

  return cognitoTrigger<CustomMessageTriggerEvent>(
    { recipe: 'localized-message', triggerSources },
    ({ triggerSource, request }) => {
      const wanted = localeFrom.map((place) => request[place]?.locale);
      const message = inLocale(messages[triggerSource] ?? {}, ...wanted, defaultLocale);
      return message && filledIn(message, request);
    },
  );
}

/** The message in the first wanted language that has one. */
function inLocale(
  messages: Readonly<Record<string, Message>>,
  ...wanted: readonly unknown[]
): Message | undefined {
  const available = new Map(
    Object.entries(messages).map(([locale, message]) => [canonicalLocale(locale) ?? '', message]),
  );
  return lookUpLocale(
    available,
    wanted.map(canonicalLocale).filter((locale) => locale !== undefined),
  );
}

function filledIn(
  { emailSubject, emailMessage, smsMessage }: Message,
  { codeParameter, usernameParameter, userAttributes }: Immutable<CustomMessageRequest>,
): Partial<CustomMessageTriggerEvent['response']> {
  if (!codeParameter) throw loggable(new TypeError('The event has no codeParameter.'));
  const filling = {
    code: codeParameter,
    username: usernameParameter ?? '{username}',
    attributes: userAttributes ?? {},
  };
  return {
    ...(emailSubject && { emailSubject: render(emailSubject, 'emailSubject', filling) }),
    ...(emailMessage && { emailMessage: render(emailMessage, 'emailMessage', filling) }),
    ...(smsMessage && { smsMessage: render(smsMessage, 'smsMessage', filling) }),
  };
}
