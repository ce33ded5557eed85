import { join } from 'node:path';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Amplify } from 'aws-amplify';
import { type Client, generateClient } from 'aws-amplify/data';
import { type Sandbox, startSandbox } from '../../dist/index.js';
import type { Schema } from '../graphql-app/amplify/data/resource.js';

export const PASSWORD = 'Correct-horse-1';

export type User = {
  readonly name: string;
  readonly email: string;
  readonly sub: string;
  readonly accessToken: string;
  readonly idToken: string;
  /** A client that sends the user's access token. */
  readonly client: Client<Schema>;
};

const USERS = {
  ada: { groups: ['Admins'], tenant: 'north' },
  bob: { groups: ['Readers', 'Blue'], tenant: 'south' },
  cid: { groups: ['Red'], tenant: 'north' },
  dan: { groups: [], tenant: 'south' },
} as const;
export type UserName = keyof typeof USERS;

type App = {
  readonly sandbox: Sandbox;
  /** Uses the API key. */
  readonly client: Client<Schema>;
  readonly users: Readonly<Record<UserName, User>>;
};

let current: App | undefined;
let aheadMs = 0;

/** The running app. Only tests may read it, because it starts before them. */
export const app = (): App => {
  if (current) return current;
  throw new Error('The app has not started.');
};

/** Moves the clock of the services. */
export function advance(milliseconds: number): void {
  aheadMs += milliseconds;
}

export async function startApp(): Promise<void> {
  const cwd = join(import.meta.dirname, '..', 'graphql-app');
  const sandbox = await startSandbox({ cwd, dataDir: false, now: () => Date.now() + aheadMs });
  Amplify.configure(sandbox.clientConfig);
  const client = generateClient<Schema>({ authMode: 'apiKey' });
  const [ada, bob, cid, dan] = await Promise.all([
    createUser(sandbox, 'ada'),
    createUser(sandbox, 'bob'),
    createUser(sandbox, 'cid'),
    createUser(sandbox, 'dan'),
  ]);
  current = { sandbox, client, users: { ada, bob, cid, dan } };
}

export async function stopApp(): Promise<void> {
  await current?.sandbox.stop();
  current = undefined;
}

async function createUser(sandbox: Sandbox, name: UserName): Promise<User> {
  const { url: endpoint, region, credentials, outputs } = sandbox;
  const { user_pool_id: UserPoolId, user_pool_client_id: ClientId } = outputs.auth as {
    readonly user_pool_id: string;
    readonly user_pool_client_id: string;
  };
  const cognito = new CognitoIdentityProviderClient({ endpoint, region, credentials });
  const email = `${name}@example.com`;
  const UserAttributes = [
    { Name: 'email', Value: email },
    { Name: 'email_verified', Value: 'true' },
    { Name: 'custom:tenant', Value: USERS[name].tenant },
  ];
  await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username: email,
      UserAttributes,
      MessageAction: 'SUPPRESS',
    }),
  );
  await cognito.send(
    new AdminSetUserPasswordCommand({
      UserPoolId,
      Username: email,
      Password: PASSWORD,
      Permanent: true,
    }),
  );
  for (const GroupName of USERS[name].groups) {
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: email, GroupName }));
  }
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId,
      AuthParameters: { USERNAME: email, PASSWORD },
    }),
  );
  cognito.destroy();
  const { AccessToken: accessToken = '', IdToken: idToken = '' } = AuthenticationResult ?? {};
  const { sub } = JSON.parse(
    Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString(),
  ) as { readonly sub: string };
  return { name, email, sub, accessToken, idToken, client: clientWith(accessToken) };
}

/** A client that sends a text as its `Authorization`: a user's token, or one for the authorizer. */
export function clientWith(authToken: string): Client<Schema> {
  return generateClient<Schema>({ authMode: 'lambda', authToken });
}

export type GraphqlResponse = {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphqlFailure[];
};

export type GraphqlFailure = {
  readonly message: string;
  readonly errorType?: string;
  readonly errorInfo?: unknown;
  readonly path?: readonly (string | number)[] | null;
  readonly locations?: unknown;
  readonly data?: unknown;
};

/** Sends an operation without any client. The default headers have the API key. */
export async function post(
  body: unknown,
  headers: Readonly<Record<string, string>> = { 'x-api-key': apiKey() },
  url = endpoint(),
): Promise<{ readonly status: number; readonly body: GraphqlResponse }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as GraphqlResponse };
}

/** Runs an operation with the API key, and returns its response. */
export async function run(
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  headers?: Readonly<Record<string, string>>,
): Promise<GraphqlResponse> {
  return (await post({ query, variables }, headers)).body;
}

/** The data of a response without errors. */
export function dataOf({ data, errors }: GraphqlResponse): Readonly<Record<string, unknown>> {
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return data;
}

type DataOutputs = { readonly url: string; readonly api_key: string };
const dataOutputs = () => app().sandbox.outputs.data as DataOutputs;
export const endpoint = () => dataOutputs().url;
export const apiKey = () => dataOutputs().api_key;
