/** A challenge of the app's own, as far as its place among others goes. */
export type ChallengeStep = {
  /** In lower kebab case: `one-time-code`. It tells this challenge from the others of the pool. */
  readonly name: string;
  /** Answers until the sign-in fails, the right one among them. */
  readonly attempts: number;
};

/**
 * The challenges of a user pool, in the order in which they are passed. A side that is left out is
 * refused: with `withPassword` alone, nobody signs in without the password.
 */
export type ChallengeSequence<Challenge extends ChallengeStep = ChallengeStep> = {
  /** What follows the password, where the client begins with `SRP_A` (`CUSTOM_WITH_SRP`). */
  readonly withPassword?: readonly Challenge[] | undefined;
  /** What stands for the password, where the client does not (`CUSTOM_WITHOUT_SRP`). */
  readonly withoutPassword?: readonly Challenge[] | undefined;
};

/** What Cognito tells of a challenge that was answered. */
export type AnsweredChallenge = {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string | null | undefined;
};

/** Whose sign-in it is. */
export type SigningIn = {
  /** Cognito leads a name that nobody has through the challenges, too. */
  readonly userNotFound: boolean;
  /** The password is a temporary one, which an administrator gave. */
  readonly mustChangePassword: boolean;
};

/** What comes next in a sign-in: a challenge, tokens, or its end. */
export type NextStep<Challenge extends ChallengeStep = ChallengeStep> =
  | { readonly is: 'tokens' | 'failure' | 'PASSWORD_VERIFIER' | 'NEW_PASSWORD_REQUIRED' }
  | {
      readonly is: 'CUSTOM_CHALLENGE';
      readonly challenge: Challenge;
      /** From 1. */
      readonly attempt: number;
    };

const FAILURE = { is: 'failure' } as const;
const TOKENS = { is: 'tokens' } as const;

/**
 * Where a sign-in stands, from all that was answered in it so far. There is one answer to every
 * history, and anything that this sequence does not lead to is a failure.
 */
export function nextStep<Challenge extends ChallengeStep>(
  { withPassword, withoutPassword }: ChallengeSequence<Challenge>,
  history: readonly AnsweredChallenge[],
  { userNotFound, mustChangePassword }: SigningIn,
): NextStep<Challenge> {
  const tokens = userNotFound ? FAILURE : TOKENS;
  const [start, password, ...answers] = history;
  if (start?.challengeName !== 'SRP_A') return through(withoutPassword, history, tokens);
  if (!withPassword || start.challengeResult !== true) return FAILURE;
  if (!password) return { is: 'PASSWORD_VERIFIER' };
  // A wrong password ends the sign-in. Asked for again, it could be guessed without end.
  if (!hasPassed(password, 'PASSWORD_VERIFIER')) return FAILURE;
  const [newPassword, ...others] = answers;
  if (newPassword?.challengeName === 'NEW_PASSWORD_REQUIRED') {
    return newPassword.challengeResult === true
      ? through(withPassword, afterSecondFactor(others), tokens)
      : FAILURE;
  }
  if (!mustChangePassword) return through(withPassword, afterSecondFactor(answers), tokens);
  return newPassword ? FAILURE : { is: 'NEW_PASSWORD_REQUIRED' };
}

/** Second factors that Cognito asks for by itself, where the pool or the user has turned them on. */
const SECOND_FACTORS: readonly string[] = ['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA'];

/** One that was passed stands for none of this sequence's challenges, and is in the way of none. */
function afterSecondFactor(answers: readonly AnsweredChallenge[]): readonly AnsweredChallenge[] {
  const [first, ...others] = answers;
  const isPassed = first?.challengeResult === true && SECOND_FACTORS.includes(first.challengeName);
  return isPassed ? others : answers;
}

function through<Challenge extends ChallengeStep>(
  challenges: readonly Challenge[] | undefined,
  history: readonly AnsweredChallenge[],
  end: NextStep<never>,
): NextStep<Challenge> {
  if (!challenges?.length) return FAILURE;
  const answers = history.values();
  for (const challenge of challenges) {
    for (let attempt = 1; ; attempt += 1) {
      if (attempt > challenge.attempts) return FAILURE;
      const { done, value: answer } = answers.next();
      if (done) return { is: 'CUSTOM_CHALLENGE', challenge, attempt };
      if (detailOf(challenge, answer) === undefined) return FAILURE;
      if (answer.challengeResult === true) break;
    }
  }
  return answers.next().done ? end : FAILURE;
}

function hasPassed({ challengeName, challengeResult }: AnsweredChallenge, name: string): boolean {
  return challengeName === name && challengeResult === true;
}

/** The metadata of a challenge: its name leads, so that no other can stand in its place. */
export function metadataOf({ name }: ChallengeStep, detail: string | undefined): string {
  return detail === undefined ? name : `${name}:${detail}`;
}

/** What a challenge wrote into its own metadata. `undefined` when they are not of this challenge. */
export function detailOf(
  { name }: ChallengeStep,
  { challengeName, challengeMetadata }: AnsweredChallenge,
): string | undefined {
  if (challengeName !== 'CUSTOM_CHALLENGE' || typeof challengeMetadata !== 'string') {
    return undefined;
  }
  if (challengeMetadata === name) return '';
  return challengeMetadata.startsWith(`${name}:`)
    ? challengeMetadata.slice(name.length + 1)
    : undefined;
}
