import { getAmplifyDataClientConfig } from '@aws-amplify/backend/function/runtime';
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/data';
import type { Schema } from '../data/resource.js';

type Request = {
  readonly fieldName?: string;
  readonly arguments?: { readonly title?: string; readonly notes?: boolean };
};

/** Writes and reads books with the client of Amplify Data, as its role may. */
export const handler = async ({ arguments: { title = '', notes } = {} }: Request) => {
  const { resourceConfig, libraryOptions } = await getAmplifyDataClientConfig(
    process.env as unknown as Parameters<typeof getAmplifyDataClientConfig>[0],
  );
  Amplify.configure(resourceConfig, libraryOptions);
  const client = generateClient<Schema>();
  if (notes) return { notes: (await client.models.Note.list()).data.map(({ text }) => text) };
  const { data: book, errors } = await client.models.Book.create({ title });
  if (!book) return { errors };
  const { data: found } = await client.models.Book.get({ id: book.id });
  const { data: renamed } = await client.models.Book.update({ id: book.id, title: `${title}!` });
  const { data: books } = await client.models.Book.list({ filter: { title: { eq: `${title}!` } } });
  return { found: found?.title, renamed: renamed?.title, books: books.length };
};
