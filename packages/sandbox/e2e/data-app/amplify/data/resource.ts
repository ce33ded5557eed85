import { a, type ClientSchema, defineData } from '@aws-amplify/backend';

const schema = a.schema({
  Todo: a
    .model({ content: a.string(), isDone: a.boolean() })
    .authorization((allow) => [allow.owner()]),
});

export const data = defineData({ schema });

export type Schema = ClientSchema<typeof schema>;
