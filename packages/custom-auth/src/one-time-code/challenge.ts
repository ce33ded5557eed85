import { randomUUID } from 'node:crypto';
import type { Immutable, NewChallenge } from '@amplify-recipes/core';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import { addressOf, type Channel, knowsPassword, type Way } from './channels.js';
import { type IssuedCode, readIssued, writeIssued } from './code.js';
import { maskedEmail, maskedPhone } from './delivery.js';

type CreateRequest = Immutable<CreateAuthChallengeTriggerEvent>['request'];

/** The options that a challenge depends on. */
export type ChallengeShape = {
  readonly ways: readonly Way[];
  readonly digits: number;
  readonly expiresInSeconds: number;
};

/** A code, and how it was sent. */
export type SentCode = {
  /** Undefined if the metadata of the challenge does not name a way of the options. */
  readonly way: Way | undefined;
  readonly issued: IssuedCode;
};

const CHOICE = 'choice';

/**
 * The challenge that asks for the channel. It sends nothing, and no answer to it is right. So it is
 * the same for a user who does not exist.
 */
export function choiceChallenge(ways: readonly Way[], request: CreateRequest): NewChallenge {
  const channels = ways.filter((way) => way !== 'function');
  const masked = channels.map((channel) => [channel, destinationOf(channel, request)] as const);
  return {
    publicChallengeParameters: {
      channels: channels.join(),
      ...Object.fromEntries(masked.flatMap(([channel, to]) => (to ? [[channel, to]] : []))),
    },
    privateChallengeParameters: {},
    challengeMetadata: CHOICE,
  };
}

/** Whether the last challenge asked for the channel. No code was sent yet. */
export function isChoice(ways: readonly Way[], metadata: string | undefined): boolean {
  return ways.length > 1 && metadata === CHOICE;
}

/** The challenge that asks for a code. */
export function codeChallenge(
  { ways, digits, expiresInSeconds }: ChallengeShape,
  request: CreateRequest,
  { way, issued }: SentCode,
): NewChallenge {
  const text = writeIssued(issued);
  return {
    publicChallengeParameters: {
      ...deliveryOf(way, request),
      digits: String(digits),
      // Not the time that is left: for a code that was sent before, it would reveal the user.
      expiresInSeconds: String(expiresInSeconds),
    },
    // The id tells a repeated event from a second answer.
    privateChallengeParameters: { issued: text, attemptId: randomUUID() },
    challengeMetadata: ways.length > 1 ? `${way}:${text}` : text,
  };
}

/** Reads the code that an earlier challenge of the sign-in sent, from its metadata. */
export function readSent(
  ways: readonly Way[],
  metadata: string | undefined,
): Pick<SentCode, 'way'> & { readonly issued: IssuedCode | undefined } {
  const [only, ...others] = ways;
  if (others.length === 0) return { way: only, issued: readIssued(metadata) };
  const way = ways.find((each) => metadata?.startsWith(`${each}:`));
  return { way, issued: way && readIssued(metadata?.slice(way.length + 1)) };
}

function deliveryOf(way: Way | undefined, request: CreateRequest): Record<string, string> {
  if (way === undefined || way === 'function') return {};
  const destination = destinationOf(way, request);
  return {
    CODE_DELIVERY_DELIVERY_MEDIUM: way === 'email' ? 'EMAIL' : 'SMS',
    ...(destination && { CODE_DELIVERY_DESTINATION: destination }),
  };
}

/**
 * The masked address of the user, once the password was correct. Before that, it would reveal who
 * has an account, and the address.
 */
function destinationOf(channel: Channel, request: CreateRequest): string | undefined {
  const address = knowsPassword(request) ? addressOf(channel, request) : undefined;
  if (address === undefined) return undefined;
  return channel === 'email' ? maskedEmail(address) : maskedPhone(address);
}
