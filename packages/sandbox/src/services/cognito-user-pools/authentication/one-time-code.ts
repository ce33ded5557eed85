import { timingSafeEqual } from 'node:crypto';
import type { Engine } from '../engine.js';
import { wrongSignInCode } from '../errors.js';
import { randomCode } from '../messages/codes.js';
import { composeMessage } from '../messages/messages.js';
import type { User } from '../store/users.js';
import type { UserPool } from '../user-pool/user-pool.js';
import {
  checkPasswordLockout,
  forgetWrongPasswords,
  recordWrongPassword,
} from '../users/attempts.js';
import { verified } from '../users/attributes.js';
import { type CodeDelivery, codeDeliveryDetails } from '../users/code-delivery.js';
import { changeUser, currentUser } from '../users/user-changes.js';
import type { Parameters, SentCode, SignIn } from './flow.js';
import { attemptsOf } from './password.js';

/**
 * Sends a code for one sign-in. The code is valid as long as the session that contains it.
 *
 * @throws {AwsError} The errors of the custom message trigger, and `UserNotFoundException` when the
 *   user has been deleted meanwhile.
 */
export async function sendOneTimeCode(
  engine: Engine,
  { pool, client, clientMetadata }: SignIn,
  user: User,
  delivery: CodeDelivery,
  digits: number,
): Promise<SentCode> {
  const message = await composeMessage(engine, {
    pool,
    clientId: client.id,
    user,
    source: 'CustomMessage_Authentication',
    delivery,
    clientMetadata,
  });
  currentUser(engine, user);
  const code = randomCode(digits);
  message.send(code);
  return { digest: digest(engine, pool, user, code), delivery };
}

/**
 * Checks a code.
 *
 * Wrong codes are counted apart from wrong passwords. Otherwise an attacker who knows the password
 * could reset the count before every guess.
 *
 * @throws {AwsError} `CodeMismatchException`, and `NotAuthorizedException` while too many wrong
 *   codes lock the user out.
 */
export function checkOneTimeCode(
  engine: Engine,
  signIn: SignIn,
  sent: SentCode,
  code: string,
): void {
  limitWrongCodes(engine, signIn, () => isSentCode(engine, signIn, sent, code));
}

/** @throws {AwsError} `CodeMismatchException`, `NotAuthorizedException` */
export function limitWrongCodes(
  engine: Engine,
  signIn: SignIn,
  isRight: () => boolean,
  wrong: () => Error = wrongSignInCode,
): void {
  const who = `codes:${attemptsOf(engine, signIn)}`;
  checkPasswordLockout(engine, signIn.pool, who);
  if (!isRight()) {
    recordWrongPassword(engine, signIn.pool, who);
    throw wrong();
  }
  forgetWrongPasswords(engine, signIn.pool, who);
}

/** Tells the client where a code was sent. The address is masked. */
export function deliveryParameters(delivery: CodeDelivery): Parameters {
  const { DeliveryMedium, Destination } = codeDeliveryDetails(delivery);
  return {
    CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium,
    CODE_DELIVERY_DESTINATION: Destination,
  };
}

function isSentCode(
  engine: Engine,
  { pool, user }: SignIn,
  { digest: kept, delivery, isNew }: SentCode,
  code: string,
): boolean {
  if (!user || kept === undefined) return false;
  const entered = Buffer.from(digest(engine, pool, user, code), 'hex');
  return (
    timingSafeEqual(entered, Buffer.from(kept, 'hex')) &&
    (isNew || user.attributes[delivery.attribute] === delivery.destination)
  );
}

function digest(engine: Engine, pool: SignIn['pool'], user: User, code: string): string {
  return engine.digest(pool, 'sign-in code', user.sub, code).toString('hex');
}

/** Marks the address of a code as verified, and confirms a user who is not confirmed. */
export function confirmAddress(
  engine: Engine,
  pool: UserPool,
  user: User,
  { attribute, destination }: CodeDelivery,
): User {
  return changeUser(engine, pool, user, (current) => ({
    attributes: { ...current.attributes, [attribute]: destination, ...verified([attribute]) },
    ...(current.status === 'UNCONFIRMED' && { status: 'CONFIRMED' }),
  }));
}
