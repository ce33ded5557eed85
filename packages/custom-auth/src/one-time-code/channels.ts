import type { Immutable } from '@amplify-recipes/core';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';

/** How a code is sent: `email` with Amazon SES, `sms` with Amazon SNS. */
export type Channel = 'email' | 'sms';

type CreateRequest = Immutable<CreateAuthChallengeTriggerEvent>['request'];

const ATTRIBUTES = {
  email: ['email', 'email_verified'],
  sms: ['phone_number', 'phone_number_verified'],
} as const satisfies Readonly<Record<Channel, readonly [string, string]>>;

/** The channels that the option `deliver` names. The app's own function is none. */
export function channelsOf(
  deliver: Channel | readonly Channel[] | ((...given: never[]) => unknown),
): readonly Channel[] {
  if (typeof deliver === 'function') return [];
  return typeof deliver === 'string' ? [deliver] : deliver;
}

/** Whether the user gave the right password in this sign-in. */
export function knowsPassword({ session }: CreateRequest): boolean {
  return session[0]?.challengeName === 'SRP_A';
}

/** The address of the user, if it is verified. */
export function addressOf(
  channel: Channel,
  { userAttributes, userNotFound }: CreateRequest,
): string | undefined {
  if (userNotFound) return undefined;
  const [attribute, verified] = ATTRIBUTES[channel];
  return userAttributes[verified] === 'true' ? userAttributes[attribute] : undefined;
}

/**
 * The channel of a new code. Undefined if the user still has to choose one of several.
 *
 * The choice is the client's, and not checked against the user's addresses here: before the
 * password, the answer must not depend on which addresses the user has.
 */
export function channelFor(
  channels: readonly Channel[],
  request: CreateRequest,
): Channel | undefined {
  if (channels.length < 2) return channels[0];
  const wanted: unknown = Object(request.clientMetadata).channel;
  const chosen = channels.find((channel) => channel === wanted);
  if (chosen !== undefined || !knowsPassword(request)) return chosen;
  const [verified, ...others] = channels.filter(
    (channel) => addressOf(channel, request) !== undefined,
  );
  return others.length === 0 ? verified : undefined;
}
