import type {
  CreateAuthChallengeTriggerEvent,
  CreateAuthChallengeTriggerHandler,
  DefineAuthChallengeTriggerEvent,
  DefineAuthChallengeTriggerHandler,
  VerifyAuthChallengeResponseTriggerEvent,
  VerifyAuthChallengeResponseTriggerHandler,
} from 'aws-lambda';
import {
  type AnsweredChallenge,
  type ChallengeSequence,
  type ChallengeStep,
  detailOf,
  metadataOf,
  nextStep,
  type SigningIn,
} from './challenge-sequence.js';
import { type CognitoTriggerInvocation, cognitoTrigger } from './cognito-trigger.js';
import type { Immutable } from './cognito-trigger-event.js';
import { describeError } from './describe-error.js';
import { loggable } from './loggable.js';
import { logger } from './logger.js';

/** The parameters of a new custom challenge. */
export type NewChallenge = {
  /** Parameters that Cognito sends to the client. They must not contain secrets. */
  readonly publicChallengeParameters: Readonly<Record<string, string>>;
  /** Parameters that Cognito stores and passes only to `verify`. */
  readonly privateChallengeParameters: Readonly<Record<string, string>>;
  /** Passed to `create` as `lastMetadata` for the next attempt at the same challenge. */
  readonly challengeMetadata?: string | undefined;
};

/** The second argument of `create`, after the event. */
export type CreateChallengeInvocation = CognitoTriggerInvocation & {
  /** The number of this attempt at the challenge in this sign-in, from 1. */
  readonly attempt: number;
  /** The `challengeMetadata` of the previous attempt, or an empty string if it had none. */
  readonly lastMetadata: string | undefined;
};

/** A custom challenge, such as a code or a CAPTCHA. */
export type CustomChallenge = ChallengeStep & {
  /** Creates the challenge. It must look the same for a user who does not exist. */
  create(
    event: Immutable<CreateAuthChallengeTriggerEvent>,
    invocation: CreateChallengeInvocation,
  ): NewChallenge | Promise<NewChallenge>;
  /** Returns true if the answer is right. An error counts as a wrong answer. */
  verify(
    event: Immutable<VerifyAuthChallengeResponseTriggerEvent>,
    invocation: CognitoTriggerInvocation,
  ): boolean | Promise<boolean>;
};

/** The three handlers of a custom sign-in. */
export type CustomAuthHandlers = {
  readonly defineAuthChallenge: DefineAuthChallengeTriggerHandler;
  readonly createAuthChallenge: CreateAuthChallengeTriggerHandler;
  readonly verifyAuthChallengeResponse: VerifyAuthChallengeResponseTriggerHandler;
};

/**
 * Combines the challenges of several recipes into one custom sign-in. A user pool has one set of
 * the three triggers.
 *
 * Cognito issues tokens only after a user has passed each challenge in order. A password alone is
 * never enough, and a wrong password ends the sign-in. A user who does not exist gets the same
 * challenges, and the same failure as a user who answers wrong.
 *
 * {@link defineAuthChallenge}, {@link createAuthChallenge} and {@link verifyAuthChallengeResponse}
 * create the three handlers one by one, for three smaller functions.
 *
 * @throws {TypeError} When a list of challenges is empty, both are missing, or a name is used
 *   twice.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 * @example
 * const handlers = customAuth({ withPassword: [captcha], withoutPassword: [oneTimeCode] });
 */
export function customAuth(sequence: ChallengeSequence<CustomChallenge>): CustomAuthHandlers {
  return {
    defineAuthChallenge: defineAuthChallenge(sequence),
    createAuthChallenge: createAuthChallenge(sequence),
    verifyAuthChallengeResponse: verifyAuthChallengeResponse(sequence),
  };
}

/**
 * Creates the handler that selects the next step of a sign-in. It needs only the names of the
 * challenges and their numbers of attempts.
 *
 * @throws {TypeError} In the same cases as {@link customAuth}.
 * @example
 * export const handler = defineAuthChallenge({ withPassword: [{ name: 'captcha', attempts: 3 }] });
 */
export function defineAuthChallenge(
  sequence: ChallengeSequence,
): DefineAuthChallengeTriggerHandler {
  sidesOf(sequence);
  return cognitoTrigger<DefineAuthChallengeTriggerEvent>(
    { recipe: 'custom-auth', triggerSources: ['DefineAuthChallenge_Authentication'] },
    ({ request }) => {
      const { is } = nextStep(sequence, request.session, signingIn(request));
      if (is === 'failure') return { issueTokens: false, failAuthentication: true };
      if (is === 'tokens') return { issueTokens: true, failAuthentication: false };
      return { challengeName: is, issueTokens: false, failAuthentication: false };
    },
  );
}

type ChallengeRequest =
  | DefineAuthChallengeTriggerEvent['request']
  | CreateAuthChallengeTriggerEvent['request'];

function signingIn({ userAttributes, userNotFound }: Immutable<ChallengeRequest>): SigningIn {
  return {
    userNotFound: userNotFound ?? false,
    mustChangePassword: userAttributes?.['cognito:user_status'] === 'FORCE_CHANGE_PASSWORD',
  };
}

/**
 * Creates the handler that creates the next challenge of a sign-in.
 *
 * The public parameters include the name of the challenge as `challenge` and the number of
 * remaining answers as `attemptsLeft`.
 *
 * @throws {TypeError} In the same cases as {@link customAuth}.
 */
export function createAuthChallenge(
  sequence: ChallengeSequence<ChallengeStep & Pick<CustomChallenge, 'create'>>,
): CreateAuthChallengeTriggerHandler {
  sidesOf(sequence);
  return cognitoTrigger<CreateAuthChallengeTriggerEvent>(
    { recipe: 'custom-auth', triggerSources: ['CreateAuthChallenge_Authentication'] },
    async (event, invocation) => {
      const session: readonly AnsweredChallenge[] = event.request.session;
      const next = nextStep(sequence, session, signingIn(event.request));
      if (next.is !== 'CUSTOM_CHALLENGE') {
        throw loggable(new Error('The sign-in has no challenge to create at this point.'));
      }
      const { challenge, attempt } = next;
      const last = attempt > 1 ? session.at(-1) : undefined;
      const lastMetadata = last && detailOf(challenge, last);
      const created = await challenge.create(event, { ...invocation, attempt, lastMetadata });
      const { name, attempts } = challenge;
      return {
        publicChallengeParameters: {
          ...created.publicChallengeParameters,
          challenge: name,
          attemptsLeft: String(attempts - attempt + 1),
        },
        // Cognito requires a private parameter, and `verify` gets the name of the challenge from no
        // other property of its event.
        privateChallengeParameters: { ...created.privateChallengeParameters, challenge: name },
        challengeMetadata: metadataOf(challenge, created.challengeMetadata),
      };
    },
  );
}

/**
 * Creates the handler that verifies the answer to a challenge.
 *
 * @throws {TypeError} In the same cases as {@link customAuth}.
 */
export function verifyAuthChallengeResponse(
  sequence: ChallengeSequence<ChallengeStep & Pick<CustomChallenge, 'verify'>>,
): VerifyAuthChallengeResponseTriggerHandler {
  const challenges = byName(sidesOf(sequence));
  return cognitoTrigger<VerifyAuthChallengeResponseTriggerEvent>(
    { recipe: 'custom-auth', triggerSources: ['VerifyAuthChallengeResponse_Authentication'] },
    async (event, invocation) => {
      const { privateChallengeParameters, userNotFound } = event.request;
      const challenge = challenges.get(privateChallengeParameters?.challenge ?? '');
      const isRight = challenge !== undefined && (await isAnswered(challenge, event, invocation));
      return { answerCorrect: isRight && !userNotFound };
    },
  );
}

/** An error counts as a wrong answer. If it were thrown, the attempt would not count. */
async function isAnswered(
  challenge: ChallengeStep & Pick<CustomChallenge, 'verify'>,
  event: Immutable<VerifyAuthChallengeResponseTriggerEvent>,
  invocation: CognitoTriggerInvocation,
): Promise<boolean> {
  try {
    const verified = challenge.verify(event, invocation);
    return (await Promise.race([verified, abortOf(invocation.signal)])) === true;
  } catch (error) {
    logger.error(`${challenge.name} could not verify an answer`, { error: describeError(error) });
    return false;
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

type Sides<Challenge extends ChallengeStep> = readonly (readonly Challenge[])[];

function sidesOf<Challenge extends ChallengeStep>({
  withPassword,
  withoutPassword,
}: ChallengeSequence<Challenge>): Sides<Challenge> {
  const sides = [withPassword, withoutPassword].filter((side) => side !== undefined);
  if (sides.length === 0 || sides.some(({ length }) => length === 0)) {
    throw new TypeError(
      'Give withPassword, withoutPassword or both, each with at least one challenge. Leave one out to refuse such sign-ins.',
    );
  }
  for (const { name, attempts } of sides.flat()) {
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) {
      throw new TypeError(
        `The name of a challenge must be in lower kebab case, such as one-time-code. Got: ${name}`,
      );
    }
    if (!Number.isInteger(attempts) || attempts < 1) {
      throw new TypeError(
        `The attempts of the challenge ${name} must be a whole number, 1 or more.`,
      );
    }
  }
  for (const side of sides) {
    const names = side.map(({ name }) => name);
    if (new Set(names).size < names.length) {
      throw new TypeError(
        `A list of challenges has the same challenge twice: ${names.join(', ')}.`,
      );
    }
  }
  return sides;
}

function byName<Challenge extends ChallengeStep>(
  sides: Sides<Challenge>,
): ReadonlyMap<string, Challenge> {
  const challenges = new Map<string, Challenge>();
  for (const challenge of sides.flat()) {
    const { name } = challenge;
    if ((challenges.get(name) ?? challenge) !== challenge) {
      throw new TypeError(
        `Two different challenges have the name ${name}, so the wrong one could verify an answer. Use the same challenge on both sides, or give each its own name.`,
      );
    }
    challenges.set(name, challenge);
  }
  return challenges;
}
