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

/** What a challenge of a recipe's own is made of. */
export type NewChallenge = {
  /** What the client gets, whoever it is: nothing in it may be secret. */
  readonly publicChallengeParameters: Readonly<Record<string, string>>;
  /** What only `verify` gets. Cognito keeps it meanwhile. */
  readonly privateChallengeParameters: Readonly<Record<string, string>>;
  /** What `create` gets back for the next attempt at the same challenge. */
  readonly challengeMetadata?: string | undefined;
};

/** What a challenge gets beside the event to create it. */
export type CreateChallengeInvocation = CognitoTriggerInvocation & {
  /** Which attempt this is at the challenge in this sign-in, from 1. */
  readonly attempt: number;
  /** The `challengeMetadata` of the attempt before, empty when it gave none. */
  readonly lastMetadata: string | undefined;
};

/** A challenge of a recipe's own, such as a code or a CAPTCHA. */
export type CustomChallenge = ChallengeStep & {
  /** Makes the challenge, also for a user who does not exist: then it looks the same. */
  create(
    event: Immutable<CreateAuthChallengeTriggerEvent>,
    invocation: CreateChallengeInvocation,
  ): NewChallenge | Promise<NewChallenge>;
  /** Tells whether the answer is right. An error counts as a wrong answer. */
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
 * Makes one custom sign-in of the challenges of several recipes: a user pool has one set of the
 * three triggers.
 *
 * Tokens are issued only when each challenge was passed, in order, after the password or without
 * it. A password alone is never enough, a wrong one ends the sign-in, and a user who does not exist
 * is led through the same challenges to the same failure as one who answers wrong.
 *
 * Three functions need less each with {@link defineAuthChallenge}, {@link createAuthChallenge} and
 * {@link verifyAuthChallengeResponse}.
 *
 * @throws {TypeError} When there is no challenge on any side that is given, or two of one name.
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
 * The handler that says what comes next in a sign-in. It needs only the names of the challenges and
 * how many attempts each gives.
 *
 * @throws {TypeError} As {@link customAuth} does.
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
 * The handler that makes the challenge that is next in a sign-in.
 *
 * The client finds in the public parameters which challenge it is, as `challenge`, and how many
 * answers it has, as `attemptsLeft`.
 *
 * @throws {TypeError} As {@link customAuth} does.
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
        throw loggable(new Error('There is no challenge to create at this point of the sign-in.'));
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
        // Cognito takes no challenge without a private parameter, and tells `verify` nothing else
        // of what it is about.
        privateChallengeParameters: { ...created.privateChallengeParameters, challenge: name },
        challengeMetadata: metadataOf(challenge, created.challengeMetadata),
      };
    },
  );
}

/**
 * The handler that judges the answer to a challenge.
 *
 * @throws {TypeError} As {@link customAuth} does.
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

/** An error must not save an attempt: thrown, it would leave the sign-in as it was. */
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
      'Give withPassword or withoutPassword or both, each with a challenge at least. Leave a side out to refuse such sign-ins.',
    );
  }
  for (const { name, attempts } of sides.flat()) {
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) {
      throw new TypeError(
        `The name of a challenge is in lower kebab case, such as one-time-code. Got: ${name}`,
      );
    }
    if (!Number.isInteger(attempts) || attempts < 1) {
      throw new TypeError(`The challenge ${name} gives a whole number of attempts, 1 or more.`);
    }
  }
  for (const side of sides) {
    const names = side.map(({ name }) => name);
    if (new Set(names).size < names.length) {
      throw new TypeError(`A challenge stands twice in a row of challenges: ${names.join(', ')}.`);
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
        `Two challenges have the name ${name}, and the answer to one could be judged by the other. Give both sides the same one, or each a name of its own.`,
      );
    }
    challenges.set(name, challenge);
  }
  return challenges;
}
