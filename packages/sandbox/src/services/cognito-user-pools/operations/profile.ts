import { publicOperation } from '../api/operation.js';
import {
  AccessTokenRequest,
  DeleteUserAttributesRequest,
  GetUserAttributeVerificationCodeRequest,
  UpdateUserAttributesRequest,
  VerifyUserAttributeRequest,
} from '../api/requests.js';
import { expiredCode, invalidParameter } from '../errors.js';
import { updateAttributes } from '../messages/attribute-verification.js';
import { checkCode, sendCode } from '../messages/codes.js';
import { composeMessage } from '../messages/messages.js';
import { mfaSummary } from '../mfa/mfa-settings.js';
import { requireTokenHolder } from '../tokens/access-token.js';
import { VERIFIABLE_ATTRIBUTES, type VerifiableAttribute } from '../user-pool/user-pool.js';
import { limitAttempts } from '../users/attempts.js';
import {
  attributeList,
  changeAttributes,
  checkChangedAttributes,
  checkWritable,
  readAttributeList,
  readableAttributes,
  verified,
} from '../users/attributes.js';
import { codeDeliveryDetails } from '../users/code-delivery.js';
import { changeUser } from '../users/user-changes.js';

export const GetUser = publicOperation(AccessTokenRequest, async (engine, input) => {
  const { client, user } = await requireTokenHolder(engine, input.AccessToken);
  return {
    Username: user.username,
    UserAttributes: attributeList({ ...user, attributes: readableAttributes(client, user) }),
    ...mfaSummary(engine, user),
  };
});

export const UpdateUserAttributes = publicOperation(
  UpdateUserAttributesRequest,
  async (engine, input) => {
    const { pool, client, user } = await requireTokenHolder(engine, input.AccessToken);
    const changes = readAttributeList(input.UserAttributes);
    checkWritable(pool, client, Object.keys(changes));
    return {
      CodeDeliveryDetailsList: await updateAttributes(
        engine,
        pool,
        user,
        changes,
        client.id,
        input.ClientMetadata,
      ),
    };
  },
);

export const DeleteUserAttributes = publicOperation(
  DeleteUserAttributesRequest,
  async (engine, input) => {
    const { pool, client, user } = await requireTokenHolder(engine, input.AccessToken);
    const changes = Object.fromEntries(input.UserAttributeNames.map((name) => [name, '']));
    checkWritable(pool, client, input.UserAttributeNames);
    checkChangedAttributes(pool, changes);
    changeUser(engine, pool, user, (current) => ({
      attributes: changeAttributes(current.attributes, changes),
    }));
  },
);

export const GetUserAttributeVerificationCode = publicOperation(
  GetUserAttributeVerificationCodeRequest,
  async (engine, input) => {
    const { pool, client, user } = await requireTokenHolder(engine, input.AccessToken);
    const attribute = verifiable(input.AttributeName);
    const destination = user.pendingAttributes[attribute] ?? user.attributes[attribute];
    if (destination === undefined) throw invalidParameter(`User has no attribute ${attribute}.`);
    limitAttempts(engine, pool, user.sub, 'GetUserAttributeVerificationCode');
    const delivery = { attribute, destination };
    const message = await composeMessage(engine, {
      pool,
      clientId: client.id,
      user,
      source: 'CustomMessage_VerifyUserAttribute',
      delivery,
      clientMetadata: input.ClientMetadata,
    });
    sendCode(engine, pool, user, `Verify:${attribute}`, delivery, message);
    return { CodeDeliveryDetails: codeDeliveryDetails(delivery) };
  },
);

export const VerifyUserAttribute = publicOperation(
  VerifyUserAttributeRequest,
  async (engine, input) => {
    const { pool, user } = await requireTokenHolder(engine, input.AccessToken);
    const attribute = verifiable(input.AttributeName);
    const purpose = `Verify:${attribute}` as const;
    const { destination } = checkCode(engine, pool, user, purpose, input.Code);
    engine.store.transaction(() => {
      engine.store.codes.remove(user.sub, purpose);
      changeUser(engine, pool, user, (current) => {
        const { [attribute]: pending, ...rest } = current.pendingAttributes;
        // A code proves only the address that it was sent to.
        if (destination !== (pending ?? current.attributes[attribute])) throw expiredCode();
        return {
          attributes: {
            ...current.attributes,
            [attribute]: destination,
            ...verified([attribute]),
          },
          pendingAttributes: rest,
        };
      });
    });
  },
);

export const DeleteUser = publicOperation(AccessTokenRequest, async (engine, input) => {
  const { user } = await requireTokenHolder(engine, input.AccessToken);
  engine.store.users.remove(user.sub);
});

function verifiable(name: string): VerifiableAttribute {
  const attribute = VERIFIABLE_ATTRIBUTES.find((candidate) => candidate === name);
  if (attribute === undefined) {
    throw invalidParameter(
      `Attribute ${name} cannot be verified: only email and phone_number can.`,
    );
  }
  return attribute;
}
