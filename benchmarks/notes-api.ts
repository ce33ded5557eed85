/** The operations of the plain API, over fetch. */

export type NotesApi = { readonly url: string; readonly key: string; readonly table: string };
export type Endpoint = Pick<NotesApi, 'url' | 'key'>;

const CREATE_NOTE =
  'mutation Create($input: CreateNoteInput!) { createNote(input: $input) { id title body } }';
const GET_NOTE = 'query Get($id: ID!) { getNote(id: $id) { id title body } }';
const ECHO = 'query Echo($text: String!) { echo(text: $text) }';

/** Creates a note for the operation that reads one. */
export async function operationsOf(api: Endpoint) {
  const create = async () => {
    const input = { title: 'Shopping', body: 'Milk' };
    const { createNote } = await send(api, CREATE_NOTE, { input });
    const { id } = createNote as { readonly id?: unknown };
    if (typeof id !== 'string') throw new Error(`${api.url} created no note.`);
    return id;
  };
  const id = await create();
  return {
    create,
    async get() {
      const { getNote } = await send(api, GET_NOTE, { id });
      if ((getNote as { id?: unknown }).id !== id) throw new Error(`${api.url} read no note.`);
    },
    async echo() {
      const { echo } = await send(api, ECHO, { text: 'Hello' });
      if (echo !== 'Hello') throw new Error(`${api.url} did not answer.`);
    },
  };
}

async function send({ url, key }: Endpoint, query: string, variables: object) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as {
    readonly data?: Readonly<Record<string, unknown>>;
    readonly errors?: readonly unknown[];
  };
  if (!data || errors?.length) throw new Error(`${url}: ${JSON.stringify(errors)}`);
  return data;
}
