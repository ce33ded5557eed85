import { canonicalLocale, numberWithin, withoutProblem } from '@amplify-recipes/core';
import * as v from 'valibot';
import { ENGLISH, type MessagePart, problemOf } from './message.js';
import {
  attempts,
  expiresInSeconds,
  judging,
  key,
  password,
  tableName,
  wholeNumber,
} from './options.js';

/** A code for the user's own way to send it. */
export type CodeToDeliver = {
  readonly code: string;
  readonly expiresInSeconds: number;
  readonly userPoolId: string;
  readonly userName: string;
  /** As they are in the pool. Whether an address is verified is for the function to look at. */
  readonly userAttributes: Readonly<Record<string, string>>;
};

/** Sends a code. Every outgoing call carries the `signal`. */
export type DeliverCode = (
  code: CodeToDeliver,
  invocation: { readonly signal: AbortSignal },
) => void | Promise<void>;

const isDelivery = (value: unknown) =>
  value === 'email' || value === 'sms' || typeof value === 'function';

const Address = v.pipe(
  v.string(),
  v.regex(
    /^[^\s@<>"]+@[^\s@<>"]+$/,
    'Give a bare address, such as no-reply@example.com. Its name is the appName.',
  ),
);

const part = (name: MessagePart) =>
  v.optional(
    v.pipe(
      v.string(),
      withoutProblem((text) => problemOf(text, name)),
    ),
  );

const Locale = v.pipe(
  v.string(),
  withoutProblem((locale) =>
    canonicalLocale(locale) ? undefined : 'Write a language tag of BCP 47, such as en or es-MX.',
  ),
);

const sending = {
  /** How the code is sent: by Amazon SES, by Amazon SNS, or by a function of your own. */
  deliver: v.custom<'email' | 'sms' | DeliverCode>(isDelivery, "Give 'email' or 'sms'."),
  /** The address that e-mails come from. SES must know it, or its domain, as verified. */
  from: v.optional(Address),
  /** The SES configuration set that e-mails are sent with. */
  configurationSet: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))),
  /** What your users call the app. Up to 45 bytes. */
  appName: v.pipe(
    v.string(),
    v.regex(/^[^\p{C}]+$/u, 'A name is one line.'),
    withoutProblem((name) =>
      Buffer.byteLength(name) <= 45 ? undefined : 'A name takes up to 45 bytes.',
    ),
  ),
  /** What the messages say, by locale. By default they are in English. */
  templates: v.optional(
    v.pipe(
      v.record(
        Locale,
        v.strictObject({
          emailSubject: part('emailSubject'),
          emailText: part('emailText'),
          emailHtml: part('emailHtml'),
          smsMessage: part('smsMessage'),
        }),
      ),
      withoutProblem((templates) => {
        const locales = Object.keys(templates);
        const isOnce = new Set(locales.map(canonicalLocale)).size === locales.length;
        return isOnce ? undefined : 'Name each locale once.';
      }),
    ),
    { en: ENGLISH },
  ),
  /** The locale of those in whose language there is no template. */
  defaultLocale: v.optional(Locale, 'en'),
  /** Digits of a code. Up to 10: the logger knows a longer number for no code. */
  digits: v.optional(wholeNumber(6, 10), 8),
  expiresInSeconds,
  /**
   * Seconds that the sign-in takes without the password, whoever it is: that a message was sent
   * cannot be timed. What takes longer to send is given up.
   */
  secondsToSend: v.optional(numberWithin(0.5, 3.5), 2),
  /** Seconds until another code is sent to the same user. Needs a table. */
  secondsBetweenSends: v.optional(wholeNumber(1, 900)),
  /** The key of the digests, 32 characters or more. */
  key,
  /** The table of the limits. */
  tableName,
};

type Sending = v.InferOutput<v.StrictObjectSchema<typeof sending, undefined>>;

/** What is wrong with options that are right each for itself. */
function inconsistencyOf(options: Sending): string | undefined {
  const { deliver, from, configurationSet, templates, defaultLocale } = options;
  if ((deliver === 'email') !== (from !== undefined)) {
    return "Give from with deliver: 'email', and only with it.";
  }
  if (configurationSet !== undefined && deliver !== 'email') {
    return "Give configurationSet only with deliver: 'email'.";
  }
  if ((options.secondsBetweenSends ?? 0) > options.expiresInSeconds) {
    return 'Set secondsBetweenSends to expiresInSeconds or less: until then, the code that was sent is the right one.';
  }
  if (typeof deliver === 'function') return undefined;
  const parts = PARTS[deliver];
  if (Object.values(templates).some((template) => parts.some((part) => !template[part]))) {
    return `Give each locale ${parts.join(', ')}: that is what is sent with deliver: '${deliver}'.`;
  }
  return Object.keys(templates).map(canonicalLocale).includes(canonicalLocale(defaultLocale))
    ? undefined
    : 'Give a template in the defaultLocale.';
}

const PARTS: Readonly<Record<'email' | 'sms', readonly MessagePart[]>> = {
  email: ['emailSubject', 'emailText', 'emailHtml'],
  sms: ['smsMessage'],
};

/** The options of the challenge, wherever it stands in a sign-in. */
export const OneTimeCodeOptions = v.pipe(
  v.strictObject({ ...sending, ...judging, attempts }),
  withoutProblem(inconsistencyOf),
);
export type OneTimeCodeOptions = v.InferInput<typeof OneTimeCodeOptions>;

/** The options of the function that sends a code. */
export const OneTimeCodeCreateOptions = v.pipe(
  v.strictObject({ password, attempts, ...sending }),
  withoutProblem(inconsistencyOf),
);
export type OneTimeCodeCreateOptions = v.InferInput<typeof OneTimeCodeCreateOptions>;
