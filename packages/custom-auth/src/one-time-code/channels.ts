import type { Immutable } from '@amplify-recipes/core';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';

/** How a code is sent: `email` with Amazon SES, `sms` with Amazon SNS. */
export type Channel = 'email' | 'sms';

/** A channel, or the app's own function. */
export type Way = Channel | 'function';

type CreateRequest = Immutable<CreateAuthChallengeTriggerEvent>['request'];

const ATTRIBUTES = {
  email: ['email', 'email_verified'],
  sms: ['phone_number', 'phone_number_verified'],
} as const satisfies Readonly<Record<Channel, readonly [string, string]>>;

/** The ways that the option `deliver` names. */
export function waysOf(
  deliver: Channel | readonly Channel[] | ((...given: never[]) => unknown),
): readonly Way[] {
  if (typeof deliver === 'function') return ['function'];
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
 * The way to send a new code. Undefined if the user still has to choose one.
 *
 * The choice is the client's, and not checked against the user's addresses here: before the
 * password, the answer must not depend on which addresses the user has.
 */
export function wayFor(ways: readonly Way[], request: CreateRequest): Way | undefined {
  const [only, ...others] = ways;
  if (others.length === 0) return only;
  const wanted: unknown = Object(request.clientMetadata).channel;
  const chosen = ways.find((way) => way === wanted);
  if (chosen !== undefined || !knowsPassword(request)) return chosen;
  const [verified, ...more] = ways.filter(
    (way) => way !== 'function' && addressOf(way, request) !== undefined,
  );
  return more.length === 0 ? verified : undefined;
}
