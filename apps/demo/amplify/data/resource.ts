import { a, type ClientSchema, defineData } from '@aws-amplify/backend';
import { postConfirmation } from '../auth/post-confirmation/resource.js';
import { contactTeam } from '../functions/contact-team/resource.js';
import { sayHello } from '../functions/say-hello/resource.js';
import { sayHelloGo } from '../functions/say-hello-go/resource.js';
import { sayHelloPython } from '../functions/say-hello-python/resource.js';

// The owner field allows no update, so that an owner cannot give an item to another user.
const schema = a
  .schema({
    UserProfile: a
      .model({
        email: a.email(),
        profileOwner: a
          .string()
          .authorization((allow) => [allow.ownerDefinedIn('profileOwner').to(['read'])]),
      })
      .authorization((allow) => [allow.ownerDefinedIn('profileOwner').to(['read', 'update'])]),
    Todo: a
      .model({
        content: a.string().required(),
        isDone: a.boolean(),
        owner: a.string().authorization((allow) => [allow.owner().to(['read', 'delete'])]),
      })
      .authorization((allow) => [allow.owner()]),
    sayHello: a
      .query()
      .arguments({ name: a.string() })
      .returns(a.string().required())
      .handler(a.handler.function(sayHello))
      .authorization((allow) => [allow.authenticated()]),
    sayHelloPython: a
      .query()
      .arguments({ name: a.string() })
      .returns(a.string().required())
      .handler(a.handler.function(sayHelloPython))
      .authorization((allow) => [allow.authenticated()]),
    sayHelloGo: a
      .query()
      .arguments({ name: a.string() })
      .returns(a.string().required())
      .handler(a.handler.function(sayHelloGo))
      .authorization((allow) => [allow.authenticated()]),
    contactTeam: a
      .mutation()
      .arguments({ message: a.string().required() })
      .returns(a.string().required())
      .handler(a.handler.function(contactTeam))
      .authorization((allow) => [allow.authenticated()]),
  })
  .authorization((allow) => [allow.resource(postConfirmation).to(['mutate'])]);

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'userPool' },
});
