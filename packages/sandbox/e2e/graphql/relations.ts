import { beforeAll, describe, expect, test } from 'vitest';
import { app, dataOf, run } from './app.js';

const models = () => app().client.models;

function relations(): void {
  beforeAll(async () => {
    const { Author, Biography, Book, BookTag, Tag } = models();
    await Author.create({ id: 'ada', name: 'Ada' });
    await Author.create({ id: 'none', name: 'Nobody' });
    await Biography.create({ id: 'life', text: 'born', authorId: 'ada' });
    for (const id of ['one', 'two', 'three']) {
      await Book.create({ id, title: `Book ${id}`, authorId: 'ada' });
    }
    await Book.create({ id: 'orphan', title: 'No author' });
    await Book.create({ id: 'lost', title: 'Lost author', authorId: 'nobody' });
    for (const id of ['new', 'old']) await Tag.create({ id, word: id });
    for (const [bookId, tagId] of [
      ['one', 'new'],
      ['one', 'old'],
      ['two', 'old'],
    ] as const) {
      await BookTag.create({ bookId, tagId });
    }
  });

  test.each<[string, string, object]>([
    [
      'hasMany',
      '{ getAuthor(id: "ada") { books { items { id } nextToken } } }',
      {
        getAuthor: {
          books: {
            items: expect.arrayContaining([{ id: 'one' }, { id: 'two' }, { id: 'three' }]),
            nextToken: null,
          },
        },
      },
    ],
    [
      'hasMany without items',
      '{ getAuthor(id: "none") { books { items { id } } } }',
      { getAuthor: { books: { items: [] } } },
    ],
    [
      'hasMany with a filter',
      '{ getAuthor(id: "ada") { books(filter: { title: { contains: "tw" } }) { items { id } } } }',
      { getAuthor: { books: { items: [{ id: 'two' }] } } },
    ],
    [
      'hasMany with a limit',
      '{ getAuthor(id: "ada") { books(limit: 1) { items { __typename } nextToken } } }',
      { getAuthor: { books: { items: [{ __typename: 'Book' }], nextToken: expect.any(String) } } },
    ],
    [
      'hasOne',
      '{ getAuthor(id: "ada") { biography { text } } }',
      { getAuthor: { biography: { text: 'born' } } },
    ],
    [
      'hasOne without an item',
      '{ getAuthor(id: "none") { biography { text } } }',
      { getAuthor: { biography: null } },
    ],
    [
      'belongsTo',
      '{ getBook(id: "one") { author { name } } }',
      { getBook: { author: { name: 'Ada' } } },
    ],
    [
      'belongsTo without a key',
      '{ getBook(id: "orphan") { author { name } } }',
      { getBook: { author: null } },
    ],
    [
      'belongsTo whose item does not exist',
      '{ getBook(id: "lost") { author { name } } }',
      { getBook: { author: null } },
    ],
    [
      'many-to-many',
      '{ getBook(id: "one") { tags { items { tag { word } } } } }',
      {
        getBook: {
          tags: {
            items: expect.arrayContaining([{ tag: { word: 'new' } }, { tag: { word: 'old' } }]),
          },
        },
      },
    ],
    [
      'many-to-many from the other side',
      '{ getTag(id: "old") { books { items { book { title } } } } }',
      {
        getTag: {
          books: {
            items: expect.arrayContaining([
              { book: { title: 'Book one' } },
              { book: { title: 'Book two' } },
            ]),
          },
        },
      },
    ],
    [
      'a circle',
      '{ getBiography(id: "life") { author { biography { author { name } } } } }',
      { getBiography: { author: { biography: { author: { name: 'Ada' } } } } },
    ],
    [
      'a field of each item of a list',
      '{ listBooks(filter: { authorId: { eq: "ada" } }) { items { author { name } } } }',
      {
        listBooks: {
          items: [
            { author: { name: 'Ada' } },
            { author: { name: 'Ada' } },
            { author: { name: 'Ada' } },
          ],
        },
      },
    ],
    [
      'the same relation twice with aliases',
      '{ getAuthor(id: "ada") { first: books(limit: 3, filter: { id: { eq: "one" } }) { items { id } } second: books(filter: { id: { eq: "two" } }) { items { id } } } }',
      { getAuthor: { first: { items: [{ id: 'one' }] }, second: { items: [{ id: 'two' }] } } },
    ],
  ])('a relation: %s', async (_, query, expected) => {
    expect(dataOf(await run(query))).toEqual(expected);
  });

  test('a result of a mutation can select relations', async () => {
    const { createBook } = dataOf(
      await run(
        'mutation { createBook(input: { title: "x", authorId: "ada" }) { id author { name } } }',
      ),
    ) as { createBook: { id: string; author: unknown } };
    expect(createBook.author).toEqual({ name: 'Ada' });
    await models().Book.delete(createBook);
  });
  test('the pages of a relation continue with its token', async () => {
    const titles: string[] = [];
    let nextToken: string | null | undefined = null;
    const { data: author } = await models().Author.get({ id: 'ada' });
    do {
      const books: { data: readonly { title?: string | null }[]; nextToken?: string | null } =
        (await author?.books({ limit: 2, nextToken })) ?? { data: [] };
      titles.push(...books.data.map(({ title }) => title ?? ''));
      nextToken = books.nextToken;
    } while (nextToken);
    expect(titles.sort()).toEqual(['Book one', 'Book three', 'Book two']);
  });
  test('the lazy loader of hasMany', async () => {
    const { data: author } = await models().Author.get({ id: 'ada' });
    const { data: books } = (await author?.books()) ?? { data: [] };
    expect(books.map(({ id }) => id).sort()).toEqual(['one', 'three', 'two']);
  });
  test('the lazy loader of hasOne', async () => {
    const { data: author } = await models().Author.get({ id: 'ada' });
    expect((await author?.biography())?.data).toMatchObject({ text: 'born' });
  });
  test('the lazy loader of belongsTo', async () => {
    const { data: book } = await models().Book.get({ id: 'one' });
    expect((await book?.author())?.data).toMatchObject({ name: 'Ada' });
  });
  test('the lazy loader of belongsTo without a key', async () => {
    const { data: book } = await models().Book.get({ id: 'orphan' });
    expect((await book?.author())?.data).toBeNull();
  });
  test('a selection set gets exactly its fields, relations included', async () => {
    const { data } = await models().Book.get(
      { id: 'one' },
      { selectionSet: ['title', 'author.name', 'author.biography.text', 'tags.tag.word'] },
    );
    expect(data).toEqual({
      title: 'Book one',
      author: { name: 'Ada', biography: { text: 'born' } },
      tags: expect.arrayContaining([{ tag: { word: 'new' } }, { tag: { word: 'old' } }]),
    });
  });
}

function disabled(): void {
  test.each([
    [
      'a mutation',
      'mutation { createReadOnly(input: { text: "x" }) { id } }',
      'FieldUndefined',
      'createReadOnly',
    ],
    [
      'a deletion',
      'mutation { deleteWriteOnly(input: { id: "x" }) { id } }',
      'FieldUndefined',
      'deleteWriteOnly',
    ],
    ['a query', '{ getWriteOnly(id: "x") { id } }', 'FieldUndefined', 'getWriteOnly'],
    ['a list', '{ listWriteOnlies { items { id } } }', 'FieldUndefined', 'listWriteOnlies'],
  ])('%s that a model disables does not exist', async (_, query, type, field) => {
    const { data, errors } = await run(query);
    expect(data).toBeNull();
    expect(errors).toEqual([
      {
        path: null,
        locations: [{ line: 1, column: expect.any(Number), sourceName: null }],
        message: expect.stringMatching(
          new RegExp(
            `^Validation error of type ${type}: Field '${field}' in type '(Query|Mutation)' is undefined`,
          ),
        ),
      },
    ]);
  });
  test.each<[string, () => readonly string[], readonly string[]]>([
    ['ReadOnly', () => Object.keys(models().ReadOnly), ['get', 'list']],
    ['WriteOnly', () => Object.keys(models().WriteOnly), ['create', 'update', 'onCreate']],
  ])('the client has the operations that %s enables', (_, names, operations) => {
    expect(names()).toEqual(expect.arrayContaining([...operations]));
  });
  test('a model without queries can be created and updated', async () => {
    const { data } = await models().WriteOnly.create({ text: 'x' });
    const { data: updated } = await models().WriteOnly.update({ id: data?.id ?? '', text: 'y' });
    expect(updated).toMatchObject({ text: 'y' });
  });
  test('a model without mutations can be listed', async () => {
    expect((await models().ReadOnly.list()).data).toEqual([]);
  });
}

export function relationTests(): void {
  describe('a relation:', relations);
  describe('a disabled operation:', disabled);
}
