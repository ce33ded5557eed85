import { randomUUID } from 'node:crypto';
import type { ServiceRequest } from '../../../protocols/request.js';
import { publicOperation } from '../api/operation.js';
import {
  ConfirmSignUpRequest,
  ResendConfirmationCodeRequest,
  SignUpRequest,
} from '../api/requests.js';
import {
  checkSignUpSession,
  confirmedSession,
  signUpSession,
} from '../authentication/auto-sign-in.js';
import { isOtpFactor } from '../authentication/first-factors.js';
import { checkSecretHash } from '../authentication/secret-hash.js';
import { useSession } from '../authentication/session.js';
import type { Engine } from '../engine.js';
import { expiredCode, invalidParameter, notAuthorized, userNotFound } from '../errors.js';
import { checkCode, sendCode } from '../messages/codes.js';
import type { MessageSource } from '../messages/message.js';
import { composeMessage } from '../messages/messages.js';
import { confirmationLink } from '../sign-up/confirmation-link.js';
import { insertUser, newUser } from '../sign-up/new-user.js';
import { postConfirmation } from '../sign-up/post-confirmation.js';
import { preSignUp } from '../sign-up/pre-sign-up.js';
import type { User } from '../store/users.js';
import type { ClientMetadata } from '../triggers.js';
import { checkPassword } from '../user-pool/password-policy.js';
import type { UserPool, VerifiableAttribute } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import { limitAttempts } from '../users/attempts.js';
import {
  checkNewAttributes,
  checkWritable,
  readAttributeList,
  verified,
} from '../users/attributes.js';
import { type CodeDelivery, codeDeliveryDetails, signUpDelivery } from '../users/code-delivery.js';
import { nobody, simulatedDelivery } from '../users/simulated-user.js';
import { changeUser } from '../users/user-changes.js';
import { findUser, usernameAttribute } from '../users/usernames.js';

export const SignUp = publicOperation(SignUpRequest, async (engine, input, request) => {
  const { pool, client } = engine.client(input.ClientId);
  checkSecretHash(client, input.Username, input.SecretHash);
  if (pool.adminCreateUserOnly) {
    throw notAuthorized('SignUp is not permitted for this user pool');
  }
  const signInAttribute = usernameAttribute(pool, input.Username);
  if (input.Password) checkPassword(pool.passwordPolicy, input.Password);
  else if (!allowsNoPassword(pool)) throw invalidParameter('Password is required.');
  const given = readAttributeList(input.UserAttributes);
  checkWritable(pool, client, Object.keys(given));
  const attributes = {
    ...given,
    ...(signInAttribute && { [signInAttribute]: input.Username }),
  };
  checkNewAttributes(pool, attributes, true);

  const sub = randomUUID();
  const username = signInAttribute ? sub : input.Username;
  const user = newUser(engine, pool, {
    sub,
    username,
    attributes,
    password: input.Password || undefined,
    status: 'UNCONFIRMED',
  });
  // As in AWS, the trigger also runs for a name that is already taken.
  const decision = await preSignUp(engine, pool, {
    source: 'PreSignUp_SignUp',
    username,
    clientId: client.id,
    attributes,
    validationData: input.ValidationData && readAttributeList(input.ValidationData),
    clientMetadata: input.ClientMetadata,
  });
  const created: User = {
    ...user,
    status: decision.confirm ? 'CONFIRMED' : 'UNCONFIRMED',
    attributes: { ...user.attributes, ...verified(decision.verify) },
  };
  insertUser(engine, pool, created, signInAttribute, true);

  const response = { UserConfirmed: decision.confirm, UserSub: sub };
  if (decision.confirm) {
    await postConfirmation(
      engine,
      pool,
      'PostConfirmation_ConfirmSignUp',
      created,
      client.id,
      input.ClientMetadata,
    );
    return response;
  }
  const begun = { ...response, ...signUpSession(engine, { pool, client }, created) };
  const delivery = signUpDelivery(pool, created);
  if (!delivery) return begun;
  await sendConfirmationCode(engine, pool, client, created, delivery, {
    source: 'CustomMessage_SignUp',
    clientMetadata: input.ClientMetadata,
    request,
  });
  return { ...begun, CodeDeliveryDetails: codeDeliveryDetails(delivery) };
});

export const ConfirmSignUp = publicOperation(ConfirmSignUpRequest, async (engine, input) => {
  const { pool, client } = engine.client(input.ClientId);
  checkSecretHash(client, input.Username, input.SecretHash);
  const { user, proven } = await confirmSignUp(engine, pool, client, {
    username: input.Username,
    code: input.ConfirmationCode,
    force: input.ForceAliasCreation ?? false,
    clientMetadata: input.ClientMetadata,
    session: input.Session,
  });
  return proven ? confirmedSession(engine, { pool, client }, user, proven) : {};
});

/**
 * Confirms a user with the code from the app or from a link.
 *
 * @returns Also the attribute that the code has proven, if its value is still the same.
 */
export async function confirmSignUp(
  engine: Engine,
  pool: UserPool,
  client: UserPoolClient,
  confirmation: {
    readonly username: string;
    readonly code: string;
    readonly force: boolean;
    readonly clientMetadata?: ClientMetadata | undefined;
    /** The `Session` of the response of `SignUp`, if the client sends it. */
    readonly session?: string | undefined;
  },
): Promise<{ readonly user: User; readonly proven: VerifiableAttribute | undefined }> {
  const { session } = confirmation;
  const user = findUser(engine, pool, confirmation.username);
  if (!user) {
    throw client.preventUserExistenceErrors
      ? expiredCode()
      : userNotFound('Username/client id combination not found.');
  }
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
  if (session !== undefined) checkSignUpSession(engine, client, user, session);
  const code = checkCode(engine, pool, user, 'ConfirmSignUp', confirmation.code);
  const attribute: VerifiableAttribute = code.attribute === 'email' ? 'email' : 'phone_number';
  const confirmed = engine.store.transaction(() => {
    engine.store.codes.remove(user.sub, 'ConfirmSignUp');
    if (session !== undefined) useSession(engine, session);
    return changeUser(
      engine,
      pool,
      user,
      (current) => ({
        status: 'CONFIRMED',
        // A code proves only the address that it was sent to.
        ...(current.attributes[attribute] === code.destination && {
          attributes: { ...current.attributes, ...verified([attribute]) },
        }),
      }),
      confirmation.force,
    );
  });
  await postConfirmation(
    engine,
    pool,
    'PostConfirmation_ConfirmSignUp',
    confirmed,
    client.id,
    confirmation.clientMetadata,
  );
  const isProven = confirmed.attributes[attribute] === code.destination;
  return { user: confirmed, proven: isProven ? attribute : undefined };
}

/** A user who can sign in with a one-time password needs no password. */
function allowsNoPassword(pool: UserPool): boolean {
  return pool.mfa.mode !== 'ON' && pool.firstFactors.some(isOtpFactor);
}

export const ResendConfirmationCode = publicOperation(
  ResendConfirmationCodeRequest,
  async (engine, input, request) => {
    const { pool, client } = engine.client(input.ClientId);
    checkSecretHash(client, input.Username, input.SecretHash);
    const user = findUser(engine, pool, input.Username);
    if (!user && !client.preventUserExistenceErrors) {
      throw userNotFound('Username/client id combination not found.');
    }
    const who = user?.sub ?? nobody(engine, pool, input.Username);
    limitAttempts(engine, pool, who, 'ResendConfirmationCode');
    if (!user || (!user.enabled && client.preventUserExistenceErrors)) {
      const simulated = simulatedDelivery(engine, pool, input.Username);
      return { CodeDeliveryDetails: codeDeliveryDetails(simulated) };
    }
    if (!user.enabled) throw notAuthorized('User is disabled.');
    if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
    const delivery = signUpDelivery(pool, user);
    if (!delivery) {
      throw invalidParameter('Cannot resend codes. Auto verification not turned on.');
    }
    await sendConfirmationCode(engine, pool, client, user, delivery, {
      source: 'CustomMessage_ResendCode',
      clientMetadata: input.ClientMetadata,
      request,
    });
    return { CodeDeliveryDetails: codeDeliveryDetails(delivery) };
  },
);

async function sendConfirmationCode(
  engine: Engine,
  pool: UserPool,
  client: UserPoolClient,
  user: User,
  delivery: CodeDelivery,
  options: {
    readonly source: MessageSource;
    readonly clientMetadata: ClientMetadata | undefined;
    readonly request: ServiceRequest;
  },
): Promise<void> {
  const message = await composeMessage(engine, {
    pool,
    clientId: client.id,
    user,
    source: options.source,
    delivery,
    clientMetadata: options.clientMetadata,
    link: confirmationLink(options.request, client, user),
  });
  sendCode(engine, pool, user, 'ConfirmSignUp', delivery, message);
}
