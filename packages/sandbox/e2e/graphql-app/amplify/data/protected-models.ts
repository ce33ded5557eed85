import { a } from '@aws-amplify/backend';

/** Models with one kind of authorization each. */
export const protectedModels = a.schema({
  Note: a.model({ text: a.string() }).authorization((allow) => [allow.owner()]),
  Memo: a
    .model({ text: a.string(), writer: a.string() })
    .authorization((allow) => [
      allow.ownerDefinedIn('writer').to(['create', 'update', 'read']),
      allow.authenticated().to(['read']),
      allow.group('Admins').to(['delete', 'read']),
    ]),
  Document: a
    .model({ text: a.string(), editors: a.string().array() })
    .authorization((allow) => [allow.ownersDefinedIn('editors')]),
  Invoice: a
    .model({ text: a.string(), tenant: a.string() })
    .authorization((allow) => [allow.ownerDefinedIn('tenant').identityClaim('custom:tenant')]),
  Price: a
    .model({ amount: a.float() })
    .authorization((allow) => [
      allow.groups(['Admins']),
      allow.groups(['Readers', 'Red']).to(['read']),
    ]),
  TeamTask: a
    .model({ text: a.string(), team: a.string() })
    .authorization((allow) => [allow.groupDefinedIn('team')]),
  SharedTask: a
    .model({ text: a.string(), teams: a.string().array() })
    .authorization((allow) => [allow.groupsDefinedIn('teams')]),
  Poster: a
    .model({ text: a.string() })
    .authorization((allow) => [
      allow.guest().to(['read']),
      allow.authenticated('identityPool').to(['create', 'read', 'update']),
      allow.publicApiKey().to(['list']),
    ]),
  Ticket: a.model({ text: a.string() }).authorization((allow) => [allow.custom()]),
  Badge: a
    .model({ text: a.string() })
    .authorization((allow) => [
      allow.owner('oidc').identityClaim('user_id'),
      allow.authenticated('oidc').to(['list']),
    ]),
  Medal: a
    .model({ text: a.string() })
    .authorization((allow) => [
      allow.group('Staff', 'oidc').withClaimIn('roles'),
      allow.authenticated('oidc').to(['get']),
    ]),
  Album: a
    .model({ title: a.string(), photos: a.hasMany('Photo', 'albumId') })
    .authorization((allow) => [allow.owner(), allow.authenticated().to(['read'])]),
  Photo: a
    .model({
      text: a.string(),
      albumId: a.id(),
      place: a.string(),
      album: a.belongsTo('Album', 'albumId'),
    })
    .secondaryIndexes((index) => [index('place').sortKeys(['text']).queryField('photosByPlace')])
    .authorization((allow) => [allow.owner(), allow.group('Admins').to(['create'])]),
  Employee: a
    .model({
      name: a.string(),
      salary: a
        .integer()
        .authorization((allow) => [allow.owner(), allow.group('Admins').to(['read', 'create'])]),
      nickname: a
        .string()
        .authorization((allow) => [
          allow.owner().to(['create', 'read']),
          allow.authenticated().to(['read']),
        ]),
    })
    .authorization((allow) => [allow.owner(), allow.authenticated().to(['read'])]),
});
