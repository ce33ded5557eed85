import { a, type ClientSchema, defineData } from '@aws-amplify/backend';

const schema = a.schema({
  Todo: a
    .model({
      content: a.string().required(),
      priority: a.integer(),
      done: a.boolean(),
      owner: a.string(),
    })
    .secondaryIndexes((index) => [index('owner').sortKeys(['priority'])])
    .authorization((allow) => [allow.publicApiKey(), allow.owner(), allow.group('ADMINS')]),
  Secret: a.model({ text: a.string() }).authorization((allow) => [allow.group('ADMINS')]),
});

export const data = defineData({
  schema,
  authorizationModes: {
    defaultAuthorizationMode: 'userPool',
    apiKeyAuthorizationMode: { expiresInDays: 30 },
  },
});

export type Schema = ClientSchema<typeof schema>;
