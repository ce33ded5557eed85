import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../testing/http-server.js';
import { LOCAL_SERVER } from '../graphql-app/amplify/data/local-server.js';
import { app } from './app.js';

function tables(): void {
  const change = async (operation: string, ids: readonly string[]) => {
    const { data, errors } = await app().client.mutations.fruitTable({ operation, ids: [...ids] });
    if (errors) throw new Error(JSON.stringify(errors));
    return JSON.parse(String(data)) as Readonly<Record<string, unknown>>;
  };
  test('a batch writes, reads and deletes items of a model', async () => {
    const ids = ['batch-1', 'batch-2'];
    await change('BatchPutItem', ids);
    const { data: found } = await app().client.models.Fruit.get({ id: 'batch-2' });
    expect(found?.name).toBe('fruit batch-2');
    const [table = '', items] =
      Object.entries((await change('BatchGetItem', [...ids, 'none'])).data as object)[0] ?? [];
    expect(table).toMatch(/^Fruit-[a-z2-7]{26}-NONE$/);
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'batch-1' }),
        expect.objectContaining({ id: 'batch-2' }),
        null,
      ]),
    );
    await change('BatchDeleteItem', ids);
    expect((await app().client.models.Fruit.get({ id: 'batch-1' })).data).toBeNull();
  });
  test('a transaction writes all items', async () => {
    expect(await change('TransactWriteItems', ['t-1', 't-2'])).toEqual({
      keys: [{ id: 't-1' }, { id: 't-2' }],
      cancellationReasons: null,
    });
    const { items } = await change('TransactGetItems', ['t-1', 'none']);
    expect(items).toEqual([{ id: 't-1', name: 'transacted t-1' }, null]);
  });
  test('a transaction with a failed condition writes nothing, and gives the reasons', async () => {
    const { errors } = await app().client.mutations.fruitTable({
      operation: 'TransactWriteItems',
      ids: ['t-3', 't-1'],
    });
    expect(errors).toEqual([
      expect.objectContaining({
        errorType: 'DynamoDB:TransactionCanceledException',
        data: expect.objectContaining({
          cancellationReasons: [
            expect.objectContaining({ type: 'None' }),
            expect.objectContaining({ type: 'ConditionalCheckFailed' }),
          ],
        }),
      }),
    ]);
    expect(await change('GetItem', ['t-3'])).toBeNull();
    await change('BatchDeleteItem', ['t-1', 't-2']);
  });

  const call = async (operation: string, count?: number) => {
    const { data, errors } = await app().client.mutations.fruitModule({
      operation,
      id: 'module-1',
      ...(count !== undefined && { count }),
    });
    return errors ? errors[0]?.errorType : JSON.parse(String(data));
  };
  const ITEM = { id: 'module-1', name: 'from the module' };
  test.each<[string, number | undefined, unknown]>([
    ['put', 1, { ...ITEM, count: 1, tags: [] }],
    ['get', undefined, { ...ITEM, count: 1, tags: [] }],
    ['increment', 4, { ...ITEM, count: 5, tags: [] }],
    ['append', undefined, { ...ITEM, count: 5, tags: ['a'] }],
    ['query', undefined, expect.objectContaining({ items: [{ ...ITEM, count: 5, tags: ['a'] }] })],
    ['scan', undefined, expect.objectContaining({ items: [{ ...ITEM, count: 5, tags: ['a'] }] })],
    ['conditional', 9, 'DynamoDB:ConditionalCheckFailedException'],
    ['conditional', 2, { ...ITEM, name: 'changed', count: 5, tags: ['a'] }],
    ['remove', undefined, { ...ITEM, name: 'changed', tags: ['a'] }],
    ['delete', undefined, { ...ITEM, name: 'changed', tags: ['a'] }],
    ['get', undefined, null],
  ])('the DynamoDB module of resolvers: %s %s', async (operation, count, expected) => {
    expect(await call(operation, count)).toEqual(expected);
  });
}

function services(): void {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(LOCAL_SERVER);
    server.answer('/ok', (request) => ({ body: JSON.stringify(request) }));
    server.answer('/teapot', () => ({ status: 418, body: '{}' }));
    server.answer('/moved', () => ({ status: 302, headers: { location: '/ok' }, body: '' }));
  });
  afterAll(() => server?.stop());

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'an HTTP data source sends a %s request with its headers, query and body',
    async (method) => {
      const body = method === 'GET' ? undefined : '{"a":1}';
      const { data, errors } = await app().client.queries.fetchPath({
        method,
        path: '/ok',
        ...(body && { body }),
      });
      expect(errors).toBeUndefined();
      expect(JSON.parse(String(data))).toEqual({
        method,
        path: '/ok?from=resolver',
        headers: expect.objectContaining({ 'x-note': 'from a resolver' }),
        body: body ?? '',
      });
    },
  );
  test.each([
    ['another status', '/teapot', 'The server answered 418.'],
    ['a redirect', '/moved', 'The server answered 302.'],
    ['no response', '/nothing', /./],
  ])('an HTTP data source with %s is an error of the field', async (_, path, message) => {
    const { data, errors } = await app().client.queries.fetchPath({ method: 'GET', path });
    expect(data).toBeNull();
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringMatching(message), path: ['fetchPath'] }),
    ]);
  });
  test('a path cannot name another host', async () => {
    server.answer('//example.com/ok', ({ path }) => ({ body: JSON.stringify(path) }));
    const path = '//example.com/ok';
    const { data } = await app().client.queries.fetchPath({ method: 'GET', path });
    expect(data).toBe('"//example.com/ok?from=resolver"');
  });
  test('a signed HTTP data source calls the service of the sandbox', async () => {
    const { data, errors } = await app().client.queries.listQueues();
    expect(errors).toBeUndefined();
    expect(JSON.parse(String(data))).toEqual({
      statusCode: 200,
      body: { QueueUrls: [expect.stringMatching(/\/said$/)] },
    });
  });
  test('an event goes to its bus', async () => {
    const { data, errors } = await app().client.mutations.putEvent({ text: 'hello' });
    expect(errors).toBeUndefined();
    expect(JSON.parse(String(data))).toEqual({
      Entries: [{ EventId: expect.any(String) }],
      FailedEntryCount: 0,
    });
    const { url, region, credentials } = app().sandbox;
    const client = new SQSClient({ endpoint: url, region, credentials });
    const QueueUrl = `${url}/123456789012/said`;
    await expect
      .poll(async () => {
        const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
        return Messages.map(({ Body = '' }) => JSON.parse(Body));
      })
      .toEqual([
        expect.objectContaining({
          source: 'graphql-app',
          'detail-type': 'said',
          detail: { text: 'hello' },
        }),
      ]);
    client.destroy();
  });
  test('a function calls the API with its own role', async () => {
    const { data, errors } = await app().client.mutations.library({ title: 'From a function' });
    expect(errors).toBeUndefined();
    expect(JSON.parse(String(data))).toEqual({
      found: 'From a function',
      renamed: 'From a function!',
      books: 1,
    });
  });
  test('a function that the schema allows reads the items of all owners', async () => {
    await app().users.ada.client.models.Note.create({ id: 'of-ada', text: 'mine' });
    const { data } = await app().client.mutations.library({ notes: true });
    expect(JSON.parse(String(data))).toEqual({ notes: ['mine'] });
    await app().users.ada.client.models.Note.delete({ id: 'of-ada' });
  });
}

export function dataSourceTests(): void {
  describe('a table:', tables);
  describe('a service:', services);
}
