import { randomInt } from 'node:crypto';
import type { Properties } from '../../../assembly/resource-graph.js';
import { integerOf, isTrue, objectOf } from '../../../assembly/template-values.js';
import { AwsError } from '../../../protocols/aws-error.js';

export type PasswordPolicy = {
  readonly minimumLength: number;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly requireNumbers: boolean;
  readonly requireSymbols: boolean;
  readonly temporaryPasswordValidityDays: number;
};

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html */
const SYMBOLS = '^$*.[]{}()?-"!@#%&/\\,><\':;|_~`=+';

const CLASSES = {
  lowercase: 'abcdefghijkmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHJKLMNPQRSTUVWXYZ',
  numeric: '23456789',
  symbol: '!@#%&?=+-_',
} as const;

/**
 * The password policy of a pool, from its properties.
 *
 * The default for a pool without a policy is Cognito's own: eight characters, of all four kinds.
 */
export function readPasswordPolicy(pool: Properties): PasswordPolicy {
  const value = objectOf(pool.Policies).PasswordPolicy;
  const given = objectOf(value);
  const required = (name: string) => (value === undefined ? true : isTrue(given[name]));
  return {
    minimumLength: integerOf(given.MinimumLength) ?? 8,
    requireUppercase: required('RequireUppercase'),
    requireLowercase: required('RequireLowercase'),
    requireNumbers: required('RequireNumbers'),
    requireSymbols: required('RequireSymbols'),
    temporaryPasswordValidityDays:
      integerOf(given.TemporaryPasswordValidityDays) ||
      integerOf(objectOf(pool.AdminCreateUserConfig).UnusedAccountValidityDays) ||
      7,
  };
}

/** @throws {AwsError} `InvalidPasswordException`, which names the first broken rule. */
export function checkPassword(policy: PasswordPolicy, password: string): void {
  const broken = brokenRule(policy, password);
  if (broken === undefined) return;
  throw new AwsError(
    'InvalidPasswordException',
    `Password did not conform with policy: Password ${broken}`,
  );
}

function brokenRule(policy: PasswordPolicy, password: string): string | undefined {
  if (password.length < policy.minimumLength) return 'not long enough';
  if (policy.requireLowercase && !/[a-z]/.test(password)) return 'must have lowercase characters';
  if (policy.requireUppercase && !/[A-Z]/.test(password)) return 'must have uppercase characters';
  if (policy.requireNumbers && !/[0-9]/.test(password)) return 'must have numeric characters';
  if (policy.requireSymbols && !Array.from(password).some((c) => SYMBOLS.includes(c))) {
    return 'must have symbol characters';
  }
  return undefined;
}

/** A random password that satisfies the policy, without characters that look alike. */
export function temporaryPassword(policy: PasswordPolicy): string {
  const characters = Object.values(CLASSES).map(pick);
  const all = Object.values(CLASSES).join('');
  while (characters.length < Math.max(policy.minimumLength, 12)) characters.push(pick(all));
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}
