import { signIn, signOut } from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/data';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Schema } from '../graphql-app/amplify/data/resource.js';
import { app, PASSWORD, run } from './app.js';

type Watched<T> = { readonly items: T[]; readonly errors: unknown[]; stop(): void };
/** An observable of RxJS, which Amplify's client returns. */
type Observable<T> = {
  forEach(next: (value: T) => void, ...rest: never[]): Promise<void>;
  subscribe(observer: { next(value: T): void; error(error: unknown): void }): {
    unsubscribe(): void;
  };
};

const open: { stop(): void }[] = [];
function watch<T>(observable: Observable<T>): Watched<T> {
  const items: T[] = [];
  const errors: unknown[] = [];
  const subscription = observable.subscribe({
    next: (item) => void items.push(item),
    error: (error) => void errors.push(error),
  });
  const watched = { items, errors, stop: () => subscription.unsubscribe() };
  open.push(watched);
  return watched;
}

const texts = ({ items }: Watched<{ text?: string | null }>) => items.map(({ text }) => text);
const models = () => app().client.models;

/** Repeats an action until the subscriptions have started and receive its result. */
async function untilReceived(action: () => Promise<unknown>, ...watched: Watched<unknown>[]) {
  await expect
    .poll(
      async () => {
        await action();
        return watched.map(({ items, errors }) => items.length > 0 || errors.length > 0);
      },
      { timeout: 15_000, interval: 100 },
    )
    .toEqual(watched.map(() => true));
  const failed = watched.flatMap(({ errors }) => errors);
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
}

function ofModels(): void {
  afterEach(() => {
    for (const each of open.splice(0)) each.stop();
  });

  test('a page receives what others create, update and delete', async () => {
    const created = watch(models().Tag.onCreate());
    const updated = watch(models().Tag.onUpdate());
    const deleted = watch(models().Tag.onDelete());
    await untilReceived(
      async () => {
        const { data } = await models().Tag.create({ word: 'new' });
        await models().Tag.update({ id: data?.id ?? '', word: 'changed' });
        await models().Tag.delete({ id: data?.id ?? '' });
      },
      created,
      updated,
      deleted,
    );
    expect(created.items[0]).toMatchObject({ word: 'new', id: expect.any(String) });
    expect(updated.items[0]).toMatchObject({ word: 'changed' });
    expect(deleted.items[0]).toMatchObject({ word: 'changed' });
  });

  test.each<
    [string, Parameters<ReturnType<typeof models>['Fruit']['onCreate']>[0], readonly string[]]
  >([
    ['eq', { filter: { kind: { eq: 'BERRY' } } }, ['plum', 'fig']],
    ['gt', { filter: { count: { gt: 2 } } }, ['fig', 'pear']],
    ['contains', { filter: { name: { contains: 'e' } } }, ['pear']],
    ['beginsWith', { filter: { name: { beginsWith: 'p' } } }, ['plum', 'pear']],
    ['in', { filter: { name: { in: ['fig', 'pear'] } } }, ['fig', 'pear']],
    ['notIn', { filter: { name: { notIn: ['fig', 'pear'] } } }, ['plum']],
    ['between', { filter: { count: { between: [1, 2] } } }, ['plum']],
    ['ne', { filter: { count: { ne: 1 } } }, ['fig', 'pear']],
    ['and', { filter: { and: [{ kind: { eq: 'BERRY' } }, { count: { ge: 2 } }] } }, ['fig']],
    ['or', { filter: { or: [{ name: { eq: 'plum' } }, { count: { eq: 9 } }] } }, ['plum', 'pear']],
  ])('a filter with %s', async (_, options, names) => {
    const all = watch(models().Fruit.onCreate());
    const filtered = watch(models().Fruit.onCreate(options));
    const namesOf = ({ items }: typeof all) => [...new Set(items.map(({ name }) => name))].sort();
    const ids: string[] = [];
    await untilReceived(
      async () => {
        for (const fruit of [
          { name: 'plum', kind: 'BERRY' as const, count: 1 },
          { name: 'fig', kind: 'BERRY' as const, count: 3 },
          { name: 'pear', kind: 'STONE' as const, count: 9 },
        ]) {
          const { data } = await models().Fruit.create(fruit);
          ids.push(data?.id ?? '');
        }
      },
      all,
      filtered,
    );
    await expect.poll(() => namesOf(all)).toEqual(['fig', 'pear', 'plum']);
    await expect.poll(() => namesOf(filtered)).toEqual([...names].sort());
    for (const id of ids) await models().Fruit.delete({ id });
  });

  test('an owner receives own items, and no items of others', async () => {
    const { ada, bob } = app().users;
    const ofAda = watch(ada.client.models.Note.onCreate());
    const ofBob = watch(bob.client.models.Note.onCreate());
    await untilReceived(
      async () => {
        await bob.client.models.Note.create({ text: 'of bob' });
        await ada.client.models.Note.create({ text: 'of ada' });
      },
      ofAda,
      ofBob,
    );
    expect(new Set(texts(ofAda))).toEqual(new Set(['of ada']));
    expect(new Set(texts(ofBob))).toEqual(new Set(['of bob']));
  });
  test('a member of a group receives the items of the group', async () => {
    const { bob, cid } = app().users;
    const ofBob = watch(bob.client.models.TeamTask.onCreate());
    const ofCid = watch(cid.client.models.TeamTask.onCreate());
    await untilReceived(
      async () => {
        await bob.client.models.TeamTask.create({ text: 'blue', team: 'Blue' });
        await cid.client.models.TeamTask.create({ text: 'red', team: 'Red' });
      },
      ofBob,
      ofCid,
    );
    expect(new Set(texts(ofBob))).toEqual(new Set(['blue']));
    expect(new Set(texts(ofCid))).toEqual(new Set(['red']));
  });
  test('a subscriber receives no field that its rules do not allow', async () => {
    const employees = watch(app().users.bob.client.models.Employee.onCreate());
    await untilReceived(
      () => app().users.ada.client.models.Employee.create({ name: 'x', salary: 5 }),
      employees,
    );
    expect(employees.items[0]).toMatchObject({ name: 'x', salary: null });
  });
  test('a document is received by its editors only', async () => {
    const { ada, bob, cid } = app().users;
    const ofAda = watch(ada.client.models.Document.onCreate());
    const ofBob = watch(bob.client.models.Document.onCreate());
    const ofCid = watch(cid.client.models.Document.onCreate());
    await untilReceived(
      async () => {
        const editors = [ada.sub, cid.sub];
        await ada.client.models.Document.create({ text: 'shared', editors });
        await bob.client.models.Document.create({ text: 'of bob', editors: [bob.sub] });
      },
      ofAda,
      ofBob,
      ofCid,
    );
    expect(new Set([...texts(ofAda), ...texts(ofCid)])).toEqual(new Set(['shared']));
    expect(new Set(texts(ofBob))).toEqual(new Set(['of bob']));
  });
  test.each<[string, () => Watched<unknown>]>([
    ['a user without the group', () => watch(app().users.dan.client.models.Price.onCreate())],
    ['the API key', () => watch(models().Note.onCreate())],
  ])('%s is refused', async (_, subscribe) => {
    const { errors } = await vouch(subscribe());
    expect(JSON.stringify(errors)).toMatch(/Unauthorized|Not Authorized/);
  });
  const vouch = async (watched: Watched<unknown>) => {
    await expect.poll(() => watched.errors).toHaveLength(1);
    return watched;
  };

  test('an unsubscribed page receives nothing more', async () => {
    const first = watch(models().Country.onCreate());
    const second = watch(models().Country.onCreate());
    let code = 0;
    const create = async () => {
      code += 1;
      await models().Country.create({ code: `U${code}` });
    };
    await untilReceived(create, first, second);
    first.stop();
    const { length } = first.items;
    await untilReceived(create, watch(models().Country.onCreate()));
    expect(first.items).toHaveLength(length);
  });

  test('observeQuery has the items, then those that others create', async () => {
    await models().Author.create({ id: 'watched-1', name: 'Watched' });
    const snapshots = watch(
      models().Author.observeQuery({ filter: { name: { beginsWith: 'Watched' } } }),
    );
    const ids = () => snapshots.items.at(-1)?.items.map(({ id }) => id) ?? [];
    await expect.poll(ids).toContain('watched-1');
    let count = 1;
    await expect
      .poll(
        async () => {
          count += 1;
          await models().Author.create({ id: `watched-${count}`, name: 'Watched' });
          return ids().length;
        },
        { interval: 100 },
      )
      .toBeGreaterThan(1);
    await models().Author.update({ id: 'watched-1', name: 'Watched twice' });
    await expect
      .poll(() => snapshots.items.at(-1)?.items.find(({ id }) => id === 'watched-1')?.name)
      .toBe('Watched twice');
    await models().Author.delete({ id: 'watched-1' });
    await expect.poll(ids).not.toContain('watched-1');
  });
}

function custom(): void {
  afterEach(() => {
    for (const each of open.splice(0)) each.stop();
  });
  const shout = (room: string, volume = 1) =>
    app().client.mutations.shout({ room, words: 'hi', volume });
  const subscriptions = () => app().client.subscriptions;

  test('a custom subscription receives the results of its mutation', async () => {
    const shouts = watch(subscriptions().onShout({}));
    await untilReceived(() => shout('hall'), shouts);
    expect(shouts.items[0]).toMatchObject({ room: 'hall', words: 'hi', volume: 1 });
  });
  test('an argument selects the results with its value', async () => {
    const all = watch(subscriptions().onShout({}));
    const kitchen = watch(subscriptions().onShout({ room: 'kitchen' }));
    await untilReceived(
      async () => {
        await shout('hall');
        await shout('kitchen');
      },
      all,
      kitchen,
    );
    expect(new Set(kitchen.items.map((item) => item?.room))).toEqual(new Set(['kitchen']));
  });
  test('a filter that the resolver sets selects the results', async () => {
    const all = watch(subscriptions().onShout({}));
    const loud = watch(subscriptions().onShout({ minimum: 5 }));
    await untilReceived(
      async () => {
        await shout('hall', 1);
        await shout('hall', 7);
      },
      all,
      loud,
    );
    expect(new Set(loud.items.map((item) => item?.volume))).toEqual(new Set([7]));
  });
  test('a resolver refuses a subscription', async () => {
    const { errors } = watch(subscriptions().onShout({ room: 'locked' }));
    await expect.poll(() => errors).toHaveLength(1);
    expect(JSON.stringify(errors)).toMatch(/Not Authorized|Unauthorized/);
  });
  test('a mutation that selects less leaves the other fields null', async () => {
    const shouts = watch(subscriptions().onShout({}));
    await untilReceived(
      () => run('mutation { loud: shout(room: "yard") { place: room } }'),
      shouts,
    );
    expect(shouts.items[0]).toMatchObject({ room: 'yard', words: null, volume: null });
  });
  // AppSync closes the connection of an invalidated subscription, so this is the last one.
  test('an invalidation ends the subscriptions that its filter selects', async () => {
    const attic = watch(subscriptions().onShout({ room: 'attic' }));
    await untilReceived(() => shout('attic'), attic);
    await app().client.mutations.shout({ room: 'hall', words: 'everybody out' });
    attic.items.length = 0;
    await untilReceived(() => shout('attic'), attic);
    expect(attic.errors).toEqual([]);
    await app().client.mutations.shout({ room: 'attic', words: 'everybody out' });
    await expect.poll(() => attic.errors).toHaveLength(1);
    expect(JSON.stringify(attic.errors)).toContain('Subscription complete.');
  });
}

/** A guest and a user of the identity pool sign each subscription. */
function signed(): void {
  beforeAll(async () => {
    await signIn({ username: app().users.dan.email, password: PASSWORD });
  });
  afterAll(() => signOut());
  test('a user of the identity pool subscribes with a signature', async () => {
    const client = generateClient<Schema>({ authMode: 'identityPool' });
    const posters = watch(client.models.Poster.onCreate());
    await untilReceived(() => client.models.Poster.create({ text: 'x' }), posters);
    expect(texts(posters)[0]).toBe('x');
    posters.stop();
  });
  test('a user of the user pool subscribes with the session', async () => {
    const client = generateClient<Schema>({ authMode: 'userPool' });
    const notes = watch(client.models.Note.onCreate());
    await untilReceived(() => client.models.Note.create({ text: 'x' }), notes);
    expect(notes.items[0]?.owner).toBe(app().users.dan.sub);
    notes.stop();
  });
  test('a guest is refused by a subscription for users', async () => {
    await signOut();
    const client = generateClient<Schema>({ authMode: 'identityPool' });
    const { errors } = watch(client.models.Note.onCreate());
    await expect.poll(() => errors).toHaveLength(1);
  });
}

export function subscriptionTests(): void {
  describe('of a model:', ofModels);
  describe('of a custom operation:', custom);
  describe('with a session:', signed);
}
