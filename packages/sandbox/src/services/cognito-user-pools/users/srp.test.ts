import { createDiffieHellmanGroup, randomBytes } from 'node:crypto';
import {
  createPasswordHash,
  createSrpSession,
  signSrpSession,
  wrapAuthChallenge,
  wrapInitiateAuth,
} from 'cognito-srp-helper';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  derivePasswordVerifier,
  isSrpTimestamp,
  matchesPasswordVerifier,
  type SrpIdentity,
  startHandshake,
  verifyPasswordClaim,
} from './srp.js';

const identity: SrpIdentity = { poolName: 'AbCdEfGhI', username: 'ada' };

/** A whole handshake with an independent implementation of the client. */
function handshakeWith(password: string, entered: string): boolean {
  const poolId = `eu-west-1_${identity.poolName}`;
  const kept = derivePasswordVerifier(identity, password);
  const session = createSrpSession(
    identity.username,
    createPasswordHash(identity.username, entered, poolId),
    poolId,
  );
  const request = wrapInitiateAuth(session, {
    ClientId: 'client',
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { SRP_A: '' },
  });
  const handshake = startHandshake(request.AuthParameters.SRP_A, kept);
  if (!handshake) throw new Error('The server refused the public value of the client.');
  const secretBlock = randomBytes(64);
  const answer = wrapAuthChallenge(
    signSrpSession(session, {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        SALT: kept.salt,
        SRP_B: handshake.publicB,
        SECRET_BLOCK: secretBlock.toString('base64'),
        USERNAME: identity.username,
        USER_ID_FOR_SRP: identity.username,
      },
    }),
    {
      ClientId: 'client',
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: {
        USERNAME: identity.username,
        PASSWORD_CLAIM_SIGNATURE: '',
        TIMESTAMP: '',
      },
    },
  );
  const { PASSWORD_CLAIM_SIGNATURE: signature, TIMESTAMP: timestamp } = answer.ChallengeResponses;
  return verifyPasswordClaim(identity, handshake, { timestamp, signature, secretBlock });
}

// The client computes its big numbers without native code: a fifth of a second for each.
const MANY = { timeout: 120_000 };

describe('Secure Remote Password', () => {
  test('accepts 20 right passwords of an independent client', MANY, () => {
    const passwords = Array.from({ length: 20 }, () => randomBytes(12).toString('base64'));
    expect(passwords.filter((password) => handshakeWith(password, password))).toEqual(passwords);
  });

  test('rejects 20 wrong passwords of an independent client', MANY, () => {
    const passwords = Array.from({ length: 20 }, () => randomBytes(12).toString('base64'));
    expect(passwords.filter((password) => handshakeWith(password, `${password}!`))).toEqual([]);
  });

  test.for([
    ['zero', '0'],
    ['N itself', N()],
    ['twice N, which is not a 3072-bit number', (2n * BigInt(`0x${N()}`)).toString(16)],
    ['no number', 'xyz'],
    ['a negative number', '-1'],
    ['nothing', ''],
    ['a number of ten thousand digits', 'f'.repeat(10_000)],
  ] as const)('refuses %s as the public value of a client', ([, a]) => {
    expect(startHandshake(a, derivePasswordVerifier(identity, 'secret'))).toBeUndefined();
  });

  test('returns another public value at each handshake', () => {
    const kept = derivePasswordVerifier(identity, 'secret');
    const values = Array.from({ length: 10 }, () => startHandshake('2', kept)?.publicB);
    expect(new Set(values).size).toBe(10);
  });

  test('derives different verifiers from the same password of two users', () => {
    const salt = '00'.repeat(15);
    const verifiers = [
      derivePasswordVerifier(identity, 'secret', `${salt}01`),
      derivePasswordVerifier(identity, 'secret', `${salt}02`),
      derivePasswordVerifier({ ...identity, username: 'bob' }, 'secret', `${salt}01`),
      derivePasswordVerifier({ ...identity, poolName: 'other' }, 'secret', `${salt}01`),
    ].map(({ verifier }) => verifier);
    expect(new Set(verifiers).size).toBe(4);
  });

  test('distinguishes any two passwords', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (password, entered) => {
        const kept = derivePasswordVerifier(identity, password);
        expect(matchesPasswordVerifier(identity, entered, kept)).toBe(password === entered);
      }),
      { numRuns: 20 },
    );
  });

  test.for([
    ['Tue Mar 3 09:05:07 UTC 2026', true],
    ['Sat Nov 22 23:59:59 UTC 2025', true],
    ['Tue Mar 03 09:05:07 UTC 2026', false],
    ['Tue Mar 3 09:05:07 GMT 2026', false],
    ['Die Mrz 3 09:05:07 UTC 2026', false],
    ['Tue Mar 3 24:05:07 UTC 2026', false],
    ['Tue Mar 32 09:05:07 UTC 2026', false],
    ['2026-03-03T09:05:07Z', false],
    ['', false],
  ] as const)('accepts the time %s: %s', ([timestamp, taken]) => {
    expect(isSrpTimestamp(timestamp)).toBe(taken);
  });
});

/** The 3072-bit prime of RFC 3526. */
function N(): string {
  return createDiffieHellmanGroup('modp15').getPrime('hex');
}
