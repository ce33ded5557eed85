import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type {
  NamedResource,
  Properties,
  Resource,
  ResourceGraph,
} from '../src/assembly/resource-graph.js';
import type { FunctionInvoker, InvocationOutcome } from '../src/context/events/function-invoker.js';
import type { KeyStore } from '../src/context/keys/key-store.js';
import type { OutboxMessage } from '../src/context/outbox.js';
import { createServiceContext } from '../src/context/service-context.js';
import type { UserPoolTokenVerifier } from '../src/context/tokens/user-pool-tokens.js';
import { AwsError } from '../src/protocols/aws-error.js';
import type { ServiceRequest, ServiceResponse } from '../src/protocols/request.js';
import { cognitoUserPools } from '../src/services/cognito-user-pools/index.js';
import { type KeysTable, openKeysTable } from '../src/services/cognito-user-pools/store/keys.js';
import { kms } from '../src/services/kms/index.js';
import type { Service } from '../src/services/service.js';
import { graphOf } from './resource-graph.js';

/** User pools behind a real port, without the rest of the sandbox. For tests. */
export type TestUserPools = {
  readonly url: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Physical id of a resource of the deployed backend. */
  idOf(logicalId: string): string;
  readonly service: Service;
  readonly database: DatabaseSync;
  readonly keys: KeyStore;
  /** Verifies tokens, as other services do. */
  readonly tokens: UserPoolTokenVerifier;
  readonly sdk: CognitoIdentityProviderClient;
  readonly outbox: readonly OutboxMessage[];
  /** Events that the triggers received, oldest first. */
  readonly events: readonly TriggerEvent[];
  /** Code of the last message. */
  code(): string;
  /** Calls an operation directly, without any client. */
  call(operation: string, input: unknown, options?: CallOptions): Promise<Answer>;
  /** The time of the pools' clock, in milliseconds since 1970. */
  now(): number;
  /** Moves the clock. */
  advance(milliseconds: number): void;
  deploy(backend: Backend): Promise<void>;
  stop(): Promise<void>;
};

type CallOptions = { readonly signed?: boolean; readonly body?: string | Buffer };
export type Answer = { readonly status: number; readonly body: Record<string, unknown> };

export type TriggerEvent = {
  readonly version: string;
  readonly triggerSource: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly request: Record<string, unknown>;
  readonly response: Record<string, unknown>;
};

/** A trigger's function. The invocation returns its result, or fails with the error that it throws. */
export type TriggerFunction = (event: TriggerEvent) => unknown;

/** An outcome that no handler can return or throw. */
export class Outcome {
  constructor(readonly outcome: InvocationOutcome) {}
}

export type Backend = {
  readonly pool?: Properties;
  readonly client?: Properties;
  readonly groups?: readonly Properties[];
  /** By trigger name, such as `PreSignUp`. */
  readonly triggers?: Readonly<Record<string, TriggerFunction>>;
  readonly preTokenGeneration?: {
    readonly version: 'V1_0' | 'V2_0' | 'V3_0';
    readonly run: TriggerFunction;
  };
  /** Additional resources, by logical id. They belong to the pool unless they name another one. */
  readonly resources?: Readonly<Record<string, { Type: string; Properties: Properties }>>;
};

/** The pool that `defineAuth({ loginWith: { email: true } })` creates. */
export const AMPLIFY_POOL: Properties = {
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
  AutoVerifiedAttributes: ['email'],
  Policies: {
    PasswordPolicy: {
      MinimumLength: 8,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      RequireUppercase: true,
    },
  },
  Schema: [{ Mutable: true, Name: 'email', Required: true }],
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  UsernameAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
  VerificationMessageTemplate: {
    DefaultEmailOption: 'CONFIRM_WITH_CODE',
    EmailMessage: 'The verification code to your new account is {####}',
    EmailSubject: 'Verify your new account',
    SmsMessage: 'The verification code to your new account is {####}',
  },
};

export const AMPLIFY_CLIENT: Properties = {
  ExplicitAuthFlows: [
    'ALLOW_CUSTOM_AUTH',
    'ALLOW_USER_SRP_AUTH',
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_REFRESH_TOKEN_AUTH',
  ],
  PreventUserExistenceErrors: 'ENABLED',
};

/** A pool that accepts any user name and verifies nothing. */
export const PLAIN_POOL: Properties = {
  UsernameConfiguration: { CaseSensitive: false },
  Policies: { PasswordPolicy: { MinimumLength: 6 } },
};

export const PASSWORD = 'Correct-Horse-9';
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

const PLACE = { region: 'eu-west-1', accountId: '123456789012', partition: 'aws' };
const LAMBDA_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:';

/**
 * Created by the first test of a file and shared by the others, because it takes longer than a
 * test.
 */
let signingKeys: ReturnType<KeysTable['find']>;

/** @param startedAt The time on its clock, which stands still. Default: now. */
export async function startUserPools(
  backend: Backend = {},
  database = new DatabaseSync(':memory:'),
  startedAt = Date.now(),
): Promise<TestUserPools> {
  let now = startedAt;
  const events: TriggerEvent[] = [];
  let functions: Readonly<Record<string, TriggerFunction>> = {};
  const context = createServiceContext({ ...PLACE, now: () => now, database });
  const { keys, outbox } = context;
  const find = (arn: string, event: unknown) => {
    const run = functions[arn.slice(LAMBDA_ARN.length)];
    if (!run) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`);
    const received = JSON.parse(JSON.stringify(event)) as TriggerEvent;
    events.push(received);
    return { run, received };
  };
  const invoker: FunctionInvoker = {
    invokeAsync(arn, event) {
      const { run, received } = find(arn, event);
      void outcomeOf(run, received);
    },
    async invoke(arn, event, options) {
      const { run, received } = find(arn, event);
      return {
        id: randomUUID(),
        function: arn,
        functionArn: arn,
        source: options?.source,
        startedAt: new Date(now).toISOString(),
        durationMs: 1,
        initDurationMs: undefined,
        event,
        outcome: await outcomeOf(run, received),
        logs: [],
      };
    },
  };
  context.functions.offer(invoker);
  const service = cognitoUserPools.create(context);
  let graph = backendGraph(backend);
  const deploy = async (next: Backend) => {
    graph = backendGraph(next);
    functions = {
      ...next.triggers,
      ...(next.preTokenGeneration && { PreTokenGeneration: next.preTokenGeneration.run }),
    };
    keys.deploy(graph);
    await service.deploy(graph);
  };
  if (signingKeys) openKeysTable(database).save(poolId(graph), signingKeys);
  await deploy(backend);
  signingKeys ??= openKeysTable(database).find(poolId(graph));

  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const request = serviceRequest(
        incoming.method ?? '',
        incoming.url ?? '',
        incoming.headers as Record<string, string>,
        Buffer.concat(chunks),
      );
      const response = service.matches(request)
        ? await service.handle(request).catch(internalError)
        : { status: 404, body: '' };
      outgoing.writeHead(response.status, response.headers).end(response.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sdk = new CognitoIdentityProviderClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const client = graph.ofType('AWS::Cognito::UserPoolClient')[0];

  return {
    url,
    poolId: poolId(graph),
    clientId: client?.physicalId ?? '',
    clientSecret: client?.attributes.ClientSecret as string | undefined,
    idOf: (logicalId) =>
      graph.resources.find((each) => each.logicalId === logicalId)?.physicalId ?? '',
    service,
    database,
    keys,
    tokens: context.userPoolTokens,
    sdk,
    events,
    get outbox() {
      return outbox.messages;
    },
    code: () => outbox.messages.at(-1)?.code ?? '',
    async call(operation, input, options = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
          ...(options.signed && {
            authorization:
              'AWS4-HMAC-SHA256 Credential=AKIATEST/20260501/eu-west-1/cognito-idp/aws4_request',
          }),
        },
        body: options.body ?? JSON.stringify(input),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    },
    now: () => now,
    advance(milliseconds) {
      now += milliseconds;
    },
    deploy,
    async stop() {
      sdk.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error as one string: `NotAuthorizedException: Incorrect username or password.` */
export function failure({ status, body }: Answer): string {
  return status === 200 ? 'none' : `${body.__type}: ${body.message}`;
}

/** Signs a user up. */
export function signUp(
  pools: TestUserPools,
  username: string,
  attributes: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  return pools.call('SignUp', {
    ClientId: pools.clientId,
    Username: username,
    Password: PASSWORD,
    UserAttributes: attributeList(attributes),
    ...more,
  });
}

/** Creates a user who is signed up, and confirms them as an administrator does. */
export async function confirmedUser(
  pools: TestUserPools,
  username: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const created = await pools.call(
    'AdminCreateUser',
    {
      UserPoolId: pools.poolId,
      Username: username,
      MessageAction: 'SUPPRESS',
      UserAttributes: attributeList(attributes),
    },
    { signed: true },
  );
  const confirmed = await pools.call(
    'AdminSetUserPassword',
    { UserPoolId: pools.poolId, Username: username, Password: PASSWORD, Permanent: true },
    { signed: true },
  );
  if (failure(created) !== 'none') throw new Error(failure(created));
  if (failure(confirmed) !== 'none') throw new Error(failure(confirmed));
}

export function signIn(
  pools: TestUserPools,
  username: string,
  password = PASSWORD,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  return pools.call('InitiateAuth', {
    ClientId: pools.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: username, PASSWORD: password },
    ...more,
  });
}

export type Tokens = {
  readonly AccessToken: string;
  readonly IdToken: string;
  readonly RefreshToken: string;
};

/** Tokens of a response that has them. */
export function tokensOf(answer: Answer): Tokens {
  if (!answer.body.AuthenticationResult) throw new Error(`No tokens: ${failure(answer)}`);
  return answer.body.AuthenticationResult as Tokens;
}

export async function signedIn(pools: TestUserPools, username: string): Promise<Tokens> {
  return tokensOf(await signIn(pools, username));
}

export function attributeList(attributes: Readonly<Record<string, string>>) {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}

/** `AdminGetUser`, with the attributes as an object. */
export async function adminGetUser(pools: TestUserPools, username: string) {
  const { body } = await pools.call(
    'AdminGetUser',
    { UserPoolId: pools.poolId, Username: username },
    { signed: true },
  );
  const list = (body.UserAttributes ?? []) as { Name: string; Value: string }[];
  return {
    ...body,
    attributes: Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])),
  } as Record<string, unknown> & { attributes: Record<string, string> };
}

function poolId(graph: ResourceGraph): string {
  return graph.ofType('AWS::Cognito::UserPool')[0]?.physicalId ?? '';
}

/** The response to an internal error, so that a test sees it. */
function internalError(error: unknown): ServiceResponse {
  return { status: 500, body: JSON.stringify({ __type: 'InternalError', message: String(error) }) };
}

async function outcomeOf(run: TriggerFunction, event: TriggerEvent): Promise<InvocationOutcome> {
  try {
    const returned = await run(event);
    if (returned instanceof Outcome) return returned.outcome;
    return { status: 'success', response: JSON.parse(JSON.stringify(returned ?? null)) };
  } catch (error) {
    const { name, message } = error as Error;
    return { status: 'error', error: { errorType: name, errorMessage: message } };
  }
}

function serviceRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): ServiceRequest {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const target = headers['x-amz-target'];
  const dot = target?.lastIndexOf('.') ?? -1;
  const signed = headers.authorization !== undefined;
  return {
    id: randomUUID(),
    method,
    path: pathname,
    query: searchParams,
    headers,
    target:
      target === undefined
        ? undefined
        : { prefix: target.slice(0, dot), operation: target.slice(dot + 1) },
    signingName: signed ? 'cognito-idp' : undefined,
    body,
    caller: signed ? { type: 'developer' } : { type: 'anonymous' },
  };
}

/** A resource graph made by hand, like the one that the assembly would resolve. */
export function backendGraph(backend: Backend): ResourceGraph {
  const functionArns = Object.fromEntries(
    Object.keys(backend.triggers ?? {}).map((name) => {
      const arn = `${LAMBDA_ARN}${name}`;
      return [name, name.endsWith('Sender') ? { LambdaArn: arn, LambdaVersion: 'V1_0' } : arn];
    }),
  );
  const senderKey = resource('SenderKey', 'AWS::KMS::Key', {});
  const hasSender = Object.keys(functionArns).some((name) => name.endsWith('Sender'));
  const pool = resource('UserPool', 'AWS::Cognito::UserPool', {
    ...(backend.pool ?? AMPLIFY_POOL),
    LambdaConfig: {
      ...(hasSender && { KMSKeyID: senderKey.attributes.Arn ?? '' }),
      ...(backend.pool?.LambdaConfig as Properties | undefined),
      ...functionArns,
      ...(backend.preTokenGeneration && {
        PreTokenGenerationConfig: {
          LambdaArn: `${LAMBDA_ARN}PreTokenGeneration`,
          LambdaVersion: backend.preTokenGeneration.version,
        },
      }),
    },
  });
  const UserPoolId = pool.physicalId;
  const resources = [
    pool,
    ...(hasSender ? [senderKey] : []),
    resource('Client', 'AWS::Cognito::UserPoolClient', {
      ...(backend.client ?? AMPLIFY_CLIENT),
      UserPoolId,
    }),
    ...(backend.groups ?? []).map((group) =>
      resource(`Group${group.GroupName}`, 'AWS::Cognito::UserPoolGroup', { ...group, UserPoolId }),
    ),
    ...Object.entries(backend.resources ?? {}).map(([logicalId, { Type, Properties }]) =>
      resource(logicalId, Type, { UserPoolId, ...Properties }),
    ),
  ];
  return graphOf(resources);
}

function resource(logicalId: string, type: string, properties: Properties): Resource {
  const definition = { ...cognitoUserPools.resourceTypes, ...kms.resourceTypes }[type];
  if (!definition) throw new Error(`No resource type ${type}`);
  const named: NamedResource = {
    logicalId,
    stackName: 'test',
    url: 'http://127.0.0.1:1',
    properties,
    ...PLACE,
    id: (length, alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ') =>
      Array.from(
        createHash('sha512').update(logicalId).digest().subarray(0, length),
        (byte) => alphabet[byte % alphabet.length],
      ).join(''),
  };
  const physicalId = definition.physicalId(named);
  return {
    type,
    logicalId,
    name: logicalId,
    path: logicalId,
    physicalId,
    attributes: definition.attributes?.({ ...named, physicalId }) ?? {},
    properties,
    assetPath: undefined,
    locatedPaths: {},
    sourcePaths: [],
  };
}
