import { a, defineData } from '@aws-amplify/backend';

const schema = a.schema({
  UserProfile: a
    .model({ email: a.email(), profileOwner: a.string() })
    .authorization((allow) => [allow.ownerDefinedIn('profileOwner').to(['read', 'update'])]),
  Todo: a
    .model({ content: a.string().required(), isDone: a.boolean() })
    .authorization((allow) => [allow.owner()]),
});

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'userPool' },
});
