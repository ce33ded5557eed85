import { a } from '@aws-amplify/backend';

/** Models that everybody with the API key uses, for everything but authorization. */
export const publicModels = a
  .schema({
    Mood: a.enum(['CALM', 'WILD']),
    Spot: a.customType({
      name: a.string().required(),
      lat: a.float(),
      reachedAt: a.datetime(),
      inner: a.customType({ depth: a.integer(), words: a.string().array() }),
    }),
    Sample: a.model({
      text: a.string(),
      whole: a.integer(),
      fraction: a.float(),
      flag: a.boolean(),
      reference: a.id(),
      date: a.date(),
      time: a.time(),
      dateTime: a.datetime(),
      timestamp: a.timestamp(),
      email: a.email(),
      json: a.json(),
      phone: a.phone(),
      url: a.url(),
      ip: a.ipAddress(),
      mood: a.ref('Mood'),
      size: a.enum(['SMALL', 'LARGE']),
      spot: a.ref('Spot'),
      spots: a.ref('Spot').array(),
      texts: a.string().array(),
      fullTexts: a.string().required().array(),
      wholes: a.integer().array(),
      dates: a.date().array(),
      emails: a.email().array(),
      needed: a.string().default('given'),
      count: a.integer().default(3),
      open: a.boolean().default(true),
      ratio: a.float().default(0.5),
    }),
    Strict: a.model({
      needed: a.string().required(),
      neededList: a.string().required().array().required(),
      neededSpot: a.ref('Spot').required(),
    }),
    Fruit: a
      .model({
        name: a.string().required(),
        count: a.integer(),
        weight: a.float(),
        ripe: a.boolean(),
        label: a.id(),
        tags: a.string().array(),
        kind: a.enum(['BERRY', 'STONE']),
        pickedOn: a.date(),
      })
      .secondaryIndexes((index) => [index('kind').name('byKind')]),
    Reading: a
      .model({
        station: a.string().required(),
        at: a.datetime().required(),
        channel: a.integer().required(),
        value: a.float(),
        unit: a.string(),
        day: a.string(),
      })
      .identifier(['station', 'at', 'channel'])
      .secondaryIndexes((index) => [
        index('unit').sortKeys(['at']).queryField('readingsByUnit'),
        index('day').sortKeys(['station', 'channel']).queryField('readingsByDay'),
        index('station').sortKeys(['value']),
      ]),
    Country: a.model({ code: a.string().required(), name: a.string() }).identifier(['code']),
    Book: a.model({
      title: a.string(),
      authorId: a.id(),
      author: a.belongsTo('Author', 'authorId'),
      tags: a.hasMany('BookTag', 'bookId'),
    }),
    Author: a.model({
      name: a.string(),
      books: a.hasMany('Book', 'authorId'),
      biography: a.hasOne('Biography', 'authorId'),
    }),
    Biography: a.model({
      text: a.string(),
      authorId: a.id(),
      author: a.belongsTo('Author', 'authorId'),
    }),
    Tag: a.model({ word: a.string(), books: a.hasMany('BookTag', 'tagId') }),
    BookTag: a.model({
      bookId: a.id().required(),
      tagId: a.id().required(),
      book: a.belongsTo('Book', 'bookId'),
      tag: a.belongsTo('Tag', 'tagId'),
    }),
    ReadOnly: a.model({ text: a.string() }).disableOperations(['mutations', 'subscriptions']),
    WriteOnly: a.model({ text: a.string() }).disableOperations(['queries', 'delete']),
  })
  .authorization((allow) => [allow.publicApiKey()]);
