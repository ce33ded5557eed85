import { randomUUID } from 'node:crypto';
import type { Immutable, NewChallenge } from '@amplify-recipes/core';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import { addressOf, type Channel, knowsPassword } from './channels.js';
import { type IssuedCode, readIssued, writeIssued } from './code.js';
import { maskedEmail, maskedPhone } from './delivery.js';

type CreateRequest = Immutable<CreateAuthChallengeTriggerEvent>['request'];

/** The options that a challenge depends on. */
export type ChallengeShape = {
  readonly channels: readonly Channel[];
  readonly digits: number;
  readonly expiresInSeconds: number;
};

/** A code, and how it was sent. */
export type SentCode = {
  /** Undefined if the app's own function sent it. */
  readonly channel: Channel | undefined;
  readonly issued: IssuedCode;
};

const CHOICE = 'choice';

/**
 * The challenge that asks for the channel. It sends nothing, and no answer to it is right. So it is
 * the same for a user who does not exist.
 */
export function choiceChallenge(
  channels: readonly Channel[],
  request: CreateRequest,
): NewChallenge {
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
export function isChoice(channels: readonly Channel[], metadata: string): boolean {
  return channels.length > 1 && metadata === CHOICE;
}

/** The challenge that asks for a code. */
export function codeChallenge(
  { channels, digits, expiresInSeconds }: ChallengeShape,
  request: CreateRequest,
  { channel, issued }: SentCode,
): NewChallenge {
  const text = writeIssued(issued);
  return {
    publicChallengeParameters: {
      ...deliveryOf(channel, request),
      digits: String(digits),
      // Not the time that is left: for a code that was sent before, it would reveal the user.
      expiresInSeconds: String(expiresInSeconds),
    },
    // The id tells a repeated event from a second answer.
    privateChallengeParameters: { issued: text, attemptId: randomUUID() },
    challengeMetadata: channels.length > 1 ? `${channel}:${text}` : text,
  };
}

/** Reads the code that an earlier challenge of the sign-in sent, from its metadata. */
export function readSent(
  channels: readonly Channel[],
  metadata: string,
): Pick<SentCode, 'channel'> & { readonly issued: IssuedCode | undefined } {
  if (channels.length < 2) return { channel: channels[0], issued: readIssued(metadata) };
  const channel = channels.find((each) => metadata.startsWith(`${each}:`));
  return { channel, issued: channel && readIssued(metadata.slice(channel.length + 1)) };
}

function deliveryOf(channel: Channel | undefined, request: CreateRequest): Record<string, string> {
  if (channel === undefined) return {};
  const destination = destinationOf(channel, request);
  return {
    CODE_DELIVERY_DELIVERY_MEDIUM: channel === 'email' ? 'EMAIL' : 'SMS',
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
