import { a, type ClientSchema, defineData } from '@aws-amplify/backend';
import { describeGo } from '../functions/go/resource.js';
import { describePython } from '../functions/python/resource.js';

const schema = a
  .schema({
    describePython: a
      .query()
      .arguments({ name: a.string().required() })
      .returns(a.string())
      .handler(a.handler.function(describePython))
      .authorization((allow) => allow.publicApiKey()),
    describeGo: a
      .query()
      .arguments({ name: a.string().required() })
      .returns(a.string())
      .handler(a.handler.function(describeGo))
      .authorization((allow) => allow.publicApiKey()),
  })
  .authorization((allow) => [allow.resource(describePython).to(['query'])]);

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'apiKey' },
});

export type Schema = ClientSchema<typeof schema>;
