/**
 * Measures the GraphQL APIs of the sandbox: with the client of Amplify on an API of Amplify Data, and
 * against the simulator of the older `amplify mock` on a plain API. Both run in this process and get
 * the same schema, templates and requests. The simulator uses the sandbox's table over HTTP, as it
 * uses any table, and reads each item that it has written. The field echo needs no table.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn } from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/data';
import { Hub } from 'aws-amplify/utils';
import type { Schema } from './app/amplify/data/resource.ts';
import { noteResolvers, RESPONSE } from './app/amplify/notes/resolvers.ts';
import { installSimulator, type SimulatedApi, startSimulator } from './appsync-simulator.ts';
import { type Cost, measured, median, printTable, repeated } from './measure.ts';
import { type Endpoint, type NotesApi, operationsOf } from './notes-api.ts';
import { countDeliveries, openSubscribers, SUBSCRIPTIONS_PER_CONNECTION } from './subscribers.ts';

const ROUNDS = { warmUp: 100, measured: 300 };
const PARALLEL = 300;
const PARALLEL_ROUNDS = 5;
const SUBSCRIBERS = 1000;
const DELIVERY_ROUNDS = 15;

const app = fileURLToPath(new URL('app', import.meta.url));
const sandbox = await startSandbox({ cwd: app, dataDir: false });
try {
  await measureAmplifyData(sandbox);
  await compareWithSimulator(sandbox);
} finally {
  await sandbox.stop();
}
// The simulator leaves timers behind.
process.exit();

async function measureAmplifyData(of: Sandbox): Promise<void> {
  Amplify.configure(of.clientConfig);
  await signInAs(of, 'ada@example.com');
  const { models, queries } = generateClient<Schema>();
  const create = async () => {
    const { data, errors } = await models.Todo.create({ content: 'Buy milk', isDone: false });
    if (errors || !data) throw new Error(`The todo was not created: ${JSON.stringify(errors)}`);
    return data;
  };
  const { id } = await create();
  const operations = {
    create,
    get: async () => {
      if ((await models.Todo.get({ id })).data?.id !== id) throw new Error('No todo was read.');
    },
    'custom query': async () => {
      const { data } = await queries.greet({ name: 'Ada' });
      if (data !== 'Hello, Ada!') throw new Error('The function did not answer.');
    },
  };
  const functionTimes: number[] = [];
  const costs = await measured(ROUNDS, operations, (name) => {
    if (name === 'custom query') functionTimes.push(of.invocations.at(-1)?.durationMs ?? NaN);
  });
  const parallel = await repeated(PARALLEL_ROUNDS, () => inParallel(create));
  const delivery = await withAmplifySubscribers(of, create);
  const row = (name: string, { wall, processor }: Cost) => [name, wall, processor];
  printTable('The client of Amplify with Amplify Data, medians in milliseconds', [
    ['', 'time', 'processor time'],
    ...[...costs].map(([name, cost]) => row(name, cost)),
    row(`${PARALLEL} parallel creates`, parallel),
    row(`create, until the last of ${SUBSCRIBERS} subscribers has it`, delivery),
  ]);
  const inFunction = median(functionTimes);
  const query = costs.get('custom query')?.wall ?? NaN;
  console.log(
    `  The function runs for ${inFunction.toPrecision(3)} ms of the custom query, which takes ${(query - inFunction).toPrecision(3)} ms more.`,
  );
}

async function signInAs(of: Sandbox, username: string): Promise<void> {
  const { url: endpoint, region, credentials, outputs } = of;
  const client = new CognitoIdentityProviderClient({ endpoint, region, credentials });
  const user = { UserPoolId: String(outputs.auth?.user_pool_id), Username: username };
  const password = 'Correct-horse-1';
  await client.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
  await client.send(
    new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }),
  );
  client.destroy();
  await signIn({ username, password });
}

/** One connection is Amplify's, which opens no second one. The others speak the protocol. */
async function withAmplifySubscribers(of: Sandbox, create: () => Promise<unknown>): Promise<Cost> {
  const { models } = generateClient<Schema>();
  const deliveries = countDeliveries(SUBSCRIBERS);
  const token = (await fetchAuthSession()).tokens?.accessToken.toString() ?? '';
  const acknowledged = acknowledgements(SUBSCRIPTIONS_PER_CONNECTION);
  const own = Array.from({ length: SUBSCRIPTIONS_PER_CONNECTION }, () =>
    models.Todo.onCreate().subscribe({
      next: deliveries.count,
      error: (error: unknown) => deliveries.fail(error),
    }),
  );
  const others = await openSubscribers({
    url: `${of.url}/graphql`,
    headers: { authorization: token },
    query: 'subscription { onCreateTodo { id content isDone owner createdAt updatedAt } }',
    connections: SUBSCRIBERS / SUBSCRIPTIONS_PER_CONNECTION - 1,
    onData: deliveries.count,
  });
  await acknowledged;
  const cost = await repeated(DELIVERY_ROUNDS, () => deliveries.untilAll(create));
  for (const subscription of own) subscription.unsubscribe();
  others.close();
  return cost;
}

/** Waits until Amplify's client has reported this many started subscriptions. */
function acknowledgements(expected: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let started = 0;
  const stop = Hub.listen('api', ({ payload: { event } }) => {
    if (event !== 'Subscription ack') return;
    started += 1;
    if (started < expected) return;
    stop();
    resolve();
  });
  return promise;
}

async function compareWithSimulator(of: Sandbox): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'appsync-simulator-'));
  try {
    const installed = await installSimulator(folder).catch((error: Error) => {
      console.log(`  SKIPPED: npm cannot install the simulator: ${error.message.split('\n')[0]}`);
    });
    if (!installed) return;
    const { notes } = of.outputs.custom as { readonly notes: NotesApi };
    const simulator = await startSimulator(installed, simulated(of, notes));
    const apis = {
      sandbox: { url: notes.url, key: notes.key },
      simulator: { url: `${simulator.url}/graphql`, key: notes.key },
    };
    await race(apis);
    await simulator.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function simulated({ url: endpoint, region, credentials }: Sandbox, notes: NotesApi): SimulatedApi {
  const schema = readFileSync(join(app, 'amplify', 'notes', 'schema.graphql'), 'utf-8');
  return {
    schema,
    resolvers: noteResolvers,
    response: RESPONSE,
    apiKey: notes.key,
    table: { name: notes.table, endpoint, region, credentials },
  };
}

async function race(apis: Readonly<Record<'sandbox' | 'simulator', Endpoint>>): Promise<void> {
  const own = await operationsOf(apis.sandbox);
  const peer = await operationsOf(apis.simulator);
  const rows = [];
  for (const name of ['echo', 'create', 'get'] as const) {
    const costs = await measured(ROUNDS, { own: own[name], peer: peer[name] });
    rows.push(comparison(name, costs.get('own'), costs.get('peer')));
  }
  rows.push(
    comparison(
      `${PARALLEL} parallel creates`,
      await repeated(PARALLEL_ROUNDS, () => inParallel(own.create)),
      await repeated(PARALLEL_ROUNDS, () => inParallel(peer.create)),
    ),
    comparison(
      `create, until the last of ${SUBSCRIBERS} subscribers has it`,
      await withSubscribers(apis.sandbox, own.create),
      await withSubscribers(apis.simulator, peer.create),
    ),
  );
  printTable('A plain API over fetch, medians in milliseconds', [
    ['', 'sandbox', 'simulator', 'ratio', 'processor: sandbox', 'simulator', 'ratio'],
    ...rows,
  ]);
  console.log('  A ratio is the time of the simulator divided by that of the sandbox.');
}

function comparison(name: string, own?: Cost, peer?: Cost): readonly (string | number)[] {
  if (!own || !peer) throw new Error(`${name} was not measured.`);
  const { wall, processor } = own;
  return [
    name,
    wall,
    peer.wall,
    peer.wall / wall,
    processor,
    peer.processor,
    peer.processor / processor,
  ];
}

async function withSubscribers(api: Endpoint, create: () => Promise<unknown>): Promise<Cost> {
  const deliveries = countDeliveries(SUBSCRIBERS);
  const subscribers = await openSubscribers({
    url: api.url,
    headers: { 'x-api-key': api.key },
    query: 'subscription { onCreateNote { id title body } }',
    connections: SUBSCRIBERS / SUBSCRIPTIONS_PER_CONNECTION,
    onData: deliveries.count,
  });
  const cost = await repeated(DELIVERY_ROUNDS, () => deliveries.untilAll(create));
  subscribers.close();
  return cost;
}

async function inParallel(create: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: PARALLEL }, create));
}
