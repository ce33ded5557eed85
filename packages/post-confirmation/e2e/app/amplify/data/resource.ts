import { a, defineData } from '@aws-amplify/backend';

const schema = a.schema({
  UserProfile: a
    .model({ email: a.email(), nick: a.string(), profileOwner: a.string() })
    .authorization((allow) => [allow.ownerDefinedIn('profileOwner').to(['read'])]),
  Note: a.model({ text: a.string() }).authorization((allow) => [allow.owner()]),
});

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'userPool' },
});
