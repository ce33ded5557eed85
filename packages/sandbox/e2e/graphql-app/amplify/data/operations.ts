import { a } from '@aws-amplify/backend';
import { fields, librarian } from '../functions/resource.js';

/** The custom operations. */
export const operations = a
  .schema({
    Feeling: a.enum(['GOOD', 'BAD']),
    Description: a.customType({
      title: a.string(),
      mood: a.ref('Feeling'),
      spot: a.customType({ name: a.string(), lat: a.float() }),
    }),
    Shout: a.customType({ room: a.string().required(), words: a.string(), volume: a.integer() }),
    echo: a
      .query()
      .arguments({ text: a.string(), list: a.integer().array(), json: a.json() })
      .returns(a.json())
      .handler(a.handler.function(fields))
      .authorization((allow) => [
        allow.publicApiKey(),
        allow.authenticated(),
        allow.guest(),
        allow.custom(),
        allow.authenticated('identityPool'),
      ]),
    add: a
      .query()
      .arguments({ a: a.integer().required(), b: a.integer().required() })
      .returns(a.integer())
      .handler(a.handler.function(fields))
      .authorization((allow) => [allow.publicApiKey()]),
    describe: a
      .query()
      .arguments({ title: a.string(), mood: a.ref('Feeling') })
      .returns(a.ref('Description'))
      .handler(a.handler.function(fields))
      .authorization((allow) => [allow.publicApiKey()]),
    chained: a
      .query()
      .returns(a.json())
      .handler([a.handler.function(fields), a.handler.function(fields)])
      .authorization((allow) => [allow.publicApiKey()]),
    fails: a
      .query()
      .returns(a.string())
      .handler(a.handler.function(fields))
      .authorization((allow) => [allow.publicApiKey()]),
    failsWithName: a
      .query()
      .returns(a.string())
      .handler(a.handler.function(fields))
      .authorization((allow) => [allow.publicApiKey()]),
    loops: a
      .query()
      .returns(a.string())
      .handler(a.handler.function(fields))
      .authorization((allow) => [allow.publicApiKey()]),
    wrongType: a
      .query()
      .returns(a.integer())
      .handler(a.handler.function(fields))
      .authorization((allow) => [allow.publicApiKey()]),
    nothing: a
      .query()
      .returns(a.string().required())
      .handler(a.handler.function(fields))
      .authorization((allow) => [allow.publicApiKey()]),
    listed: a
      .query()
      .returns(a.integer().array())
      .handler(a.handler.function(fields))
      .authorization((allow) => [allow.publicApiKey()]),
    later: a
      .mutation()
      .arguments({ text: a.string() })
      .handler(a.handler.function(fields).async())
      .authorization((allow) => [allow.publicApiKey()]),
    onlyAdmins: a
      .query()
      .returns(a.string())
      .handler(a.handler.custom({ entry: './handlers/greet.js' }))
      .authorization((allow) => [allow.group('Admins')]),
    greet: a
      .query()
      .arguments({ name: a.string() })
      .returns(a.string())
      .handler(a.handler.custom({ entry: './handlers/greet.js' }))
      .authorization((allow) => [allow.publicApiKey()]),
    piped: a
      .query()
      .arguments({ name: a.string() })
      .returns(a.json())
      .handler([
        a.handler.custom({ entry: './handlers/pipe-first.js' }),
        a.handler.custom({ entry: './handlers/pipe-second.js' }),
      ])
      .authorization((allow) => [allow.publicApiKey()]),
    refuses: a
      .query()
      .arguments({ how: a.string() })
      .returns(a.string())
      .handler(a.handler.custom({ entry: './handlers/refuses.js' }))
      .authorization((allow) => [allow.publicApiKey()]),
    fruitTable: a
      .mutation()
      .arguments({ operation: a.string().required(), ids: a.string().array() })
      .returns(a.json())
      .handler(a.handler.custom({ dataSource: a.ref('Fruit'), entry: './handlers/fruit-table.js' }))
      .authorization((allow) => [allow.publicApiKey()]),
    fruitModule: a
      .mutation()
      .arguments({ operation: a.string().required(), id: a.string(), count: a.integer() })
      .returns(a.json())
      .handler(
        a.handler.custom({ dataSource: a.ref('Fruit'), entry: './handlers/fruit-module.js' }),
      )
      .authorization((allow) => [allow.publicApiKey()]),
    fetchPath: a
      .query()
      .arguments({ method: a.string().required(), path: a.string().required(), body: a.json() })
      .returns(a.json())
      .handler(a.handler.custom({ dataSource: 'LocalServer', entry: './handlers/fetch-path.js' }))
      .authorization((allow) => [allow.publicApiKey()]),
    listQueues: a
      .query()
      .returns(a.json())
      .handler(a.handler.custom({ dataSource: 'Queues', entry: './handlers/list-queues.js' }))
      .authorization((allow) => [allow.publicApiKey()]),
    putEvent: a
      .mutation()
      .arguments({ text: a.string() })
      .returns(a.json())
      .handler(a.handler.custom({ dataSource: 'Bus', entry: './handlers/put-event.js' }))
      .authorization((allow) => [allow.publicApiKey()]),
    shout: a
      .mutation()
      .arguments({ room: a.string().required(), words: a.string(), volume: a.integer() })
      .returns(a.ref('Shout'))
      .handler(a.handler.custom({ entry: './handlers/shout.js' }))
      .authorization((allow) => [allow.publicApiKey(), allow.authenticated()]),
    onShout: a
      .subscription()
      .for(a.ref('shout'))
      .arguments({ room: a.string(), minimum: a.integer() })
      .handler(a.handler.custom({ entry: './handlers/on-shout.js' }))
      .authorization((allow) => [allow.publicApiKey(), allow.authenticated()]),
    library: a
      .mutation()
      .arguments({ title: a.string(), notes: a.boolean() })
      .returns(a.json())
      .handler(a.handler.function(librarian))
      .authorization((allow) => [allow.publicApiKey()]),
  })
  .authorization((allow) => [allow.resource(librarian).to(['query', 'mutate'])]);
