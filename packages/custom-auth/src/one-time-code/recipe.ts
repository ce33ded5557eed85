import {
  type ChallengeStep,
  type CustomChallenge,
  createAuthChallenge,
  defineAuthChallenge,
  logger,
  parseOptions,
  prepareRequests,
  verifyAuthChallengeResponse,
} from '@amplify-recipes/core';
import type {
  CreateAuthChallengeTriggerHandler,
  DefineAuthChallengeTriggerHandler,
  VerifyAuthChallengeResponseTriggerHandler,
} from 'aws-lambda';
import type * as v from 'valibot';
import { choiceChallenge, codeChallenge, isChoice, readSent } from './challenge.js';
import { channelFor, channelsOf } from './channels.js';
import { holderOf, isInForce, isRightCode, issueToNobody, readIssued } from './code.js';
import { countGuess, tableOf, useUp } from './limits.js';
import { NAME, OneTimeCodeDefineOptions, OneTimeCodeVerifyOptions } from './options.js';
import { type Sending, sender } from './sending.js';
import { OneTimeCodeCreateOptions, OneTimeCodeOptions } from './sending-options.js';

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

type Judging = v.InferOutput<typeof OneTimeCodeVerifyOptions>;

function creation(options: Sending): Pick<CustomChallenge, 'create'> {
  const channels = channelsOf(options.deliver);
  const shape = { ...options, channels };
  const send = sender(options);
  return {
    async create(event, { lastMetadata, signal }) {
      const { request } = event;
      if (lastMetadata !== undefined && !isChoice(channels, lastMetadata)) {
        // A wrong answer sends no other code, and does not extend the time of this one.
        const { channel, issued = issueToNobody(Date.now()) } = readSent(channels, lastMetadata);
        return codeChallenge(shape, request, { channel, issued });
      }
      const channel = channelFor(channels, request);
      if (channel === undefined && channels.length > 0) {
        if (lastMetadata !== undefined) logger.warn(`${NAME} got no channel in clientMetadata`);
        return choiceChallenge(channels, request);
      }
      return codeChallenge(shape, request, { channel, issued: await send(event, channel, signal) });
    },
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
