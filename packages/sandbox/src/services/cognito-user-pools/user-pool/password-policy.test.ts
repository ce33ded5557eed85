import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPassword, readPasswordPolicy, temporaryPassword } from './password-policy.js';

const strict = readPasswordPolicy({
  Policies: {
    PasswordPolicy: {
      MinimumLength: 8,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
    },
  },
});

describe('a password policy', () => {
  test.for([
    ['Aa1!', 'Password not long enough'],
    ['AAAA111!', 'Password must have lowercase characters'],
    ['aaaa111!', 'Password must have uppercase characters'],
    ['aaaaAAA!', 'Password must have numeric characters'],
    ['aaaaAAA1', 'Password must have symbol characters'],
    ['aaaaAAA1£', 'Password must have symbol characters'],
  ] as const)('refuses %s', ([password, problem]) => {
    expect(() => checkPassword(strict, password)).toThrowError(
      expect.objectContaining({
        name: 'InvalidPasswordException',
        message: `Password did not conform with policy: ${problem}`,
      }),
    );
  });

  test.for(Array.from('^$*.[]{}()?-"!@#%&/\\,><\':;|_~`=+'))('counts %s as a symbol', (symbol) => {
    expect(() => checkPassword(strict, `aaaaAAA1${symbol}`)).not.toThrow();
  });

  test('requires all kinds of characters when the template has no policy', () => {
    expect(readPasswordPolicy({})).toEqual({ ...strict, temporaryPasswordValidityDays: 7 });
  });

  test('requires only the kinds that the template names', () => {
    const policy = readPasswordPolicy({
      Policies: { PasswordPolicy: { MinimumLength: '6', TemporaryPasswordValidityDays: 2 } },
    });
    expect(() => checkPassword(policy, 'aaaaaa')).not.toThrow();
    expect(policy.temporaryPasswordValidityDays).toBe(2);
  });

  test('supports the older setting for the lifetime of a temporary password', () => {
    const pool = { AdminCreateUserConfig: { UnusedAccountValidityDays: 3 } };
    expect(readPasswordPolicy(pool).temporaryPasswordValidityDays).toBe(3);
  });

  test('accepts every temporary password that is created for it', () => {
    const policies = fc.record({
      minimumLength: fc.integer({ min: 6, max: 99 }),
      requireUppercase: fc.boolean(),
      requireLowercase: fc.boolean(),
      requireNumbers: fc.boolean(),
      requireSymbols: fc.boolean(),
      temporaryPasswordValidityDays: fc.constant(7),
    });
    fc.assert(
      fc.property(policies, (policy) => {
        expect(() => checkPassword(policy, temporaryPassword(policy))).not.toThrow();
      }),
    );
  });

  test('never creates the same temporary password twice', () => {
    const passwords = Array.from({ length: 100 }, () => temporaryPassword(strict));
    expect(new Set(passwords).size).toBe(100);
  });
});
