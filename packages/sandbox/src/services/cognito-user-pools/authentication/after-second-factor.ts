import type { Engine } from '../engine.js';
import { enableFactor } from '../mfa-settings.js';
import type { User } from '../store/users.js';
import { confirmAddress } from './confirm-address.js';
import type { Challenge, SignIn } from './flow.js';
import { checkAccount } from './password.js';
import { mustSetUpFactor } from './second-factor.js';
import { invalidSession } from './session.js';

type MfaChallenge = Extract<Challenge, { readonly proves: 'second factor' }>;

/** After the right code: a code that was sent has proven its address, too. */
export function afterSecondFactor(
  engine: Engine,
  { pool, user }: SignIn,
  challenge: MfaChallenge,
): User {
  if (!user) throw invalidSession();
  checkAccount(user);
  if (challenge.name === 'SOFTWARE_TOKEN_MFA') return user;
  const { sent } = challenge;
  if (sent.isNew && !mustSetUpFactor(engine, pool, user)) throw invalidSession();
  return engine.store.transaction(() => {
    if (sent.isNew) enableFactor(engine, user, challenge.name);
    return confirmAddress(engine, pool, user, sent.delivery);
  });
}
