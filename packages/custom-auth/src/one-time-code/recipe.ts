import { randomUUID } from 'node:crypto';
import {
  type ChallengeStep,
  type CustomChallenge,
  canonicalLocale,
  createAuthChallenge,
  defineAuthChallenge,
  describeError,
  type Immutable,
  loggable,
  logger,
  lookUpLocale,
  OptionsError,
  parseOptions,
  prepareRequests,
  verifyAuthChallengeResponse,
} from '@amplify-recipes/core';
import type {
  CreateAuthChallengeTriggerEvent,
  CreateAuthChallengeTriggerHandler,
  DefineAuthChallengeTriggerHandler,
  VerifyAuthChallengeResponseTriggerEvent,
  VerifyAuthChallengeResponseTriggerHandler,
} from 'aws-lambda';
import type * as v from 'valibot';
import {
  type CodeHolder,
  type IssuedCode,
  isInForce,
  isRightCode,
  issue,
  issueToNobody,
  newCode,
  readIssued,
  writeIssued,
} from './code.js';
import { maskedEmail, maskedPhone, sendEmail, sendSms } from './delivery.js';
import { countGuess, type LimitsTable, takeTurnToSend, useUp } from './limits.js';
import { type MessagePart, render } from './message.js';
import { OneTimeCodeDefineOptions, OneTimeCodeVerifyOptions } from './options.js';
import { OneTimeCodeCreateOptions, OneTimeCodeOptions } from './sending-options.js';

const NAME = 'one-time-code';

/**
 * Creates the challenge that sends a code to the user. Give it to `customAuth` of
 * `@amplify-recipes/core`, alone or with other challenges.
 *
 * @throws {OptionsError} When the options are not valid.
 * @example
 * const code = oneTimeCode({
 *   deliver: 'email',
 *   from: 'no-reply@example.com',
 *   appName: 'Example',
 *   key: process.env.ONE_TIME_CODE_KEY,
 * });
 * export const handlers = customAuth({ withPassword: [captcha], withoutPassword: [code] });
 */
export function oneTimeCode(options: OneTimeCodeOptions): CustomChallenge {
  const parsed = parseOptions(OneTimeCodeOptions, options);
  return { name: NAME, attempts: parsed.attempts, ...creation(parsed), ...judgement(parsed) };
}

/**
 * Creates the handler that chooses the next step of a sign-in with a code, which follows the
 * password or replaces it.
 *
 * @throws {OptionsError} When the options are not valid.
 * @example
 * export const handler = oneTimeCodeDefine({ password: 'none' });
 */
export function oneTimeCodeDefine(
  options: OneTimeCodeDefineOptions,
): DefineAuthChallengeTriggerHandler {
  const { password, attempts } = parseOptions(OneTimeCodeDefineOptions, options);
  return defineAuthChallenge(inPlace(password, { name: NAME, attempts }));
}

/**
 * Creates the handler that sends a code to the user and returns the challenge.
 *
 * A user who does not exist, has no verified address or cannot be reached gets the same challenge,
 * but no code solves it. The log says which code could not be sent.
 *
 * @throws {OptionsError} When the options are not valid.
 */
export function oneTimeCodeCreate(
  options: OneTimeCodeCreateOptions,
): CreateAuthChallengeTriggerHandler {
  const parsed = parseOptions(OneTimeCodeCreateOptions, options);
  const { password, attempts } = parsed;
  return createAuthChallenge(inPlace(password, { name: NAME, attempts, ...creation(parsed) }));
}

/**
 * Creates the handler that checks the user's answer.
 *
 * @throws {OptionsError} When the options are not valid.
 */
export function oneTimeCodeVerify(
  options: OneTimeCodeVerifyOptions,
): VerifyAuthChallengeResponseTriggerHandler {
  const parsed = parseOptions(OneTimeCodeVerifyOptions, options);
  return verifyAuthChallengeResponse({
    withPassword: [{ name: NAME, attempts: 1, ...judgement(parsed) }],
  });
}

function inPlace<Challenge extends ChallengeStep>(
  password: 'required' | 'none',
  challenge: Challenge,
) {
  return password === 'required' ? { withPassword: [challenge] } : { withoutPassword: [challenge] };
}

type Sending = Omit<v.InferOutput<typeof OneTimeCodeOptions>, 'attempts' | 'guessesPerHour'>;
type Judging = v.InferOutput<typeof OneTimeCodeVerifyOptions>;
type CreateRequest = Immutable<CreateAuthChallengeTriggerEvent>['request'];

function creation(options: Sending): Pick<CustomChallenge, 'create'> {
  const { digits, expiresInSeconds } = options;
  const send = sender(options);
  return {
    async create(event, { attempt, lastMetadata, signal }) {
      const issued =
        attempt === 1
          ? await send(event, signal)
          : // A wrong answer sends no other code and does not extend the time of this one.
            (readIssued(lastMetadata) ?? issueToNobody(Date.now()));
      const text = writeIssued(issued);
      return {
        publicChallengeParameters: {
          ...destinationOf(options.deliver, event.request),
          digits: String(digits),
          // Not the time that is left: for a code that was sent before, it would reveal the user.
          expiresInSeconds: String(expiresInSeconds),
        },
        // The id tells a repeated event from a second answer.
        privateChallengeParameters: { issued: text, attemptId: randomUUID() },
        challengeMetadata: text,
      };
    },
  };
}

/**
 * The masked destination of the code, once the password was correct. Before that, it would reveal
 * who has an account, and the address.
 */
function destinationOf(deliver: Sending['deliver'], request: CreateRequest) {
  if (typeof deliver === 'function') return {};
  const medium = { CODE_DELIVERY_DELIVERY_MEDIUM: deliver === 'email' ? 'EMAIL' : 'SMS' };
  const address = knowsPassword(request) ? addressOf(deliver, request) : undefined;
  if (address === undefined) return medium;
  const masked = deliver === 'email' ? maskedEmail(address) : maskedPhone(address);
  return { ...medium, CODE_DELIVERY_DESTINATION: masked };
}

function knowsPassword({ session }: CreateRequest): boolean {
  return session[0]?.challengeName === 'SRP_A';
}

/** The address of the user, if it is verified. */
function addressOf(
  deliver: 'email' | 'sms',
  { userAttributes, userNotFound }: CreateRequest,
): string | undefined {
  if (userNotFound) return undefined;
  const [attribute, verified] =
    deliver === 'email'
      ? (['email', 'email_verified'] as const)
      : (['phone_number', 'phone_number_verified'] as const);
  return userAttributes[verified] === 'true' ? userAttributes[attribute] : undefined;
}

type CreateEvent = Immutable<CreateAuthChallengeTriggerEvent>;
type VerifyEvent = Immutable<VerifyAuthChallengeResponseTriggerEvent>;

function holderOf({ userPoolId, callerContext, userName }: CreateEvent | VerifyEvent): CodeHolder {
  return { userPoolId, clientId: callerContext.clientId, userName };
}

/** Issues a code and sends it. It takes the same time if nobody can receive the code. */
function sender(options: Sending) {
  const { key, digits, secondsToSend, secondsBetweenSends } = options;
  const limit = secondsBetweenSends && { table: tableOf(options), secondsBetweenSends };
  const postTo = post(options);
  if (limit || typeof options.deliver !== 'function') prepareRequests();

  return async (event: CreateEvent, signal: AbortSignal): Promise<IssuedCode> => {
    const now = Date.now();
    let issued = issueToNobody(now);
    const send = async (deadline: AbortSignal) => {
      const postCode = postTo(event);
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
function post(options: Sending): (event: CreateEvent) => Post | undefined {
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
  return ({ request }) => {
    const to = addressOf(deliver, request);
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
      if (deliver === 'sms') return sendSms(to, written('smsMessage'), signal);
      const subject = written('emailSubject');
      const text = written('emailText');
      const html = written('emailHtml');
      return sendEmail({ from, appName, to, subject, text, html, configurationSet }, signal);
    };
  };
}

function judgement(options: Judging): Pick<CustomChallenge, 'verify'> {
  const { key, expiresInSeconds, guessesPerHour, tableName } = options;
  const limit = guessesPerHour && { table: tableOf(options), guessesPerHour };
  const table = tableName && tableOf(options);
  if (table) prepareRequests();
  return {
    async verify(event, { signal }) {
      const { challengeAnswer, privateChallengeParameters, userNotFound } = event.request;
      const { attemptId } = privateChallengeParameters;
      if (!attemptId) return false;
      const holder = holderOf(event);
      // People type and paste codes with spaces and hyphens.
      const answer = String(challengeAnswer).replace(/[\s-]/g, '');
      if (limit) {
        const guess = { attemptId, answer };
        // Counted before the check, for every user: guesses at the same time must not exceed it.
        const { table, guessesPerHour } = limit;
        if (!(await countGuess(table, holder, guess, guessesPerHour, signal))) return false;
      }
      const issued = readIssued(privateChallengeParameters.issued);
      if (!issued || !isInForce(issued, expiresInSeconds) || userNotFound) return false;
      if (!isRightCode(key, holder, answer, issued)) return false;
      return !table || useUp(table, holder, issued, attemptId, signal);
    },
  };
}

function tableOf({ tableName, key }: Pick<Judging, 'tableName' | 'key'>): LimitsTable {
  if (tableName === undefined) {
    throw new OptionsError(
      ['tableName is missing. The limits across sign-ins are stored in a table.'],
      'Give the function the name of a table with the partition key "id".',
    );
  }
  return { tableName, key };
}
