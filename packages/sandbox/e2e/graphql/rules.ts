import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { app, post, type UserName } from './app.js';
import {
  type Headers,
  type Input,
  idTokenOf,
  key,
  type Model,
  type Operation,
  outcomeOf,
  ownerOf,
  perform,
  tokenOf,
} from './senders.js';

type Row = readonly [who: string, headers: () => Headers, operation: Operation, outcome: string];
const OPERATIONS = ['create', 'get', 'list', 'update', 'delete'] as const;
/** One row for each operation of a sender. */
const rows = (
  who: string,
  headers: () => Headers,
  outcomes: Readonly<Record<Operation, string>>,
): readonly Row[] => OPERATIONS.map((operation) => [who, headers, operation, outcomes[operation]]);
const ALL = {
  create: 'allowed',
  get: 'allowed',
  list: 'allowed',
  update: 'allowed',
  delete: 'allowed',
};
const NONE = {
  create: 'refused',
  get: 'refused',
  list: 'refused',
  update: 'refused',
  delete: 'refused',
};

/**
 * Runs each row on an item of its own. The item is created with the headers of the owner before,
 * except for `create`.
 */
function modelRules(
  model: Model,
  owner: () => Headers,
  item: () => Input,
  table: readonly Row[],
): void {
  describe(`${model}:`, () => {
    test.each(
      table.map(([who, headers, operation, outcome]) => ({ who, headers, operation, outcome })),
    )('$who, $operation: $outcome', async ({ headers, operation, outcome }) => {
      const id = randomUUID();
      const creator = operation === 'create' ? headers() : owner();
      const created = await perform(creator, model, 'create', { id, ...item() });
      if (operation === 'create') {
        await perform(creator, model, 'delete', { id });
        return expect(outcomeOf(created)).toBe(outcome);
      }
      expect(outcomeOf(created)).toBe('allowed');
      const input = operation === 'update' ? { id, text: 'changed' } : { id };
      const response = await perform(
        headers(),
        model,
        operation,
        model === 'Price' && operation === 'update' ? { id, amount: 2 } : input,
      );
      expect(outcomeOf(response)).toBe(outcome);
      if (outcome !== 'allowed') {
        const { data } = await perform(owner(), model, 'get', { id });
        expect(data?.result).toEqual({ id });
      }
      await perform(owner(), model, 'delete', { id });
      return undefined;
    });
  });
}

const nobody = (): Headers => ({});
const ada = () => tokenOf('ada');
const bob = () => tokenOf('bob');
const cid = () => tokenOf('cid');

function byUserPool(): void {
  const TEXT = () => ({ text: 'x' });
  const HIDDEN = {
    create: 'allowed',
    get: 'refused',
    list: 'hidden',
    update: 'refused',
    delete: 'refused',
  };
  modelRules('Note', ada, TEXT, [
    ...rows('the owner', ada, ALL),
    ...rows('another user', bob, HIDDEN),
    ...rows('the API key', key, NONE),
    ...rows('nobody', nobody, NONE),
  ]);
  modelRules('Memo', bob, () => ({ text: 'x' }), [
    ...rows('the writer', bob, { ...ALL, delete: 'refused' }),
    ...rows('another user', cid, {
      create: 'allowed',
      get: 'allowed',
      list: 'allowed',
      update: 'refused',
      delete: 'refused',
    }),
    ['an administrator', ada, 'delete', 'allowed'],
  ]);
  modelRules('Document', ada, () => ({ text: 'x', editors: [ownerOf('ada'), ownerOf('cid')] }), [
    ['the first editor', ada, 'update', 'allowed'],
    ['the second editor', cid, 'get', 'allowed'],
    ['the second editor', cid, 'list', 'allowed'],
    ['the second editor', cid, 'update', 'allowed'],
    ['the second editor', cid, 'delete', 'allowed'],
    ['another user', bob, 'get', 'refused'],
    ['another user', bob, 'list', 'hidden'],
    ['another user', bob, 'update', 'refused'],
    ['another user', bob, 'delete', 'refused'],
    ['another user for others', bob, 'create', 'refused'],
  ]);
  const adaId = () => idTokenOf('ada');
  modelRules('Invoice', adaId, () => ({ text: 'x', tenant: 'north' }), [
    ['a user of the tenant', adaId, 'create', 'allowed'],
    ['a user of the tenant', () => idTokenOf('cid'), 'get', 'allowed'],
    ['a user of the tenant', () => idTokenOf('cid'), 'update', 'allowed'],
    ['a user of another tenant', () => idTokenOf('bob'), 'get', 'refused'],
    ['a user of another tenant', () => idTokenOf('bob'), 'list', 'hidden'],
    ['a user of another tenant', () => idTokenOf('bob'), 'update', 'refused'],
    ['a user of another tenant', () => idTokenOf('bob'), 'create', 'refused'],
    ['a token without the claim', ada, 'get', 'refused'],
    ['a token without the claim', ada, 'create', 'refused'],
  ]);
  modelRules('Price', ada, () => ({ amount: 1 }), [
    ...rows('a group with all operations', ada, ALL),
    ...rows('a group that reads', bob, { ...NONE, get: 'allowed', list: 'allowed' }),
    ...rows('a second group that reads', cid, { ...NONE, get: 'allowed', list: 'allowed' }),
    ...rows('the API key', key, NONE),
  ]);
  modelRules('TeamTask', cid, () => ({ text: 'x', team: 'Red' }), [
    ...rows('a member of the team', cid, ALL),
    ...rows('a user of another team', bob, { ...NONE, list: 'hidden' }),
  ]);
  modelRules('SharedTask', cid, () => ({ text: 'x', teams: ['Red', 'Blue'] }), [
    ...rows('a member of the first team', cid, ALL),
    ...rows('a member of the second team', bob, ALL),
    ...rows('a user of no team', ada, { ...NONE, list: 'hidden' }),
  ]);
  modelRules('Employee', ada, () => ({ name: 'x' }), [
    ['the owner', ada, 'create', 'allowed'],
    ['another user', bob, 'get', 'allowed'],
    ['another user', bob, 'list', 'allowed'],
    ['another user', bob, 'delete', 'refused'],
  ]);
  modelRules('Ticket', () => ({ authorization: 'allow uncached' }), TEXT, [
    ...rows('an allowed token', () => ({ authorization: 'allow' }), ALL),
    ...rows('a denied token', () => ({ authorization: 'deny' }), NONE),
    ...rows('the API key', key, NONE),
    ...rows('a user of the pool', ada, NONE),
  ]);
}

function ownership(): void {
  test('the owner of an item is its creator, by name', async () => {
    const { data } = await app().users.ada.client.models.Note.create({ text: 'x' });
    expect(data?.owner).toBe(app().users.ada.sub);
    await app().users.ada.client.models.Note.delete({ id: data?.id ?? '' });
  });
  test('nobody creates an item for another owner', async () => {
    const { errors } = await app().users.bob.client.models.Memo.create({ writer: ownerOf('ada') });
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
  });
  test('nobody takes an item of another owner', async () => {
    const { data } = await app().users.bob.client.models.Memo.create({ text: 'x' });
    const id = data?.id ?? '';
    const memos = app().users.cid.client.models.Memo;
    const { errors } = await memos.update({ id, writer: ownerOf('cid') });
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
    expect((await memos.get({ id })).data?.writer).toBe(app().users.bob.sub);
  });
  test('an owner gives an item away', async () => {
    const { data } = await app().users.bob.client.models.Memo.create({ text: 'x' });
    const id = data?.id ?? '';
    const changed = await app().users.bob.client.models.Memo.update({ id, writer: ownerOf('cid') });
    expect(changed.data?.writer).toBe(app().users.cid.sub);
    const again = await app().users.bob.client.models.Memo.update({ id, text: 'y' });
    expect(again.errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
    const own = await app().users.cid.client.models.Memo.update({ id, text: 'y' });
    expect(own.data?.text).toBe('y');
  });
  test('a list of an owner has pages of own items only', async () => {
    const ids: string[] = [];
    for (const user of ['ada', 'bob', 'ada', 'bob'] as const) {
      const { data } = await app().users[user].client.models.Note.create({ text: user });
      ids.push(data?.id ?? '');
    }
    const texts: (string | null | undefined)[] = [];
    let nextToken: string | null | undefined = null;
    do {
      const page: { data: { text?: string | null }[]; nextToken?: string | null } =
        await app().users.ada.client.models.Note.list({ limit: 1, nextToken });
      texts.push(...page.data.map(({ text }) => text));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(texts).toEqual(['ada', 'ada']);
    const { nextToken: token } = await app().users.ada.client.models.Note.list({ limit: 1 });
    const { errors } = await app().users.bob.client.models.Note.list({
      limit: 1,
      nextToken: token ?? '',
    });
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('Invalid pagination token') }),
    ]);
    for (const id of ids) {
      await app().users.ada.client.models.Note.delete({ id });
      await app().users.bob.client.models.Note.delete({ id });
    }
  });
  test('nobody creates a task for a team of others', async () => {
    const { errors } = await app().users.bob.client.models.TeamTask.create({
      text: 'x',
      team: 'Red',
    });
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
  });

  test.each<[string, UserName, string, unknown]>([
    ['the owner reads a field for owners', 'ada', 'salary', 5],
    ['another user does not read a field for owners', 'bob', 'salary', null],
    ['another user reads a field for all users', 'bob', 'nickname', 'A'],
  ])('%s', async (_, user, field, value) => {
    const { data } = await app().users.ada.client.models.Employee.create({
      name: 'x',
      salary: 5,
      nickname: 'A',
    });
    const id = data?.id ?? '';
    const response = await perform(tokenOf(user), 'Employee', 'get', { id }, `name ${field}`);
    expect(response.data?.result).toEqual({ name: 'x', [field]: value });
    expect(response.errors?.map(({ errorType, path }) => ({ errorType, path }))).toEqual(
      value === null ? [{ errorType: 'Unauthorized', path: ['result', field] }] : undefined,
    );
    await app().users.ada.client.models.Employee.delete({ id });
  });
  test('a field with rules of its own is not in the result of a mutation', async () => {
    const input = { name: 'x', salary: 5 };
    const response = await perform(tokenOf('ada'), 'Employee', 'create', input, 'id name salary');
    expect(response.data?.result).toMatchObject({ name: 'x', salary: null });
  });
  test('an owner does not update a field that only its creation sets', async () => {
    const { data } = await app().users.ada.client.models.Employee.create({
      name: 'x',
      nickname: 'A',
    });
    const { errors } = await app().users.ada.client.models.Employee.update({
      id: data?.id ?? '',
      nickname: 'B',
    });
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
  });
}

/** User B never reads what belongs to user A, by any path. */
function relations(): void {
  const { ada, bob } = { ada: () => app().users.ada, bob: () => app().users.bob };
  let albumId = '';
  beforeAll(async () => {
    const { data } = await ada().client.models.Album.create({ title: 'Holidays' });
    albumId = data?.id ?? '';
    for (const user of [ada(), bob()]) {
      const text = `of ${user.name}`;
      const { errors } = await user.client.models.Photo.create({ albumId, text, place: 'beach' });
      expect(errors).toBeUndefined();
    }
  });
  test.each<[string, UserName, string, unknown]>([
    [
      'a relation has the own items of the owner',
      'ada',
      'query Q($id: ID!) { result: getAlbum(id: $id) { title photos { items { text } } } }',
      { title: 'Holidays', photos: { items: [{ text: 'of ada' }] } },
    ],
    [
      'a relation has the own items of another user',
      'bob',
      'query Q($id: ID!) { result: getAlbum(id: $id) { title photos { items { text } } } }',
      { title: 'Holidays', photos: { items: [{ text: 'of bob' }] } },
    ],
    [
      'a relation has no items of others for an administrator who may only create',
      'cid',
      'query Q($id: ID!) { result: getAlbum(id: $id) { photos { items { text } } } }',
      { photos: { items: [] } },
    ],
    [
      'a filter finds no items of others',
      'bob',
      'query Q($id: ID!) { result: getAlbum(id: $id) { photos(filter: { text: { eq: "of ada" } }) { items { text } } } }',
      { photos: { items: [] } },
    ],
    [
      'an index has own items only',
      'bob',
      'query Q { result: photosByPlace(place: "beach") { items { text album { title } } } }',
      { items: [{ text: 'of bob', album: { title: 'Holidays' } }] },
    ],
    [
      'an index finds no items of others by their sort key',
      'bob',
      'query Q { result: photosByPlace(place: "beach", text: { eq: "of ada" }) { items { text } } }',
      { items: [] },
    ],
    [
      'a filter on the owner finds no items of others',
      'bob',
      'query Q { result: listPhotos(filter: { not: { text: { eq: "of bob" } } }) { items { text } } }',
      { items: [] },
    ],
    [
      'a filter with or finds no items of others',
      'bob',
      'query Q { result: listPhotos(filter: { or: [{ text: { attributeExists: true } }, { id: { attributeExists: true } }] }) { items { text } } }',
      { items: [{ text: 'of bob' }] },
    ],
  ])('%s', async (_, user, query, expected) => {
    const variables = query.includes('$id') ? { id: albumId } : {};
    const { body } = await post({ query, variables }, tokenOf(user));
    expect(body).toEqual({ data: { result: expected } });
  });
  test('an error in a relation leaves the rest of the result', async () => {
    const query =
      'query Q($id: ID!) { result: getAlbum(id: $id) { title photos(nextToken: "forged") { items { text } } } }';
    const { body } = await post({ query, variables: { id: albumId } }, tokenOf('bob'));
    expect(body).toEqual({
      data: { result: { title: 'Holidays', photos: null } },
      errors: [expect.objectContaining({ path: ['result', 'photos'] })],
    });
  });
}

export function ruleTests(): void {
  describe('the rules of', byUserPool);
  describe('an owner:', ownership);
  describe('a relation:', relations);
}
