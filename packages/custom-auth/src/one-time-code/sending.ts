import {
  canonicalLocale,
  describeError,
  type Immutable,
  loggable,
  logger,
  lookUpLocale,
  prepareRequests,
} from '@amplify-recipes/core';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import type * as v from 'valibot';
import { addressOf, type Channel, knowsPassword } from './channels.js';
import { holderOf, type IssuedCode, issue, issueToNobody, newCode } from './code.js';
import { sendEmail, sendSms } from './delivery.js';
import { tableOf, takeTurnToSend } from './limits.js';
import { type MessagePart, render } from './message.js';
import { NAME } from './options.js';
import type { OneTimeCodeOptions } from './sending-options.js';

/** The options of {@link sender}. */
export type Sending = Omit<v.InferOutput<typeof OneTimeCodeOptions>, 'attempts' | 'guessesPerHour'>;

type CreateEvent = Immutable<CreateAuthChallengeTriggerEvent>;

/** Issues a code and sends it. The app's own function gets no channel. */
export type Send = (
  event: CreateEvent,
  channel: Channel | undefined,
  signal: AbortSignal,
) => Promise<IssuedCode>;

/**
 * Creates the function that issues a code and sends it. Without the password, it takes the same
 * time if nobody can receive the code.
 */
export function sender(options: Sending): Send {
  const { key, digits, secondsToSend, secondsBetweenSends } = options;
  const limit = secondsBetweenSends && { table: tableOf(options), secondsBetweenSends };
  const postTo = post(options);
  if (limit || typeof options.deliver !== 'function') prepareRequests();

  return async (event, channel, signal) => {
    const now = Date.now();
    let issued = issueToNobody(now);
    const send = async (deadline: AbortSignal) => {
      const postCode = postTo(event, channel);
      if (!postCode) return;
      const holder = holderOf(event);
      const code = newCode(digits);
      let isNew = true;
      let own = issue(key, holder, code, now);
      if (limit) {
        ({ issued: own, isNew } = await takeTurnToSend(
          limit.table,
          holder,
          own,
          limit.secondsBetweenSends,
          deadline,
        ));
      }
      // Valid from here on, even if sending takes too long: the message may still arrive.
      issued = own;
      if (isNew) await postCode(code, deadline);
    };
    await within(secondsToSend * 1000, !knowsPassword(event.request), signal, send);
    return issued;
  };
}

/**
 * Limits work to a number of milliseconds. With `exactly` it also takes exactly as many: the
 * duration would reveal who has an account. Errors are only logged.
 */
async function within(
  milliseconds: number,
  exactly: boolean,
  signal: AbortSignal,
  work: (deadline: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const deadline = AbortSignal.any([controller.signal, signal]);
  const overtime = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () => reject(deadline.reason));
  });
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      controller.abort(
        loggable(new DOMException(`Not done after ${milliseconds} ms.`, 'TimeoutError')),
      );
      resolve();
    }, milliseconds);
  });
  try {
    await Promise.race([work(deadline), overtime]);
  } catch (error) {
    logger.error(`${NAME} could not send a code`, { error: describeError(error) });
  }
  if (exactly) await end;
  clearTimeout(timer);
}

type Post = (code: string, signal: AbortSignal) => Promise<void>;

/** Returns how to send a code to the user of an event. Undefined if nothing can be sent. */
function post(
  options: Sending,
): (event: CreateEvent, channel: Channel | undefined) => Post | undefined {
  const { deliver, appName, expiresInSeconds, templates, defaultLocale } = options;
  if (typeof deliver === 'function') {
    return ({ userPoolId, userName, request: { userAttributes, userNotFound } }) =>
      userNotFound
        ? undefined
        : async (code, signal) =>
            deliver({ code, expiresInSeconds, userPoolId, userName, userAttributes }, { signal });
  }
  const minutes = String(Math.floor(expiresInSeconds / 60));
  const byLocale = new Map(
    Object.entries(templates).map(([locale, template]) => [
      String(canonicalLocale(locale)),
      template,
    ]),
  );
  // Stryker disable next-line StringLiteral: the options require from for e-mails.
  const { from = '', configurationSet } = options;
  return ({ request }, channel) => {
    const to = channel && addressOf(channel, request);
    if (to === undefined) {
      if (request.userNotFound) return undefined;
      const { sub } = request.userAttributes;
      logger.warn(`${NAME} has no verified address to send a code to`, { userSub: sub });
      return undefined;
    }
    const wanted = [request.userAttributes.locale, defaultLocale].map(canonicalLocale);
    const template = lookUpLocale(
      byLocale,
      wanted.filter((locale) => locale !== undefined),
    );
    return (code, signal) => {
      const written = (part: MessagePart) =>
        // Stryker disable next-line OptionalChaining,StringLiteral: the options hold each part, in the default locale at least.
        render(template?.[part] ?? '', part, { code, appName, minutes });
      if (channel === 'sms') return sendSms(to, written('smsMessage'), signal);
      const subject = written('emailSubject');
      const text = written('emailText');
      const html = written('emailHtml');
      return sendEmail({ from, appName, to, subject, text, html, configurationSet }, signal);
    };
  };
}
