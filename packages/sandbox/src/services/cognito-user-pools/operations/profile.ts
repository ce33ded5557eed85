import { AccessTokenRequest } from '../api-model.js';
import { attributeList, readableAttributes } from '../attributes.js';
import { publicOperation } from '../operation.js';
import { requireTokenHolder } from '../tokens/access-token.js';

export const GetUser = publicOperation(AccessTokenRequest, async (engine, input) => {
  const { client, user } = await requireTokenHolder(engine, input.AccessToken);
  return {
    Username: user.username,
    UserAttributes: attributeList({ ...user, attributes: readableAttributes(client, user) }),
  };
});
