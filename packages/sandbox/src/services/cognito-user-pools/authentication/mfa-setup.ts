import type { Engine } from '../engine.js';
import { invalidParameter, softwareTokenNotFound } from '../errors.js';
import { enableFactor } from '../mfa/mfa-settings.js';
import { newSecret, registerSoftwareToken } from '../mfa/software-token.js';
import { base32 } from '../mfa/totp.js';
import { checkChangedAttributes } from '../users/attributes.js';
import type { Challenge, Parameters, SignIn, Step } from './flow.js';
import { askForNewAddress } from './mfa-challenges.js';
import { checkAccount } from './password.js';
import { mustSetUpFactor } from './second-factor.js';
import { invalidSession, readSession, saveSession, useSession } from './session.js';

type MfaSetup = Extract<Challenge, { readonly name: 'MFA_SETUP' }>;

/**
 * `AssociateSoftwareToken` within a sign-in.
 *
 * The secret is kept in the session, and no other session can use it.
 *
 * @throws {AwsError} `NotAuthorizedException`, `SoftwareTokenMFANotFoundException`
 */
export function associateInSignIn(engine: Engine, token: string) {
  const setup = readSetup(engine, token);
  useSession(engine, token);
  const secret = newSecret();
  const challenge = { ...setup.challenge, secret: secret.toString('base64') };
  return {
    SecretCode: base32(secret),
    Session: saveSession(engine, setup, { ...setup.state, challenge }),
  };
}

/**
 * `VerifySoftwareToken` within a sign-in. After a wrong code, the user may try again.
 *
 * @throws {AwsError} `NotAuthorizedException`, `EnableSoftwareTokenMFAException`,
 *   `SoftwareTokenMFANotFoundException`
 */
export function verifyInSignIn(
  engine: Engine,
  token: string,
  code: string,
  deviceName: string | undefined,
) {
  const setup = readSetup(engine, token);
  const user = engine.store.users.find(setup.state.sub ?? '');
  if (!user || !mustSetUpFactor(engine, setup.pool, user)) throw invalidSession();
  const { secret } = setup.challenge;
  if (secret === undefined) {
    throw softwareTokenNotFound('Software Token MFA does not exist for the user.');
  }
  return engine.store.transaction(() => {
    registerSoftwareToken(engine, user, Buffer.from(secret, 'base64'), code, deviceName);
    enableFactor(engine, user, 'SOFTWARE_TOKEN_MFA');
    useSession(engine, token);
    const { secret: _kept, ...challenge } = setup.challenge;
    const state = { ...setup.state, challenge: { ...challenge, isSetUp: true } };
    return { Status: 'SUCCESS', Session: saveSession(engine, setup, state) };
  });
}

/**
 * Signs in a user who has set up an authenticator app. Otherwise sends a code to the e-mail address
 * in the answer.
 */
export async function answerMfaSetup(
  engine: Engine,
  signIn: SignIn,
  { factors, isSetUp, source }: MfaSetup,
  responses: Parameters,
): Promise<Step> {
  const { pool, user } = signIn;
  if (!user) throw invalidSession();
  checkAccount(user);
  if (isSetUp) return { leadsTo: 'tokens', user, source };
  // AWS documents `email`. Amplify's client sends `EMAIL`.
  const email = responses.EMAIL ?? responses.email;
  if (!email || !factors.includes('EMAIL_OTP')) {
    throw invalidParameter('User has not verified software token mfa');
  }
  if (!mustSetUpFactor(engine, pool, user)) throw invalidSession();
  checkChangedAttributes(pool, { email });
  return askForNewAddress(engine, signIn, user, email, source);
}

function readSetup(engine: Engine, token: string) {
  const { state, clientId } = readSession(engine, token);
  const { challenge } = state;
  if (challenge.name !== 'MFA_SETUP' || challenge.isSetUp) throw invalidSession();
  if (!challenge.factors.includes('SOFTWARE_TOKEN_MFA')) {
    throw softwareTokenNotFound('Software Token MFA has not been enabled by the userPool');
  }
  return { ...engine.client(clientId), state, challenge };
}
