import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { graphOf } from '../../testing/resource-graph.js';
import { keptOutputs } from './kept-outputs.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kept-outputs-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const OF_POOL = '0f1e2d3c4b5a968788a69b5c4d3e2f';
const FIRST = {
  url: 'http://127.0.0.1:4700',
  ids: ['aB3dE5gH7', '0123456789ab', OF_POOL],
  /** Its dashes are not those of the id from which it was made. */
  identityPool: 'eu-west-1:0f1e2d3c-4b5a-4968-8788-a69b5c4d3e2f',
};

/** Outputs with a pool and an API, and how often they were generated. */
function createOutputs() {
  const generate = vi.fn(
    async (
      { url, ids: [pool = '', api = ''], identityPool }: typeof FIRST,
      more: Record<string, unknown>,
    ) => ({
      version: '1.4',
      auth: { user_pool_id: `us-east-1_${pool}`, identity_pool_id: identityPool },
      data: { url: `${url}/graphql/${api}`, copies: [`${pool}${api}`, `${api}${pool}`] },
      ...more,
    }),
  );
  const get = (
    app: typeof FIRST,
    { plan = 'free', name = 'orders', generator = 'client-config', more = {} } = {},
  ) => {
    const { url, ids, identityPool } = app;
    const api = `${url}/graphql/${ids[1]}`;
    const outputs = { pool: `us-east-1_${ids[0]}`, api, identityPool, plan, name };
    const graph = {
      ...graphOf([{ physicalId: identityPool }, { physicalId: name }]),
      ids,
      outputs,
    };
    return keptOutputs({ graph, directory, url, generator }, () => generate(app, more));
  };
  return { get, generate };
}

test.each([
  ['again', FIRST],
  ['on another port', { ...FIRST, url: 'http://127.0.0.1:47001' }],
  [
    'with the names of another data directory',
    {
      ...FIRST,
      ids: ['Zz9Yy8Xx7', 'ba9876543210', '111111112222333444555555555555'],
      identityPool: 'eu-west-1:11111111-2222-4333-8444-555555555555',
    },
  ],
  [
    'with names that contain those of before',
    { ...FIRST, ids: ['0123456789ab', 'aB3dE5gH7', OF_POOL] },
  ],
  ['with names like a replacement', { ...FIRST, ids: ["$&$'$`$1$2", '$$$$$$$$$$', OF_POOL] }],
])('outputs are generated once, and are right %s', async (_, then) => {
  const { get, generate } = createOutputs();
  const first = await get(FIRST);
  const second = await get(then);
  expect(generate).toHaveBeenCalledTimes(1);
  expect(second).toEqual(await generate(then, {}));
  expect(await get(FIRST)).toEqual(first);
});

test.each([
  ['an output', { plan: 'paid' }],
  ["Amplify's package", { generator: 'client-config of another version' }],
])('outputs are generated again after a change of %s', async (_, change) => {
  const { get, generate } = createOutputs();
  await get(FIRST);
  await get(FIRST, change);
  expect(generate).toHaveBeenCalledTimes(2);
});

test('a name that the developer chose is not exchanged', async () => {
  const { get, generate } = createOutputs();
  await get(FIRST, { name: 'customers' });
  await get(FIRST, { name: 'clients' });
  expect(generate).toHaveBeenCalledTimes(2);
});

test('short ids, which could be a part of another text, are not exchanged', async () => {
  const { get, generate } = createOutputs();
  await get({ ...FIRST, ids: ['api', '0123456789ab'] });
  await get({ ...FIRST, ids: ['url', '0123456789ab'] });
  expect(generate).toHaveBeenCalledTimes(2);
});

test('a file that another program changed is generated again', async () => {
  const { get } = createOutputs();
  const first = await get(FIRST);
  const [file = ''] = readdirSync(directory);
  writeFileSync(join(directory, file), '{"version":');
  expect(await get(FIRST)).toEqual(first);
});

test('outputs with the character that encloses ids are not kept', async () => {
  const { get } = createOutputs();
  const more = { custom: { text: '\ue0000\ue000' } };
  for (let time = 0; time < 2; time++) expect(await get(FIRST, { more })).toMatchObject(more);
  expect(readdirSync(directory)).toEqual([]);
});

test('outputs are generated where they cannot be kept', async () => {
  const { get, generate } = createOutputs();
  const existing = directory;
  directory = join(existing, 'removed');
  expect(await get(FIRST)).toEqual(await generate(FIRST, {}));
  directory = existing;
});
