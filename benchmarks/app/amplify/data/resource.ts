import { a, type ClientSchema, defineData } from '@aws-amplify/backend';
import { greet } from '../functions/greet/resource.js';

const schema = a.schema({
  Todo: a
    .model({ content: a.string().required(), isDone: a.boolean() })
    .authorization((allow) => [allow.owner()]),
  greet: a
    .query()
    .arguments({ name: a.string().required() })
    .returns(a.string())
    .handler(a.handler.function(greet))
    .authorization((allow) => [allow.authenticated()]),
});

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'userPool' },
});

export type Schema = ClientSchema<typeof schema>;
