import { describe, expect, it } from 'vitest';
import { type AnsweredChallenge, type ChallengeSequence, nextStep } from './challenge-sequence.js';

// A sign-in is written as a word with one letter per challenge. A capital letter was passed, a
// small one was not. S is SRP_A, P the password, N a new password, M a second factor of Cognito,
// and O an unexpected challenge. A and B are the challenges of these sequences, found by their
// metadata. X is any other custom challenge.
const answered = (challengeName: string, passed: boolean): AnsweredChallenge => ({
  challengeName,
  challengeResult: passed,
  challengeMetadata: null,
});

const custom = (challengeMetadata: unknown, passed: boolean) =>
  ({
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult: passed,
    challengeMetadata,
  }) as AnsweredChallenge;

type Letter = readonly [letter: string, AnsweredChallenge];

const bothWays = (letter: string, answer: (passed: boolean) => AnsweredChallenge): Letter[] => [
  [letter, answer(true)],
  [letter.toLowerCase(), answer(false)],
];

const COGNITO = [
  ['S', 'SRP_A'],
  ['P', 'PASSWORD_VERIFIER'],
  ['N', 'NEW_PASSWORD_REQUIRED'],
  ['M', 'SMS_MFA'],
  ['M', 'EMAIL_OTP'],
  ['M', 'SOFTWARE_TOKEN_MFA'],
] as const;

const UNASKED = [
  'SELECT_MFA_TYPE',
  'MFA_SETUP',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER',
  'ADMIN_NO_SRP_AUTH',
  'PASSWORD',
  'custom_challenge',
  '',
];

const METADATA: [string, unknown][] = [
  ['A', 'captcha'],
  ['A', 'captcha:detail'],
  ['A', 'captcha:'],
  ['B', 'one-time-code'],
  ['B', 'one-time-code:v1.x:y'],
  ...[
    null,
    undefined,
    '',
    ':',
    ':captcha',
    ' captcha',
    'captcha ',
    'captchas',
    'captcha-2',
    'CAPTCHA',
    'captcha,one-time-code',
    'other:captcha',
    7,
    true,
    { name: 'captcha' },
    ['captcha'],
  ].map((metadata): [string, unknown] => ['X', metadata]),
];

const EVERY_LETTER: readonly Letter[] = [
  ...COGNITO.flatMap(([letter, name]) => bothWays(letter, (passed) => answered(name, passed))),
  ...UNASKED.flatMap((name) => bothWays('O', (passed) => answered(name, passed))),
  ...METADATA.flatMap(([letter, data]) => bothWays(letter, (passed) => custom(data, passed))),
];

/** The challenge of each letter. */
const ALPHABET: readonly Letter[] = [...new Map(EVERY_LETTER)];

const captcha = { name: 'captcha', attempts: 2 };
const oneTimeCode = { name: 'one-time-code', attempts: 3 };

type Answer = string;

/** The next step of a sign-in: that of the first pattern that matches its word, or a failure. */
type Expected = readonly (readonly [words: RegExp, Answer])[];

const BOTH: ChallengeSequence = {
  withPassword: [captcha, oneTimeCode],
  withoutPassword: [oneTimeCode],
};
const AFTER_PASSWORD: Expected = [
  [/^S$/, 'PASSWORD_VERIFIER'],
  [/^SPN?M?$/, 'captcha 1'],
  [/^SPN?M?a$/, 'captcha 2'],
  [/^SPN?M?a?A$/, 'one-time-code 1'],
  [/^SPN?M?a?Ab$/, 'one-time-code 2'],
  [/^SPN?M?a?Abb$/, 'one-time-code 3'],
  [/^SPN?M?a?Ab{0,2}B$/, 'tokens'],
];
const AFTER_TEMPORARY_PASSWORD: Expected = [
  [/^SP$/, 'NEW_PASSWORD_REQUIRED'],
  [/^SP[^N]/, 'failure'],
  ...AFTER_PASSWORD,
];
const NO_PASSWORD: Expected = [
  [/^$/, 'one-time-code 1'],
  [/^b$/, 'one-time-code 2'],
  [/^bb$/, 'one-time-code 3'],
  [/^b{0,2}B$/, 'tokens'],
];

const listed = (table: Expected, word: string): Answer =>
  table.find(([words]) => words.test(word))?.[1] ?? 'failure';

/** Each with its table of next steps and the maximum length of its histories. */
const SIGN_INS: readonly [string, ChallengeSequence, boolean, Expected, number][] = [
  ['both ways', BOTH, false, [...AFTER_PASSWORD, ...NO_PASSWORD], 6],
  ['a temporary password', BOTH, true, [...AFTER_TEMPORARY_PASSWORD, ...NO_PASSWORD], 6],
  ['only after the password', { withPassword: [captcha, oneTimeCode] }, false, AFTER_PASSWORD, 5],
  ['only without the password', { withoutPassword: [oneTimeCode] }, false, NO_PASSWORD, 5],
];

describe.each(SIGN_INS)('a sign-in: %s', (_, sequence, mustChangePassword, table, challenges) => {
  /** Checks all histories up to the maximum length and counts the histories of each next step. */
  function walk(alphabet: readonly Letter[], longest: number): Record<Answer, number> {
    const counts: Record<Answer, number> = {};
    const history: AnsweredChallenge[] = [];
    // A history stays a failure when it goes on, except the empty one. So no pattern is needed.
    const visit = (word: string, isFailure: boolean) => {
      const known = isFailure ? 'failure' : listed(table, word);
      const unknown = known === 'tokens' ? 'failure' : known;
      for (const [userNotFound, expected] of [
        [false, known],
        [true, unknown],
      ] as const) {
        const next = nextStep(sequence, history, { userNotFound, mustChangePassword });
        const answer =
          next.is === 'CUSTOM_CHALLENGE' ? `${next.challenge.name} ${next.attempt}` : next.is;
        if (answer !== expected) {
          expect.fail(`${word} leads to ${answer}: ${JSON.stringify(history)}`);
        }
        counts[answer] = (counts[answer] ?? 0) + 1;
      }
      if (history.length === longest) return;
      for (const [letter, answer] of alphabet) {
        history.push(answer);
        visit(word + letter, known === 'failure' && word !== '');
        history.pop();
      }
    };
    visit('', false);
    return counts;
  }

  it('has the listed next step after every history that Cognito could send', () => {
    const { tokens, failure } = walk(ALPHABET, challenges);
    expect(tokens).toBeGreaterThan(0);
    expect(failure).toBeGreaterThan(500_000);
  });

  it('has the same next step for any names and any metadata of the challenges', () => {
    expect(walk(EVERY_LETTER, 3).failure).toBeGreaterThan(100_000);
  });
});

describe('nextStep', () => {
  const KNOWN = { userNotFound: false, mustChangePassword: false };

  it('accepts only true as passed', () => {
    const answer = JSON.parse(
      '{"challengeName":"CUSTOM_CHALLENGE","challengeResult":"true","challengeMetadata":"captcha"}',
    );
    expect(nextStep({ withoutPassword: [captcha] }, [answer], KNOWN)).toMatchObject({ attempt: 2 });
    const start = JSON.parse('{"challengeName":"SRP_A","challengeResult":1}');
    expect(nextStep(BOTH, [start], KNOWN)).toEqual({ is: 'failure' });
  });

  it.each(['withPassword', 'withoutPassword'])(
    'issues no tokens if %s has no challenges',
    (side) => {
      const history = side === 'withPassword' ? ['SRP_A', 'PASSWORD_VERIFIER'] : [];
      const passed = history.map((name) => answered(name, true));
      expect(nextStep({ [side]: [] }, passed, KNOWN)).toEqual({ is: 'failure' });
    },
  );
});
