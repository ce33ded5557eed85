import type { Engine } from '../engine.js';
import { invalidParameter, notAuthorized } from '../errors.js';
import type { User } from '../store/users.js';
import { checkPassword } from '../user-pool/password-policy.js';
import { changeAttributes, checkChangedAttributes, checkWritable } from '../users/attributes.js';
import { passwordVerifier } from '../users/passwords.js';
import { changeUser } from '../users/user-changes.js';
import type { Parameters, SignIn, Step } from './flow.js';
import { required } from './flow.js';
import { afterFirstFactor } from './mfa-challenges.js';

const ATTRIBUTE = 'userAttributes.';

/** Checks the answer of a user whom an administrator created, at their first sign-in. */
export async function answerNewPasswordRequired(
  engine: Engine,
  signIn: SignIn,
  responses: Parameters,
): Promise<Step> {
  const user = setNewPassword(engine, signIn, responses);
  return afterFirstFactor(engine, signIn, user, 'TokenGeneration_NewPasswordChallenge');
}

/** Saves the password and the attributes that the user chose. */
export function setNewPassword(
  engine: Engine,
  { pool, client, user }: SignIn,
  responses: Parameters,
): User {
  const password = required(responses, 'NEW_PASSWORD');
  if (user?.status !== 'FORCE_CHANGE_PASSWORD')
    throw notAuthorized('Invalid session for the user.');
  checkPassword(pool.passwordPolicy, password);
  const changes = Object.fromEntries(
    Object.entries(responses).flatMap(([name, value]) =>
      name.startsWith(ATTRIBUTE) ? [[name.slice(ATTRIBUTE.length), value]] : [],
    ),
  );
  checkWritable(pool, client, Object.keys(changes));
  checkChangedAttributes(pool, changes);
  const attributes = changeAttributes(user.attributes, changes);
  const missing = [...pool.schema.values()].find(
    (definition) =>
      definition.required && definition.name !== 'sub' && !attributes[definition.name],
  );
  if (missing) throw invalidParameter(`Invalid attributes given, ${missing.name} is missing`);
  return changeUser(engine, pool, user, (current) => ({
    status: 'CONFIRMED',
    attributes: changeAttributes(current.attributes, changes),
    password: passwordVerifier(pool, user.username, password),
    passwordExpiresAt: undefined,
  }));
}
