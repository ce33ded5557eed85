import { fileURLToPath } from 'node:url';
import { postConfirmationEvent } from '@amplify-recipes/core/testing';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { Amplify } from 'aws-amplify';
import { confirmSignUp, fetchAuthSession, signIn, signOut, signUp } from 'aws-amplify/auth';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

const PASSWORD = 'Correct-horse-1';

let sandbox: Sandbox;
let client: DynamoDBClient;

beforeAll(async () => {
  const cwd = fileURLToPath(new URL('app', import.meta.url));
  sandbox = await startSandbox({ cwd, dataDir: false });
  Amplify.configure(sandbox.clientConfig);
  const { url: endpoint, region, credentials } = sandbox;
  client = new DynamoDBClient({ endpoint, region, credentials });
});
afterEach(() => signOut());
afterAll(async () => {
  client?.destroy();
  await sandbox?.stop();
});

async function itemsOf(model: string) {
  const { TableNames = [] } = await client.send(new ListTablesCommand());
  const TableName = TableNames.find((name) => name.startsWith(`${model}-`));
  const { Items } = await client.send(new ScanCommand({ TableName }));
  return Items ?? [];
}

test('a user who confirms has a profile in the table, as Amplify Data stores it', async () => {
  const username = 'ada@example.com';
  await signUp({ username, password: PASSWORD, options: { userAttributes: { nickname: '"Ada' } } });
  expect(await itemsOf('UserProfile')).toEqual([]);
  await confirmSignUp({ username, confirmationCode: sandbox.outbox.at(-1)?.code ?? '' });

  await signIn({ username, password: PASSWORD });
  const { sub, 'cognito:username': name } =
    (await fetchAuthSession()).tokens?.idToken?.payload ?? {};
  const time = { S: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/) };
  expect(await itemsOf('UserProfile')).toEqual([
    {
      id: { S: sub },
      email: { S: username },
      nick: { S: '"Ada' },
      profileOwner: { S: `${sub}::${name}` },
      __typename: { S: 'UserProfile' },
      createdAt: time,
      updatedAt: time,
    },
  ]);
  const logs = sandbox.invocations.flatMap(({ logs }) => logs);
  expect(logs.filter((line) => line.startsWith('{'))).toEqual([]);
});

test('two execution environments that get the event at once, three times, write one profile', async () => {
  const sub = '00000000-0000-4000-8000-000000000000';
  const event = postConfirmationEvent({
    userName: sub,
    request: { userAttributes: { sub, email: 'grace@example.com' } },
  });
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      expect(await sandbox.invoke('create-user-profile', event)).toEqual(event);
    }),
  );
  const found = (await itemsOf('UserProfile')).filter(({ id }) => id?.S === sub);
  expect(found).toHaveLength(1);
});
