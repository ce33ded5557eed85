import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
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
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Handler } from 'aws-lambda';
import * as v from 'valibot';
import { type Ledger, ledgerIn, type Turn } from './ledger.js';
import { bytesOf, isSubject, type Message, messagesOf } from './message.js';

export type SnsDigestOptions = {
  /**
   * Returns the digest for a time. It must return the same text for the same time, so that a split
   * digest can continue. If it returns undefined or an empty string, nothing is published.
   */
  readonly compose: (run: ScheduledRun) => string | undefined | Promise<string | undefined>;
  /** The subject of e-mails: fewer than 100 characters. Default: none. */
  readonly subject?: string | ((time: ScheduledTime) => string);
  /** Message attributes of the type `String`, for the filter policies of subscriptions. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Whether a digest over 256 KiB fails or is split. Default: `refuse`, it fails. */
  readonly tooLarge?: 'refuse' | 'split';
  /** The ARN of the topic. Default: `TOPIC_ARN` of the environment, which `connectTopic` sets. */
  readonly topicArn?: string;
  /**
   * Whether a digest is published only once per scheduled time. Default: `true`. This needs a
   * table.
   */
  readonly once?: boolean;
  /** The table of the published digests. Default: `DIGESTS_TABLE_NAME` of the environment. */
  readonly tableName?: string;
  /** The IANA time zone of the scheduled time: `Europe/Berlin`. Default: `UTC`. */
  readonly timeZone?: string;
};

/** The result of a run. */
export type Digest = {
  readonly outcome: 'PUBLISHED' | 'ALREADY_PUBLISHED' | 'NOTHING_TO_TELL';
  /** The ids of the messages that this run published. */
  readonly messageIds: readonly string[];
  /**
   * The ids of published messages that the table could not record. When the same time comes again,
   * they are published again. Undefined if there are none.
   */
  readonly unnoted?: readonly string[];
};

const SUBJECT =
  'Give 1 to 99 characters, without line breaks, control characters or a leading space.';

const Options = v.strictObject({
  compose: Callback,
  subject: v.optional(v.union([v.custom<string>(isSubject), Callback], SUBJECT)),
  attributes: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^(?!(?:aws|amazon)\.)(?=.{1,256}$)[\w-]+(?:\.[\w-]+)*$/i)),
        v.pipe(v.string(), v.nonEmpty()),
      ),
      v.check(
        (given) => bytesOf(given) <= 64 * 1024,
        'Use up to 64 KiB, which leaves 192 of the 256 KiB for the text.',
      ),
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
 * Creates a handler that publishes a digest to an SNS topic, once per scheduled time. A table
 * stores the published times: SNS itself accepts the same message again and again.
 *
 * @throws {OptionsError} When the options are not valid, or the environment has no topic or no
 *   table.
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
  const client = {
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: 120_000,
      throwOnRequestTimeout: true,
    },
  };
  const sns = new SNSClient(client);
  const ledger = once
    ? ledgerIn(
        required('tableName', given.tableName, 'DIGESTS_TABLE_NAME'),
        new DynamoDBClient(client),
      )
    : undefined;

  async function publish({ text, subject }: Message, id: string, abortSignal: AbortSignal) {
    const message = new PublishCommand({
      TopicArn: topicArn,
      Message: text,
      ...(subject !== undefined && { Subject: subject }),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          name,
          { DataType: 'String', StringValue: value },
        ]),
      ),
      ...(topicArn.endsWith('.fifo') && {
        MessageGroupId: 'sns-digest',
        MessageDeduplicationId: id,
      }),
    });
    const { MessageId = '' } = await sns.send(message, { abortSignal });
    return MessageId;
  }

  return scheduledHandler({ recipe: 'sns-digest', timeZone }, async (run) => {
    const { scheduledTime, signal } = run;
    const text = await compose(run);
    if (text !== undefined && typeof text !== 'string') {
      throw loggable(new TypeError('The digest is not a string.'));
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

/** Milliseconds for the last write to the table when the function's time is nearly over. */
const RELEASE = 2000;

/**
 * Milliseconds for which a run claims a message. They end before Lambda retries after a minute, so
 * that the message of a crashed run is free again.
 */
const TURN = 50_000;

/** How often a run tries to record a published message in the table. */
const NOTES = 4;

type Published = { readonly messageId: string; readonly isNoted: boolean };

/** Publishes a message once. Returns undefined if it is already published. */
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
    throw loggable(new Error('Another run is publishing the same digest. Retry this run.'));
  }
  let messageId: string;
  try {
    messageId = await publish(within);
  } catch (error) {
    // Not the function's signal: it may be aborted.
    await ledger.release(turn, AbortSignal.timeout(RELEASE)).catch((failure: unknown) => {
      logger.warn('sns-digest could not release a digest that was not published', {
        error: describeError(failure),
      });
    });
    throw error;
  }
  return { messageId, isNoted: await note(ledger, turn) };
}

/**
 * Records that a message is published. It retries, because without the record a repeat would
 * publish again.
 */
async function note(ledger: Ledger, turn: Turn): Promise<boolean> {
  const signal = AbortSignal.timeout(RELEASE);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ledger.markPublished(turn, signal);
      return true;
    } catch (error) {
      if (signal.aborted || attempt === NOTES) {
        // The message is published. A failure would only publish it again.
        logger.error('sns-digest could not record a published message', {
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
    `${option} is missing, and the environment has no ${variable}. Connect the function to its topic with connectTopic.`,
  ]);
}

function checkedSubject(subject: string | undefined): string | undefined {
  if (subject === undefined || isSubject(subject)) return subject;
  throw loggable(new TypeError(`The subject is not valid. ${SUBJECT}`));
}
