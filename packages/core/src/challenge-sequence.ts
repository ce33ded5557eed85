/** The name of a custom challenge and its number of attempts. */
export type ChallengeStep = {
  /** A unique name in lower kebab case, such as `one-time-code`. */
  readonly name: string;
  /** The number of answers that a user may give before the sign-in fails. */
  readonly attempts: number;
};

/**
 * The challenges of a user pool, in the order in which users must pass them. A property that is
 * left out refuses such sign-ins: with `withPassword` alone, nobody signs in without the password.
 */
export type ChallengeSequence<Challenge extends ChallengeStep = ChallengeStep> = {
  /** Challenges after the password, if the client starts with `SRP_A` (`CUSTOM_WITH_SRP`). */
  readonly withPassword?: readonly Challenge[] | undefined;
  /** Challenges instead of the password, if the client does not (`CUSTOM_WITHOUT_SRP`). */
  readonly withoutPassword?: readonly Challenge[] | undefined;
};

/** A challenge that was answered, as Cognito reports it in the session. */
export type AnsweredChallenge = {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string | null | undefined;
};

/** The state of the user who signs in. */
export type SigningIn = {
  /** Whether the user does not exist. Cognito runs the challenges for unknown users, too. */
  readonly userNotFound: boolean;
  /** Whether the password is a temporary one from an administrator. */
  readonly mustChangePassword: boolean;
};

/** The next step of a sign-in: a challenge, tokens or a failure. */
export type NextStep<Challenge extends ChallengeStep = ChallengeStep> =
  | { readonly is: 'tokens' | 'failure' | 'PASSWORD_VERIFIER' | 'NEW_PASSWORD_REQUIRED' }
  | {
      readonly is: 'CUSTOM_CHALLENGE';
      readonly challenge: Challenge;
      /** The number of this attempt, from 1. */
      readonly attempt: number;
    };

const FAILURE = { is: 'failure' } as const;
const TOKENS = { is: 'tokens' } as const;

/**
 * Returns the next step of a sign-in for the answers so far. Each history has exactly one next
 * step. A history that the sequence cannot produce is a failure.
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
  // A wrong password ends the sign-in. With more attempts, an attacker could guess without a limit.
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

/** Second factors that Cognito requests itself, if the pool or the user has enabled them. */
const SECOND_FACTORS: readonly string[] = ['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA'];

/** Skips a passed second factor: it is not one of the challenges of the sequence. */
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

/** The metadata of a challenge. Its name comes first, so that no other challenge counts as it. */
export function metadataOf({ name }: ChallengeStep, detail: string | undefined): string {
  return detail === undefined ? name : `${name}:${detail}`;
}

/** The detail that a challenge put into its metadata. `undefined` for another challenge. */
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
