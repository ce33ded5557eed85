import { describe, expect, test } from 'vitest';
import {
  API_ARN,
  authorizationOf,
  NO_VALID_HEADER,
  outcomeOf,
  requestWith,
} from '../../../../testing/authorization.js';
import { graphOf } from '../../../../testing/resource-graph.js';
import { createServiceCalls } from '../../../context/service-calls.js';
import { createAccess } from '../../../iam/access.js';
import { createCredentialStore } from '../../../iam/credentials.js';
import type { Caller } from '../../../protocols/request.js';

const ROLE = 'arn:aws:iam::123456789012:role/';
const SIGNATURE = { authorization: 'AWS4-HMAC-SHA256 Credential=...' };
const POOL = 'eu-west-1:11111111-2222-3333-4444-555555555555';
const PROVIDER = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool';
const credentials = createCredentialStore(Buffer.alloc(32, 7));

/** The caller that the gateway finds for the credentials of a role. */
function callerOf(role: string, ...more: [string, object?]): Caller {
  const { accessKeyId, sessionToken } = credentials.forRole(`${ROLE}${role}`, ...more);
  const issued = credentials.find(accessKeyId, sessionToken);
  if (!issued) throw new Error('The store does not know its credentials.');
  return issued.caller;
}

const worker = callerOf('worker', 'my-function');
const user = callerOf('auth', 'CognitoIdentityCredentials', {
  subject: 'eu-west-1:ada',
  identityPool: { poolId: POOL, login: { provider: PROVIDER, subject: 'ada-sub' } },
});
const guest = callerOf('guest', 'CognitoIdentityCredentials', {
  subject: 'eu-west-1:guest',
  identityPool: { poolId: POOL },
});

/** Roles, each with one statement of policy. */
function apiWithRoles(statements: Readonly<Record<string, object>> = {}) {
  const access = createAccess({ region: 'eu-west-1', now: Date.now });
  access.deploy(
    graphOf(
      Object.entries(statements).map(([name, statement]) => ({
        type: 'AWS::IAM::Role',
        physicalId: name,
        attributes: { Arn: `${ROLE}${name}` },
        properties: {
          Policies: [{ PolicyDocument: { Version: '2012-10-17', Statement: [{ ...statement }] } }],
        },
      })),
    ),
  );
  return authorizationOf(
    { AuthenticationType: 'AWS_IAM' },
    {
      serviceCalls: createServiceCalls({ access }),
      roleId: (arn) => (arn === `${ROLE}auth` ? 'AROAAUTH' : undefined),
    },
  );
}
const authorize = (caller: Caller, statements?: Readonly<Record<string, object>>) =>
  apiWithRoles(statements).authenticate(requestWith(SIGNATURE, { caller }));

describe('the identity of a signed request', () => {
  test.for<[string, Caller, Record<string, unknown>]>([
    [
      'of a signed-in user of an identity pool',
      user,
      {
        accountId: '123456789012',
        cognitoIdentityPoolId: POOL,
        cognitoIdentityId: 'eu-west-1:ada',
        sourceIp: ['127.0.0.1'],
        username: 'AROAAUTH:CognitoIdentityCredentials',
        userArn: 'arn:aws:sts::123456789012:assumed-role/auth/CognitoIdentityCredentials',
        cognitoIdentityAuthType: 'authenticated',
        cognitoIdentityAuthProvider: `"${PROVIDER}","${PROVIDER}:CognitoSignIn:ada-sub"`,
      },
    ],
    [
      'of a guest',
      guest,
      {
        accountId: '123456789012',
        cognitoIdentityPoolId: POOL,
        cognitoIdentityId: 'eu-west-1:guest',
        sourceIp: ['127.0.0.1'],
        username: 'AROAOTHERROLEEXAMPLE0:CognitoIdentityCredentials',
        userArn: 'arn:aws:sts::123456789012:assumed-role/guest/CognitoIdentityCredentials',
        cognitoIdentityAuthType: 'unauthenticated',
        cognitoIdentityAuthProvider: null,
      },
    ],
    [
      'of a function',
      worker,
      {
        accountId: '123456789012',
        cognitoIdentityPoolId: null,
        cognitoIdentityId: null,
        sourceIp: ['127.0.0.1'],
        username: 'AROAOTHERROLEEXAMPLE0:my-function',
        userArn: 'arn:aws:sts::123456789012:assumed-role/worker/my-function',
        cognitoIdentityAuthType: null,
        cognitoIdentityAuthProvider: null,
      },
    ],
    [
      'of the developer',
      { type: 'developer' },
      {
        accountId: '123456789012',
        cognitoIdentityPoolId: null,
        cognitoIdentityId: null,
        sourceIp: ['127.0.0.1'],
        username: 'AIDADEVELOPEREXAMPLE0',
        userArn: 'arn:aws:iam::123456789012:user/developer',
        cognitoIdentityAuthType: null,
        cognitoIdentityAuthProvider: null,
      },
    ],
  ])('%s', async ([, caller, identity]) => {
    expect(await authorize(caller)).toMatchObject({
      mode: 'AWS_IAM',
      authType: 'IAM Authorization',
      identity,
    });
  });

  test('of a session that only carries the name of one from an identity pool has no identity', async () => {
    const imitated = callerOf('auth', 'CognitoIdentityCredentials', { subject: 'eu-west-1:ada' });
    expect((await authorize(imitated)).identity).toMatchObject({
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      cognitoIdentityAuthType: null,
    });
  });
});

describe('the policies of a role', () => {
  const field = (type: string, name: string) => `${API_ARN}/types/${type}/fields/${name}`;
  const allow = (Resource: unknown) => ({
    worker: { Effect: 'Allow', Action: 'appsync:GraphQL', Resource },
  });
  const DENIED = '401 UnauthorizedException: Permission denied';

  test.for<[string, Record<string, object>, [string, string], string]>([
    ['allow a field by its ARN', allow(field('Query', 'notes')), ['Query', 'notes'], 'AWS_IAM'],
    ['allow the fields of a type', allow(`${API_ARN}/types/Query/*`), ['Query', 'x'], 'AWS_IAM'],
    ['allow the whole API', allow(`${API_ARN}/*`), ['Mutation', 'x'], 'AWS_IAM'],
    ['do not allow another field', allow(field('Query', 'notes')), ['Query', 'users'], DENIED],
    [
      'do not allow a field whose name begins with an allowed one',
      allow(field('Query', 'notes')),
      ['Query', 'notesOfOthers'],
      DENIED,
    ],
    [
      'do not allow the same field of another type',
      allow(field('Query', 'notes')),
      ['Mutation', 'notes'],
      DENIED,
    ],
    [
      'do not allow the fields of another API',
      allow(`${API_ARN}2/types/Query/*`),
      ['Query', 'notes'],
      DENIED,
    ],
    [
      'do not allow it with another action',
      {
        worker: { Effect: 'Allow', Action: 'appsync:GetGraphqlApi', Resource: '*' },
      },
      ['Query', 'notes'],
      DENIED,
    ],
    ['allow nothing if there are none', {}, ['Query', 'notes'], DENIED],
  ])('%s', async ([, statements, [typeName, fieldName], expected]) => {
    const authorized = await authorize(worker, statements);
    const checked = (async () => {
      authorized.requirePermission(typeName, fieldName);
      return authorized;
    })();
    expect(await outcomeOf(checked)).toBe(expected);
  });

  test('do not concern the developer', async () => {
    const authorized = await authorize({ type: 'developer' });
    expect(() => authorized.requirePermission('Mutation', 'deleteAll')).not.toThrow();
  });
});

describe('a request is refused', () => {
  test.for<[string, string, Record<string, string>, Caller]>([
    ['with the look of a signature', 'AWS_IAM', SIGNATURE, { type: 'anonymous' }],
    ['without any header', 'AWS_IAM', {}, { type: 'anonymous' }],
    ['with a signature in an API without IAM', 'API_KEY', SIGNATURE, worker],
    ['with a token in an API of IAM', 'AWS_IAM', { authorization: 'eyJ.eyJ.x' }, worker],
  ])('%s', async ([, AuthenticationType, headers, caller]) => {
    const api = authorizationOf({ AuthenticationType });
    expect(await outcomeOf(api.authenticate(requestWith(headers, { caller })))).toBe(
      NO_VALID_HEADER,
    );
  });
});
