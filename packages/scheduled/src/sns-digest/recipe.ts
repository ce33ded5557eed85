import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  awsRequest,
  Callback,
  describeError,
  loggable,
  logger,
  OptionsError,
  parseOptions,
  type ScheduledEvent,
  type ScheduledRun,
  type ScheduledTime,
  scheduledHandler,
  TimeZone,
} from '@amplify-recipes/core';
import type { Handler } from 'aws-lambda';
import * as v from 'valibot';
import { type Ledger, ledgerIn, type Turn } from './ledger.js';
import { bytesOf, isSubject, type Message, messagesOf } from './message.js';

export type SnsDigestOptions = {
  /**
   * Writes the digest for a time. It is to be the same for the same time: what is split goes on
   * where it was. Nothing, or an empty text, is not published.
   */
  readonly compose: (run: ScheduledRun) => string | undefined | Promise<string | undefined>;
  /** What e-mails have as their subject: fewer than 100 characters. Default none. */
  readonly subject?: string | ((time: ScheduledTime) => string);
  /** What subscribers filter by: message attributes of the type `String`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** What to do about a digest over 256 KiB. Default `refuse`: it fails. */
  readonly tooLarge?: 'refuse' | 'split';
  /** Default is `TOPIC_ARN` of the environment, as `connectTopic` sets it. */
  readonly topicArn?: string;
  /**
   * Whether a digest that was published for a time is not published again. Default `true`, and it
   * takes a table.
   */
  readonly once?: boolean;
  /** The table in which that is kept. Default is `DIGESTS_TABLE_NAME` of the environment. */
  readonly tableName?: string;
  /** The IANA time zone of the scheduled time: `Europe/Berlin`. Default `UTC`. */
  readonly timeZone?: string;
};

/** What came of a schedule's call. */
export type Digest = {
  readonly outcome: 'PUBLISHED' | 'ALREADY_PUBLISHED' | 'NOTHING_TO_TELL';
  /** Of the messages that this run published. */
  readonly messageIds: readonly string[];
  /**
   * Of those that are published, and that the table would not note. Only there if there are any:
   * when the same time comes again, they are published again.
   */
  readonly unnoted?: readonly string[];
};

const SUBJECT =
  'Give 1 to 99 characters, without line breaks and control characters, that begin with no space.';

const Options = v.strictObject({
  compose: Callback,
  subject: v.optional(v.union([v.custom<string>(isSubject), Callback], SUBJECT)),
  attributes: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^(?!(?:aws|amazon)\.)(?=.{1,256}$)[\w-]+(?:\.[\w-]+)*$/i)),
        v.pipe(v.string(), v.nonEmpty()),
      ),
      v.check((given) => bytesOf(given) <= 64 * 1024, 'Leave the text 192 of the 256 KiB.'),
    ),
    {},
  ),
  tooLarge: v.optional(v.picklist(['refuse', 'split']), 'refuse'),
  topicArn: v.optional(
    v.pipe(v.string(), v.regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+(?:\.fifo)?$/)),
  ),
  once: v.optional(v.boolean(), true),
  tableName: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]{3,255}$/))),
  timeZone: TimeZone,
});

/**
 * Publishes a digest to an SNS topic, once for each time that a schedule calls for. Which times
 * were published is kept in a table: SNS itself takes the same message again and again.
 *
 * @throws {OptionsError} When the options are not valid, or there is no topic or no table in the
 *   environment.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * @example
 * export const handler = snsDigest({
 *   subject: ({ date }) => `Orders up to ${date}`,
 *   compose: ({ scheduledTime, signal }) => ordersBefore(scheduledTime.at, { signal }),
 * });
 */
export function snsDigest(options: SnsDigestOptions): Handler<ScheduledEvent, Digest> {
  const { attributes, tooLarge, once, timeZone, ...given } = parseOptions(Options, options);
  const { compose, subject } = options;
  const topicArn = required('topicArn', given.topicArn, 'TOPIC_ARN');
  const ledger = once
    ? ledgerIn(required('tableName', given.tableName, 'DIGESTS_TABLE_NAME'))
    : undefined;

  async function publish({ text, subject }: Message, id: string, signal: AbortSignal) {
    const fields = {
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: topicArn,
      Message: text,
      ...(subject !== undefined && { Subject: subject }),
      ...Object.fromEntries(
        Object.entries(attributes).flatMap(([name, value], index) => {
          const entry = `MessageAttributes.entry.${index + 1}`;
          return [
            [`${entry}.Name`, name],
            [`${entry}.Value.DataType`, 'String'],
            [`${entry}.Value.StringValue`, value],
          ];
        }),
      ),
      ...(topicArn.endsWith('.fifo') && {
        MessageGroupId: 'sns-digest',
        MessageDeduplicationId: id,
      }),
    };
    const { text: answer } = await awsRequest(
      {
        service: 'sns',
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new URLSearchParams(fields).toString(),
      },
      signal,
    );
    return /<MessageId>([^<]+)</.exec(answer)?.[1] ?? '';
  }

  return scheduledHandler({ recipe: 'sns-digest', timeZone }, async (run) => {
    const { scheduledTime, signal } = run;
    const text = await compose(run);
    if (text !== undefined && typeof text !== 'string') {
      throw loggable(new TypeError('The digest is no text.'));
    }
    if (!text) return done(scheduledTime, { outcome: 'NOTHING_TO_TELL', messageIds: [] });
    const title = checkedSubject(typeof subject === 'function' ? subject(scheduledTime) : subject);
    const messageIds: string[] = [];
    const unnoted: string[] = [];
    for (const [index, message] of messagesOf(text, title, attributes, tooLarge).entries()) {
      const id = `${scheduledTime.at.toISOString()}#${index + 1}`;
      const send = (within: AbortSignal) => publish(message, id, within);
      if (!ledger) {
        messageIds.push(await send(signal));
        continue;
      }
      const published = await publishOnce(ledger, `${topicArn} ${id}`, send, run);
      if (!published) continue;
      messageIds.push(published.messageId);
      if (!published.isNoted) unnoted.push(published.messageId);
    }
    const outcome = messageIds.length > 0 ? 'PUBLISHED' : 'ALREADY_PUBLISHED';
    return done(scheduledTime, {
      outcome,
      messageIds,
      ...(unnoted.length > 0 && { unnoted }),
    });
  });
}

/** Milliseconds for the last word to the table, once the function's time is nearly over. */
const RELEASE = 2000;

/**
 * Milliseconds for which a run takes a message. They are over before Lambda tries again, which it
 * does after a minute: what a run left that ended without a word is free then.
 */
const TURN = 50_000;

/** How often the table is asked to note what is published. */
const NOTES = 4;

type Published = { readonly messageId: string; readonly isNoted: boolean };

/** Publishes a message, if this is the run that is to do it. */
async function publishOnce(
  ledger: Ledger,
  id: string,
  publish: (signal: AbortSignal) => Promise<string>,
  { signal, context }: ScheduledRun,
): Promise<Published | undefined> {
  const turn = { id, owner: randomUUID() };
  const within = AbortSignal.any([signal, AbortSignal.timeout(TURN - 2 * RELEASE)]);
  const until = Date.now() + Math.min(context.getRemainingTimeInMillis?.() ?? TURN, TURN);
  const claim = await ledger.claim(turn, until, within);
  if (claim === 'PUBLISHED') return undefined;
  if (claim === 'BY_ANOTHER') {
    throw loggable(
      new Error('Another run is publishing the same digest. This one is to be tried again.'),
    );
  }
  let messageId: string;
  try {
    messageId = await publish(within);
  } catch (error) {
    // The function's own signal may be the reason.
    await ledger.release(turn, AbortSignal.timeout(RELEASE)).catch((failure: unknown) => {
      logger.warn('sns-digest could not give back a digest that was not published', {
        error: describeError(failure),
      });
    });
    throw error;
  }
  return { messageId, isNoted: await note(ledger, turn) };
}

/**
 * Notes that a message is published. A refusal may be over in a moment, and without the note a
 * repeat would publish again.
 */
async function note(ledger: Ledger, turn: Turn): Promise<boolean> {
  const signal = AbortSignal.timeout(RELEASE);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ledger.markPublished(turn, signal);
      return true;
    } catch (error) {
      if (signal.aborted || attempt === NOTES) {
        // It is published. To fail would only publish it again.
        logger.error('sns-digest could not note what it published', {
          error: describeError(error),
        });
        return false;
      }
      await wait(50 * 2 ** attempt);
    }
  }
}

function done(scheduledTime: ScheduledTime, digest: Digest): Digest {
  logger.info('sns-digest is done', { ...digest, scheduledTime: scheduledTime.iso });
  return digest;
}

function required(option: string, given: string | undefined, variable: string): string {
  const value = given ?? process.env[variable];
  if (value && !value.startsWith('<')) return value;
  throw new OptionsError([
    `${option} is missing, and the environment has no ${variable}. Connect the function to its topic by connectTopic.`,
  ]);
}

function checkedSubject(subject: string | undefined): string | undefined {
  if (subject === undefined || isSubject(subject)) return subject;
  throw loggable(new TypeError(`The subject is not valid. ${SUBJECT}`));
}
