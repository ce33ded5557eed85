import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import {
  invoke,
  lambdaContext,
  type Overrides,
  postConfirmationEvent,
} from '@amplify-recipes/core/testing';
import {
  type AwsAnswer,
  answerOf,
  type HttpAnswer,
  startAwsServer,
} from '@amplify-recipes/recipe-tests';
import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CREDENTIALS,
  type GraphqlApi,
  REGION,
  startGraphqlApi,
} from '../../testing/graphql-api.js';
import { type CreateUserProfileOptions, createUserProfile } from './recipe.js';

const { userName, request } = postConfirmationEvent();
const sub = String(request.userAttributes.sub);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MESSAGE = 'create-user-profile could not create a profile';

let api: GraphqlApi;

beforeEach(async () => {
  api = await startGraphqlApi();
  vi.stubEnv('AMPLIFY_DATA_GRAPHQL_ENDPOINT', api.url);
  vi.stubEnv('AWS_REGION', REGION);
  vi.stubEnv('AWS_ACCESS_KEY_ID', CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CREDENTIALS.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', CREDENTIALS.sessionToken);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await api.stop();
});

/** Confirms a user. Returns the result and the output. */
function confirm(
  options: CreateUserProfileOptions = {},
  overrides: Overrides<PostConfirmationTriggerEvent> = {},
  context = lambdaContext(),
) {
  const event = Object.freeze(postConfirmationEvent(overrides));
  return answerOf(createUserProfile(options), event, context);
}

const soon = () => lambdaContext({ getRemainingTimeInMillis: () => 500 });
const requested = (index = 0) => JSON.parse(api.requests[index]?.body ?? 'null');
const json = (body: unknown): HttpAnswer => ({ body: JSON.stringify(body) });
const failing = (...errors: object[]) => json({ data: { createUserProfile: null }, errors });
const ALREADY_THERE = { errorType: 'DynamoDB:ConditionalCheckFailedException', message: 'failed' };

describe('create-user-profile through the API', () => {
  it('creates the profile of a user who confirmed the sign-up with one signed mutation', async () => {
    const { result, text } = await confirm();
    expect([...api.profiles.values()]).toEqual([
      {
        id: sub,
        email: 'ada@example.com',
        profileOwner: `${sub}::${userName}`,
        createdAt: expect.stringMatching(TIME),
        updatedAt: expect.stringMatching(TIME),
      },
    ]);
    expect(api.requests).toHaveLength(1);
    expect(requested()).toEqual({
      query:
        'mutation ($input: CreateUserProfileInput!) { createUserProfile(input: $input) { email id profileOwner createdAt updatedAt } }',
      variables: {
        input: { email: 'ada@example.com', id: sub, profileOwner: `${sub}::${userName}` },
      },
    });
    expect(result).toEqual(postConfirmationEvent());
    expect(text).toBe('');
  });

  it('uses the configured model, fields and owner', async () => {
    api.answers = [json({ data: { createMember: { id: sub } } })];
    const userAttributes = { 'custom:plan': 'pro', given_name: 'Ada' };
    const { text } = await confirm(
      {
        model: 'member',
        fields: { plan: 'custom:plan', firstName: 'given_name', cognitoId: 'sub' },
        ownerField: 'owner',
      },
      { request: { userAttributes } },
    );
    expect(text).toBe('');
    expect(requested()).toEqual({
      query:
        'mutation ($input: CreateMemberInput!) { createMember(input: $input) { plan firstName cognitoId id owner createdAt updatedAt } }',
      variables: {
        input: {
          plan: 'pro',
          firstName: 'Ada',
          cognitoId: sub,
          id: sub,
          owner: `${sub}::${userName}`,
        },
      },
    });
  });

  it.each([
    ['AMPLIFY_DATA_MY_API_GRAPHQL_ENDPOINT, of data with a name', (url: string) => url],
    [
      'an upper-case scheme, as the sandbox writes it',
      (url: string) => url.replace('http', 'HTTP'),
    ],
  ])('finds the endpoint in %s', async (where, written) => {
    vi.stubEnv('AMPLIFY_DATA_GRAPHQL_ENDPOINT', undefined);
    const [name = ''] = /^[A-Z_]{5,}/.exec(where) ?? ['AMPLIFY_DATA_GRAPHQL_ENDPOINT'];
    vi.stubEnv(name, written(api.url));
    await confirm();
    expect(api.profiles.size).toBe(1);
  });

  it('handles a password reset if the options enable it', async () => {
    const triggerSource = 'PostConfirmation_ConfirmForgotPassword';
    await confirm({ triggerSources: [triggerSource] }, { triggerSource });
    expect(api.profiles.size).toBe(1);
  });

  it('creates one profile from three events in each of two execution environments', async () => {
    const environments = [createUserProfile({}), createUserProfile({})];
    await Promise.all(
      [0, 1, 2].flatMap(() =>
        environments.map(async (handler) => {
          expect(await invoke(handler, postConfirmationEvent())).toEqual(postConfirmationEvent());
        }),
      ),
    );
    expect(api.requests).toHaveLength(6);
    expect([...api.profiles.keys()]).toEqual([sub]);
  });

  it('leaves a profile unchanged that exists already, and logs nothing', async () => {
    await confirm();
    const before = [...api.profiles.values()];
    const { text } = await confirm(
      {},
      { request: { userAttributes: { email: 'new@example.com' } } },
    );
    expect([...api.profiles.values()]).toEqual(before);
    expect(text).toBe('');
  });

  it.each([
    ['GraphQL syntax', '") { id } } mutation { deleteUserProfile(input: {id: "1"}) { id } } #'],
    ['quotes', `"'\\"""\\u0022`],
    ['control characters', 'a\u0000b\u001b[31mc\r\nd\u2028e\u202ef'],
    ['half of a character', 'a\ud800b'],
    ['100 kB', 'x'.repeat(100_000)],
    ['a variable', '$input'],
    ['the keys of an object', '__proto__'],
  ])(
    'stores %s in an attribute as a text, and sends it only as a variable',
    async (_, nickname) => {
      const { text } = await confirm(
        { fields: { nick: 'nickname' } },
        { request: { userAttributes: { nickname } } },
      );
      expect(text).toBe('');
      expect(api.profiles.get(sub)?.nick).toBe(JSON.parse(JSON.stringify(nickname)));
      expect(requested().query).toBe(
        'mutation ($input: CreateUserProfileInput!) { createUserProfile(input: $input) { nick id profileOwner createdAt updatedAt } }',
      );
    },
  );

  it.each([
    ['that contains ::', `${sub}::admin`],
    ['of an external provider', 'Google_103571795941234567890'],
    ['that is an e-mail address', 'ada@example.com'],
  ])('gives the profile to the user with a user name %s', async (_, name) => {
    const { text } = await confirm({}, { userName: name });
    expect(api.profiles.get(sub)?.profileOwner).toBe(`${sub}::${name}`);
    expect(text).toBe('');
  });

  it('leaves out the fields of attributes that the user does not have', async () => {
    await confirm({ fields: { email: 'email', nick: 'nickname' } });
    expect(Object.keys(requested().variables.input)).toEqual(['email', 'id', 'profileOwner']);
  });

  describe('must not', () => {
    it('create a profile again at a password reset', async () => {
      const triggerSource = 'PostConfirmation_ConfirmForgotPassword';
      const { result, text } = await confirm({}, { triggerSource });
      expect(api.requests).toEqual([]);
      expect(result).toEqual(postConfirmationEvent({ triggerSource }));
      expect(text).toBe('');
    });

    it('handle a trigger source that it does not know', async () => {
      const event = JSON.parse(
        JSON.stringify({ ...postConfirmationEvent(), triggerSource: 'PostConfirmation_New' }),
      );
      expect(await invoke(createUserProfile(), event)).toBe(event);
      expect(api.requests).toEqual([]);
    });

    it('take anything from the client', async () => {
      const clientMetadata = {
        id: 'other',
        email: 'eve@example.com',
        profileOwner: 'eve',
        sub: 'x',
      };
      await confirm({}, { request: { clientMetadata } });
      expect(api.requests[0]?.body).not.toMatch(/other|eve|"x"/);
    });

    it('take a field from the prototype of the attributes', async () => {
      await confirm({ fields: { nick: JSON.parse('"toString"') } });
      expect(api.requests[0]?.body).not.toContain('nick');
      expect(api.profiles.size).toBe(1);
    });

    it('create a profile without a sub', async () => {
      const event = postConfirmationEvent();
      delete event.request.userAttributes.sub;
      const { result, lines } = await answerOf(createUserProfile(), event);
      expect(api.requests).toEqual([]);
      expect(result).toEqual(event);
      expect(lines).toEqual([
        expect.objectContaining({
          error: expect.objectContaining({ message: 'The event has no sub.' }),
        }),
      ]);
    });

    it.each([
      ['http on another machine', 'http://example.com/graphql'],
      ['a name that begins like this machine', 'http://127.0.0.1.example.com/graphql'],
      ['a user before the at sign', 'http://localhost@example.com/graphql'],
      ['another scheme', 'ftp://127.0.0.1/graphql'],
      ['a file', 'file:///etc/passwd'],
    ])('send personal data to an endpoint with %s', async (_, endpoint) => {
      vi.stubEnv('AMPLIFY_DATA_GRAPHQL_ENDPOINT', endpoint);
      const { lines } = await confirm({}, {}, soon());
      expect(lines).toEqual([
        expect.objectContaining({
          error: expect.objectContaining({
            message: expect.stringContaining('AMPLIFY_DATA_GRAPHQL_ENDPOINT must be an https URL'),
          }),
        }),
      ]);
    });

    it('follow a redirect', async () => {
      const other = await startGraphqlApi();
      api.answers = [{ status: 307, headers: { location: other.url } }];
      const { lines } = await confirm();
      expect(lines).toEqual([
        expect.objectContaining({ error: expect.objectContaining({ status: 307 }) }),
      ]);
      expect(other.requests).toEqual([]);
      await other.stop();
    });

    it('log personal data that the API repeats', async () => {
      const userAttributes = { email: 'ada@example.com', phone_number: '+14155550123' };
      const message = "Variable 'email' has an invalid value: ada@example.com, +14155550123";
      api.answers = [failing({ errorType: 'ada@example.com', message })];
      const { text } = await confirm(
        {},
        { userName: 'ada@example.com', request: { userAttributes } },
      );
      expect(text).toContain(MESSAGE);
      expect(text).not.toMatch(/ada@|14155550123|secret\/key|a token of the session/);
    });
  });

  describe('retries if', () => {
    it.each<[string, HttpAnswer]>([
      ['AppSync throttles requests', { status: 429 }],
      ['AppSync has an internal error', { status: 500, body: 'error' }],
      ['AppSync is not available', { status: 503 }],
      ['the table throttles requests', failing({ errorType: 'DynamoDB:ThrottlingException' })],
      ['the connection breaks', 'hang up'],
      ['an answer does not come', 'silence'],
      ['an answer stops half way', 'stop half way'],
    ])('%s', async (_, failure) => {
      api.answers = [failure, 'as usual'];
      const { text } = await confirm();
      expect(api.requests).toHaveLength(2);
      expect(api.profiles.size).toBe(1);
      expect(text).toBe('');
    });
  });

  describe('confirms the user without the profile and logs a command to run by hand', () => {
    it.each<[string, HttpAnswer, object]>([
      [
        'a refusal with status 200',
        failing({ errorType: 'Unauthorized', message: 'Not Authorized' }),
        { name: 'AppSyncError', status: 200, errors: [{ name: 'Unauthorized' }] },
      ],
      [
        'another user',
        json({ data: { createUserProfile: { id: 'other' } } }),
        { message: 'The response is about another record.' },
      ],
      [
        'no record',
        json({ data: { createUserProfile: null } }),
        { message: 'The response is about another record.' },
      ],
      [
        'the record and an error',
        json({
          data: { createUserProfile: { id: sub } },
          errors: [{ errorType: 'MappingTemplate' }],
        }),
        { message: 'The response has errors.' },
      ],
      [
        'an existing record and a further error',
        failing(ALREADY_THERE, { errorType: 'Unauthorized' }),
        { errors: [{ name: 'ConditionalCheckFailedException' }, { name: 'Unauthorized' }] },
      ],
      ['an error that is not an object', json({ data: null, errors: [null] }), { status: 200 }],
      [
        'a page',
        { body: '<html>' },
        { message: 'The response is not the JSON of a GraphQL response.' },
      ],
      ['nothing', { body: '' }, { message: 'The response is not the JSON of a GraphQL response.' }],
      [
        'a JSON text',
        { body: '"yes"' },
        { message: 'The response is not the JSON of a GraphQL response.' },
      ],
      [
        'a refusal with status 401',
        {
          status: 401,
          body: '{"errors":[{"errorType":"UnauthorizedException","message":"Permission denied"}]}',
        },
        { status: 401, errors: [{ name: 'UnauthorizedException' }] },
      ],
    ])('at once if the answer is %s', async (_, answer, error) => {
      api.answers = [answer];
      const { result, lines, error: thrown } = await confirm();
      expect(thrown).toBeUndefined();
      expect(result).toEqual(postConfirmationEvent());
      expect(api.requests).toHaveLength(1);
      expect(lines).toMatchObject([
        {
          level: 'ERROR',
          message: MESSAGE,
          model: 'UserProfile',
          userPoolId: 'eu-west-1_AbCdEf123',
          userSub: sub,
          runByHand: expect.stringContaining('aws lambda invoke'),
          error,
          function_request_id: lambdaContext().awsRequestId,
        },
      ]);
    });

    it('if the credentials are wrong', async () => {
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'another');
      const { lines } = await confirm();
      expect(lines).toMatchObject([
        { error: { status: 403, errors: [{ name: 'UnauthorizedException' }] } },
      ]);
    });

    it.each(['model', 'ownerField'])('if the schema does not know the %s', async (option) => {
      const { lines } = await confirm({ [option]: 'Unknown' });
      expect(lines).toMatchObject([
        {
          error: {
            errors: expect.arrayContaining([
              {
                name: 'Error',
                message: expect.stringContaining('Compare the options model, fields'),
              },
            ]),
          },
        },
      ]);
    });

    it.each([
      ['is missing', undefined],
      ['could not be read', '<value will be resolved during runtime>'],
    ])('if the endpoint %s', async (_, endpoint) => {
      vi.stubEnv('AMPLIFY_DATA_GRAPHQL_ENDPOINT', endpoint);
      const { lines } = await confirm();
      expect(lines).toMatchObject([
        {
          error: {
            message: expect.stringContaining("allow.resource(createUserProfile).to(['mutate'])"),
          },
        },
      ]);
    });

    it.each<[string, HttpAnswer]>([
      ['silent', 'silence'],
      ['throttled', { status: 429 }],
      ['half way', 'stop half way'],
    ])('in time if the API stays %s', async (_, failure) => {
      api.answers = [failure];
      const { result, lines } = await confirm({}, {}, soon());
      expect(result).toEqual(postConfirmationEvent());
      expect(lines).toMatchObject([{ message: MESSAGE }]);
    });

    it('and aborts the pending request', async () => {
      api.answers = ['silence'];
      await confirm({}, {}, soon());
      await vi.waitFor(() => expect(api.abandoned).toBe(1), 20_000);
    });

    it('if the answer has no end', async () => {
      let sent = 0;
      const endless = createServer((_, response) => {
        const write = () => {
          sent += 65_536;
          while (!response.closed && response.write('x'.repeat(65_536))) sent += 65_536;
        };
        response.on('drain', write);
        write();
      }).listen(0, '127.0.0.1');
      await once(endless, 'listening');
      const { port } = endless.address() as AddressInfo;
      vi.stubEnv('AMPLIFY_DATA_GRAPHQL_ENDPOINT', `http://127.0.0.1:${port}/graphql`);
      const { lines } = await confirm();
      endless.closeAllConnections();
      endless.close();
      expect(lines).toMatchObject([{ error: { message: 'The response is longer than 1 MB.' } }]);
      expect(sent).toBeLessThan(50_000_000);
    });
  });
});

// A DynamoDB from npm: it evaluates the condition of the write.
const dynalite: (options: object) => Server = createRequire(import.meta.url)('dynalite');

describe('create-user-profile in the table', () => {
  let server: Server;
  let url: string;
  let tables = 0;

  beforeAll(async () => {
    server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  async function dynamodb(operation: string, input: object): Promise<Record<string, unknown>> {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=a, Signature=a',
        'x-amz-date': '20261124T120000Z',
      },
      body: JSON.stringify(input),
    });
    return Object(await response.json());
  }

  const items = async () =>
    (await dynamodb('Scan', { TableName: process.env.PROFILE_TABLE_NAME })).Items;

  beforeEach(async () => {
    tables += 1;
    const TableName = `UserProfile-${tables}`;
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    vi.stubEnv('PROFILE_TABLE_NAME', TableName);
    await dynamodb('CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    await vi.waitFor(async () => {
      const { Table } = await dynamodb('DescribeTable', { TableName });
      expect(Table).toMatchObject({ TableStatus: 'ACTIVE' });
    }, 20_000);
  });

  it('writes the profile as Amplify Data stores it', async () => {
    const { result, text } = await confirm({ through: 'table' });
    expect(await items()).toEqual([
      {
        id: { S: sub },
        email: { S: 'ada@example.com' },
        profileOwner: { S: `${sub}::${userName}` },
        __typename: { S: 'UserProfile' },
        createdAt: { S: expect.stringMatching(TIME) },
        updatedAt: { S: expect.stringMatching(TIME) },
      },
    ]);
    expect(result).toEqual(postConfirmationEvent());
    expect(text).toBe('');
    expect(api.requests).toEqual([]);
  });

  it('writes one profile from three events in each of two execution environments', async () => {
    const options = { through: 'table' } as const;
    const environments = [createUserProfile(options), createUserProfile(options)];
    await Promise.all(
      [0, 1, 2].flatMap(() =>
        environments.map(async (handler) => {
          expect(await invoke(handler, postConfirmationEvent())).toEqual(postConfirmationEvent());
        }),
      ),
    );
    expect(await items()).toHaveLength(1);
  });

  it('leaves a profile unchanged that exists already, and logs nothing', async () => {
    await confirm({ through: 'table' });
    const before = await items();
    const { text } = await confirm(
      { through: 'table' },
      { request: { userAttributes: { email: 'new@example.com' } } },
    );
    expect(await items()).toEqual(before);
    expect(text).toBe('');
  });

  it.each([
    ['is missing', undefined],
    ['could not be read', '<value will be resolved during runtime>'],
  ])('logs what to call if the name of the table %s', async (_, name) => {
    vi.stubEnv('PROFILE_TABLE_NAME', name);
    const { result, lines } = await confirm({ through: 'table' });
    expect(result).toEqual(postConfirmationEvent());
    expect(lines).toMatchObject([
      { error: { message: expect.stringContaining('Call connectProfileTable') } },
    ]);
  });

  it('confirms the user without the profile if DynamoDB rejects the write', async () => {
    vi.stubEnv('PROFILE_TABLE_NAME', 'unknown-table');
    const { result, lines } = await confirm({ through: 'table' });
    expect(result).toEqual(postConfirmationEvent());
    expect(lines).toMatchObject([
      { message: MESSAGE, error: { name: 'ResourceNotFoundException', status: 400 } },
    ]);
  });

  it.each<[string, AwsAnswer]>([
    ['an answer does not come', 'silence'],
    ['the connection breaks', 'hang up'],
    ['DynamoDB throttles requests', { error: 'ThrottlingException' }],
    ['DynamoDB has an internal error', { error: 'InternalServerError', status: 500 }],
  ])('retries if %s', async (_, failure) => {
    const answers: AwsAnswer[] = [failure];
    const failingTable = await startAwsServer(() => answers.shift() ?? { output: {} });
    vi.stubEnv('AWS_ENDPOINT_URL', failingTable.url);
    const { text } = await confirm({ through: 'table' });
    await failingTable.stop();
    expect(failingTable.requests).toHaveLength(2);
    expect(text).toBe('');
  });
});

describe('the options of create-user-profile', () => {
  it.each<[string, unknown, string]>([
    ['a model with GraphQL syntax', { model: 'A{id}' }, 'model is not valid'],
    ['a model with a line break', { model: 'A\nB' }, 'model is not valid'],
    ['a model with another letter', { model: 'Prоfile' }, 'model is not valid'],
    ['an empty model', { model: '' }, 'model is not valid'],
    ['a model that begins with a digit', { model: '1A' }, 'model is not valid'],
    ['a name of introspection', { model: '__Schema' }, 'model is not valid'],
    ['a field with GraphQL syntax', { fields: { 'a b': 'email' } }, 'is not valid'],
    ['a field with a line break at its end', { fields: { 'a\n': 'email' } }, 'is not valid'],
    ['an attribute with a space', { fields: { a: 'e mail' } }, 'fields.a is not valid'],
    ['an owner field with GraphQL syntax', { ownerField: 'a: b' }, 'ownerField is not valid'],
    ['the id as a field', { fields: { id: 'email' } }, 'Do not list id in fields'],
    ['the owner as a field', { fields: { profileOwner: 'email' } }, 'Do not list profileOwner'],
    ['a time as a field', { fields: { createdAt: 'email' } }, 'Do not list createdAt'],
    ['the id as the owner field', { ownerField: 'id' }, 'Give another ownerField.'],
    ['another way', { through: 'rest' }, 'through is not valid'],
    ['no trigger source', { triggerSources: [] }, 'Name at least one.'],
    ['another trigger', { triggerSources: ['PreSignUp_SignUp'] }, 'triggerSources.0 is not valid'],
    ['an unknown option', { endpoint: 'https://example.com' }, 'endpoint is not an option'],
  ])('reject %s before the first event', (_, options, problem) => {
    expect(() => createUserProfile(options as CreateUserProfileOptions)).toThrow(problem);
  });
});
