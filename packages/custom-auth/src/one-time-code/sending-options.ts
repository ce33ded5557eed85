import { canonicalLocale, numberWithin, withoutProblem } from '@amplify-recipes/core';
import * as v from 'valibot';
import { type Channel, channelsOf } from './channels.js';
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

/** A code, and the user to send it to. */
export type CodeToDeliver = {
  readonly code: string;
  readonly expiresInSeconds: number;
  readonly userPoolId: string;
  readonly userName: string;
  /** As they are in the pool. The function must check whether an address is verified. */
  readonly userAttributes: Readonly<Record<string, string>>;
};

/** Sends a code. Pass the `signal` to every outgoing call. */
export type DeliverCode = (
  code: CodeToDeliver,
  invocation: { readonly signal: AbortSignal },
) => void | Promise<void>;

const isDelivery = (value: unknown) => typeof value === 'function' || areChannels([value].flat());

function areChannels(values: readonly unknown[]): boolean {
  const isEach = values.every((value) => value === 'email' || value === 'sms');
  return isEach && values.length > 0 && new Set(values).size === values.length;
}

const Address = v.pipe(
  v.string(),
  v.regex(
    /^[^\s@<>"]+@[^\s@<>"]+$/,
    'Give a bare address, such as no-reply@example.com. The sender name is appName.',
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
  /**
   * How the code is sent: with Amazon SES, Amazon SNS, or your own function. With a list of both
   * channels, users choose one in each sign-in.
   */
  deliver: v.custom<Channel | readonly Channel[] | DeliverCode>(
    isDelivery,
    "Give 'email' or 'sms', or both in a list.",
  ),
  /** The sender address of e-mails. It, or its domain, must be verified in SES. */
  from: v.optional(Address),
  /** The SES configuration set of the e-mails. */
  configurationSet: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))),
  /** The name of the app, as users know it. Up to 45 bytes. */
  appName: v.pipe(
    v.string(),
    v.regex(/^[^\p{C}]+$/u, 'Write the name in one line.'),
    withoutProblem((name) => (Buffer.byteLength(name) <= 45 ? undefined : 'Write up to 45 bytes.')),
  ),
  /** The texts of the messages, by locale. The default is in English. */
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
  /** The locale for users whose language has no template. */
  defaultLocale: v.optional(Locale, 'en'),
  /** Digits of a code. Up to 10: the logger does not redact longer numbers as codes. */
  digits: v.optional(wholeNumber(6, 10), 8),
  expiresInSeconds,
  /**
   * Seconds that the challenge takes without the password, for every user: the time does not
   * reveal whether a message was sent. A message that takes longer is abandoned.
   */
  secondsToSend: v.optional(numberWithin(0.5, 3.5), 2),
  /** Seconds until another code is sent to the same user. Needs a table. */
  secondsBetweenSends: v.optional(wholeNumber(1, 900)),
  /** The key of the digests, 32 characters or more. */
  key,
  /** The table of the limits. */
  tableName,
};

const withAttempts = { ...sending, attempts };

type Sending = v.InferOutput<v.StrictObjectSchema<typeof withAttempts, undefined>>;

/** A problem of options that are valid one by one, but not together. */
function inconsistencyOf(options: Sending): string | undefined {
  const { deliver, from, configurationSet, templates, defaultLocale } = options;
  const channels = channelsOf(deliver);
  const isByEmail = channels.includes('email');
  if (isByEmail !== (from !== undefined)) {
    return "Give from if deliver has 'email', and only then.";
  }
  if (configurationSet !== undefined && !isByEmail) {
    return "Give configurationSet only if deliver has 'email'.";
  }
  if (channels.length > 1 && options.attempts < 2) {
    return 'Set attempts to 2 or more: the choice of a channel is one.';
  }
  if ((options.secondsBetweenSends ?? 0) > options.expiresInSeconds) {
    return 'Set secondsBetweenSends to expiresInSeconds or less: until another code is sent, the last one must be valid.';
  }
  if (channels.length === 0) return undefined;
  const parts = channels.flatMap((channel) => PARTS[channel]);
  if (Object.values(templates).some((template) => parts.some((part) => !template[part]))) {
    return `Give each locale ${parts.join(', ')}: deliver needs them.`;
  }
  return Object.keys(templates).map(canonicalLocale).includes(canonicalLocale(defaultLocale))
    ? undefined
    : 'Give a template in the defaultLocale.';
}

const PARTS: Readonly<Record<Channel, readonly MessagePart[]>> = {
  email: ['emailSubject', 'emailText', 'emailHtml'],
  sms: ['smsMessage'],
};

/** The options of the challenge, in any sign-in. */
export const OneTimeCodeOptions = v.pipe(
  v.strictObject({ ...withAttempts, ...judging }),
  withoutProblem(inconsistencyOf),
);
export type OneTimeCodeOptions = v.InferInput<typeof OneTimeCodeOptions>;

/** The options of the function that sends a code. */
export const OneTimeCodeCreateOptions = v.pipe(
  v.strictObject({ password, ...withAttempts }),
  withoutProblem(inconsistencyOf),
);
export type OneTimeCodeCreateOptions = v.InferInput<typeof OneTimeCodeCreateOptions>;
