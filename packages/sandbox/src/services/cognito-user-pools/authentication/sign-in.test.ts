import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { challengeParameters, srpClient } from '../../../../testing/sign-in.js';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Answer,
  adminGetUser,
  type Backend,
  confirmedUser,
  failure,
  MINUTE,
  PASSWORD,
  PLAIN_POOL,
  SECOND,
  signIn,
  signUp,
  startUserPools,
  type TestUserPools,
  tokensOf,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
const start = async (backend: Backend = {}) => {
  pools = await startUserPools(backend);
};
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const WRONG = 'NotAuthorizedException: Incorrect username or password.';
const EXCEEDED = 'NotAuthorizedException: Password attempts exceeded';

type Responses = Record<string, string>;

const initiateSrp = (username: string, parameters: Responses = {}) =>
  pools.call('InitiateAuth', {
    ClientId: pools.clientId,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: username, SRP_A: '2', ...parameters },
  });
const respond = (responses: Responses, more: Record<string, unknown> = {}) =>
  pools.call('RespondToAuthChallenge', {
    ClientId: pools.clientId,
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: responses,
    ...more,
  });

/** The answer of an independent SRP client. A test may spoil it before it is sent. */
async function srpAnswer(
  username: string,
  password = PASSWORD,
  secretHash?: string,
): Promise<Responses> {
  const client = srpClient(pools, username, {
    password,
    parameters: secretHash === undefined ? {} : { SECRET_HASH: secretHash },
  });
  return client.prove(await client.initiate());
}

const srp = async (username: string, password = PASSWORD) =>
  respond(await srpAnswer(username, password));

describe('signing in with SRP', () => {
  test('asks for a proof of the password and returns no session', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { Username } = await adminGetUser(pools, ADA);
    expect((await initiateSrp(ADA)).body).toEqual({
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        SALT: expect.stringMatching(/^[0-9a-f]{32}$/),
        SECRET_BLOCK: expect.stringMatching(/^[A-Za-z0-9+/=]{200,}$/),
        SRP_B: expect.stringMatching(/^[0-9a-f]+$/),
        USERNAME: Username,
        USER_ID_FOR_SRP: Username,
      },
    });
  });

  test('gives tokens to an independent client, by user name and by alias', async () => {
    await start({ pool: { ...PLAIN_POOL, AliasAttributes: ['email'] } });
    await confirmedUser(pools, 'Ada', { email: ADA, email_verified: 'true' });
    for (const name of ['Ada', 'ADA', 'Ada@Example.com']) {
      expect((await srp(name)).body).toEqual({
        AuthenticationResult: {
          AccessToken: expect.any(String),
          IdToken: expect.any(String),
          RefreshToken: expect.any(String),
          ExpiresIn: 3600,
          TokenType: 'Bearer',
        },
        ChallengeParameters: {},
      });
    }
  });

  test.for<[string, Responses, string]>([
    ['a wrong signature', { PASSWORD_CLAIM_SIGNATURE: 'AAAA' }, WRONG],
    [
      'another time than the one that was signed',
      { TIMESTAMP: 'Tue Mar 3 09:05:07 UTC 2026' },
      WRONG,
    ],
    [
      'a time in another format',
      { TIMESTAMP: '2026-03-03' },
      'InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.',
    ],
    [
      'a secret block that the server never issued',
      { PASSWORD_CLAIM_SECRET_BLOCK: 'c2VjcmV0' },
      'NotAuthorizedException: Invalid session for the user.',
    ],
    [
      'no secret block',
      { PASSWORD_CLAIM_SECRET_BLOCK: '' },
      'InvalidParameterException: Missing required parameter PASSWORD_CLAIM_SECRET_BLOCK',
    ],
    [
      'no signature',
      { PASSWORD_CLAIM_SIGNATURE: '' },
      'InvalidParameterException: Missing required parameter PASSWORD_CLAIM_SIGNATURE',
    ],
    [
      'no time',
      { TIMESTAMP: '' },
      'InvalidParameterException: Missing required parameter TIMESTAMP',
    ],
    [
      'no user name',
      { USERNAME: '' },
      'InvalidParameterException: Missing required parameter USERNAME',
    ],
    ['the name of another user', { USERNAME: 'eve@example.com' }, WRONG],
    ['a name that belongs to no user', { USERNAME: 'nobody@example.com' }, WRONG],
  ])('refuses %s', async ([, spoiled, message]) => {
    await start();
    await confirmedUser(pools, ADA);
    await confirmedUser(pools, 'eve@example.com');
    expect(failure(await respond({ ...(await srpAnswer(ADA)), ...spoiled }))).toBe(message);
  });

  test('refuses a proof that was used before', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const answer = await srpAnswer(ADA);
    expect(failure(await respond(answer))).toBe('none');
    expect(failure(await respond(answer))).toBe(
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    );
  });

  test('refuses a proof after three minutes', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const answer = await srpAnswer(ADA);
    pools.advance(3 * MINUTE);
    expect(failure(await respond(answer))).toBe(
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    );
  });

  test('accepts a proof for as long as the client is configured', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, AuthSessionValidity: 15 } });
    await confirmedUser(pools, ADA);
    const answer = await srpAnswer(ADA);
    pools.advance(15 * MINUTE - 1);
    expect(failure(await respond(answer))).toBe('none');
  });

  test('refuses a proof from another client, and the session stays valid', async () => {
    await start();
    const other = {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { ...AMPLIFY_CLIENT, UserPoolId: pools.poolId },
    };
    await pools.deploy({ resources: { Other: other } });
    const ClientId = pools.idOf('Other');
    await confirmedUser(pools, ADA);
    const answer = await srpAnswer(ADA);
    expect(failure(await respond(answer, { ClientId }))).toBe(
      'NotAuthorizedException: Invalid session for the user.',
    );
    expect(failure(await respond(answer))).toBe('none');
  });

  test('refuses a proof of the password when it has changed since the first step', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const answer = await srpAnswer(ADA);
    await pools.call(
      'AdminSetUserPassword',
      { UserPoolId: pools.poolId, Username: ADA, Password: 'Another-1!', Permanent: true },
      { signed: true },
    );
    expect(failure(await respond(answer))).toBe(WRONG);
  });

  test('refuses the answer to another challenge', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { SECRET_BLOCK = '' } = challengeParameters(await initiateSrp(ADA));
    const answer = await respond(
      { USERNAME: ADA, NEW_PASSWORD: PASSWORD },
      { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: SECRET_BLOCK },
    );
    expect(failure(answer)).toBe('NotAuthorizedException: Invalid session for the user.');
  });

  test.for(['0', 'xyz', '-2'])('refuses the public value %s', async (a) => {
    await start();
    await confirmedUser(pools, ADA);
    expect(failure(await initiateSrp(ADA, { SRP_A: a }))).toBe(
      'InvalidParameterException: Invalid SRP_A parameter.',
    );
  });

  test('requires the secret hash at each step, from a client with a secret', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, GenerateSecret: true } });
    await confirmedUser(pools, ADA);
    const hash = (name: string) =>
      createHmac('sha256', pools.clientSecret ?? '')
        .update(`${name}${pools.clientId}`)
        .digest('base64');
    expect(failure(await initiateSrp(ADA))).toMatch(/SECRET_HASH was not received$/);
    const answer = await srpAnswer(ADA, PASSWORD, hash(ADA));
    expect(failure(await respond(answer))).toMatch(/SECRET_HASH was not received$/);
    const known = { ...answer, SECRET_HASH: hash(answer.USERNAME ?? '') };
    expect(failure(await respond(known))).toBe('none');
  });
});

describe('signing in with a plain password', () => {
  test.for<[string, Backend, (p: TestUserPools) => Promise<unknown>, string]>([
    ['a wrong password', {}, () => signIn(pools, ADA, 'Wrong-Horse-9'), WRONG],
    ['nobody', {}, () => signIn(pools, 'nobody@example.com'), WRONG],
    [
      'an unknown user, with existence errors LEGACY',
      { client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: 'LEGACY' } },
      () => signIn(pools, 'nobody@example.com'),
      'UserNotFoundException: User does not exist.',
    ],
    [
      'a flow that the client does not allow',
      { client: { ...AMPLIFY_CLIENT, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] } },
      () => signIn(pools, ADA),
      'InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client',
    ],
    [
      'no password',
      {},
      () => signIn(pools, ADA, ''),
      'InvalidParameterException: Missing required parameter PASSWORD',
    ],
    [
      'no user name',
      {},
      () => signIn(pools, ''),
      'InvalidParameterException: Missing required parameter USERNAME',
    ],
    [
      "an administrator's flow from a page",
      {},
      () => signIn(pools, ADA, PASSWORD, { AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' }),
      'InvalidParameterException: Initiate Auth method not supported.',
    ],
    [
      'a flow that Cognito does not have',
      {},
      () => signIn(pools, ADA, PASSWORD, { AuthFlow: 'TRUST_ME' }),
      "InvalidParameterException: 1 validation error detected: Value 'TRUST_ME' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: [USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH, ADMIN_NO_SRP_AUTH, USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH]",
    ],
  ])('refuses %s', async ([, backend, attempt, message]) => {
    await start(backend);
    await confirmedUser(pools, ADA);
    expect(failure((await attempt(pools)) as Answer)).toBe(message);
  });

  const admin = (operation: string, more: Record<string, unknown> = {}) =>
    pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });
  test.for<[string, () => Promise<unknown>, string]>([
    [
      'a user who is not confirmed',
      () => signUp(pools, ADA),
      'UserNotConfirmedException: User is not confirmed.',
    ],
    [
      'a user who is disabled',
      async () => {
        await confirmedUser(pools, ADA);
        await admin('AdminDisableUser');
      },
      'NotAuthorizedException: User is disabled.',
    ],
    [
      'a user whose password was reset',
      async () => {
        await confirmedUser(pools, ADA, { email_verified: 'true' });
        await admin('AdminResetUserPassword');
      },
      'PasswordResetRequiredException: Password reset required for the user',
    ],
  ])('shows the status of %s only after the right password', async ([, prepare, message]) => {
    await start();
    await prepare();
    expect(failure(await signIn(pools, ADA))).toBe(message);
    expect(failure(await signIn(pools, ADA, 'Wrong-Horse-9'))).toBe(WRONG);
    expect(failure(await srp(ADA))).toBe(message);
  });

  test('lets only a server with AWS credentials sign a user in as an administrator', async () => {
    await start({
      client: { ...AMPLIFY_CLIENT, ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] },
    });
    await confirmedUser(pools, ADA);
    const input = {
      UserPoolId: pools.poolId,
      ClientId: pools.clientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: ADA, PASSWORD },
    };
    expect(failure(await pools.call('AdminInitiateAuth', input))).toBe(
      'MissingAuthenticationTokenException: Missing Authentication Token',
    );
    const answer = await pools.call('AdminInitiateAuth', input, { signed: true });
    expect(tokensOf(answer).AccessToken).toBeTruthy();
    const older = { ...input, AuthFlow: 'ADMIN_NO_SRP_AUTH' };
    expect(failure(await pools.call('AdminInitiateAuth', older, { signed: true }))).toBe('none');
    const elsewhere = { ...input, UserPoolId: 'eu-west-1_nowhere' };
    expect(failure(await pools.call('AdminInitiateAuth', elsewhere, { signed: true }))).toBe(
      'ResourceNotFoundException: User pool eu-west-1_nowhere does not exist.',
    );
  });
});

describe('wrong passwords', () => {
  const wrong = () => signIn(pools, ADA, 'Wrong-Horse-9');

  test('lock the user out from the fifth on: for a second, then for twice as long each time', async () => {
    await start();
    await confirmedUser(pools, ADA);
    for (let time = 1; time <= 5; time++) expect(failure(await wrong())).toBe(WRONG);
    for (const seconds of [1, 2, 4, 8]) {
      expect(failure(await signIn(pools, ADA))).toBe(EXCEEDED);
      pools.advance(seconds * SECOND - 1);
      expect(failure(await signIn(pools, ADA))).toBe(EXCEEDED);
      pools.advance(1);
      expect(failure(await wrong())).toBe(WRONG);
    }
    pools.advance(16 * SECOND);
    expect(failure(await signIn(pools, ADA))).toBe('none');
    expect(failure(await wrong())).toBe(WRONG);
    expect(failure(await signIn(pools, ADA))).toBe('none');
  });

  test('lock the user out for no longer than a quarter of an hour', async () => {
    await start();
    await confirmedUser(pools, ADA);
    for (let time = 0; time < 20; time++) {
      expect(failure(await wrong())).toBe(WRONG);
      if (time >= 4) pools.advance(Math.min(2 ** (time - 4) * SECOND, 15 * MINUTE));
    }
    expect(failure(await signIn(pools, ADA))).toBe('none');
  });

  test('are forgotten after a quarter of an hour without any attempt', async () => {
    await start();
    await confirmedUser(pools, ADA);
    for (let time = 1; time <= 7; time++) {
      await wrong();
      pools.advance(5 * SECOND);
    }
    pools.advance(15 * MINUTE);
    for (let time = 1; time <= 4; time++) expect(failure(await wrong())).toBe(WRONG);
    expect(failure(await signIn(pools, ADA))).toBe('none');
  });

  test('count for both ways of signing in', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const early = await srpAnswer(ADA);
    for (let time = 1; time <= 3; time++) await wrong();
    for (let time = 1; time <= 2; time++) {
      expect(failure(await srp(ADA, 'Wrong-Horse-9'))).toBe(WRONG);
    }
    expect(failure(await initiateSrp(ADA))).toBe(EXCEEDED);
    expect(failure(await respond(early))).toBe(EXCEEDED);
    expect(failure(await signIn(pools, ADA))).toBe(EXCEEDED);
  });

  test('of one user do not lock another', async () => {
    await start();
    await confirmedUser(pools, ADA);
    await confirmedUser(pools, 'eve@example.com');
    for (let time = 1; time <= 5; time++) await signIn(pools, 'eve@example.com', 'Wrong-1!aa');
    expect(failure(await signIn(pools, ADA))).toBe('none');
  });
});

describe('a name that belongs to no user', () => {
  const nobody = 'nobody@example.com';

  test("gets the same challenge each time, which looks like a user's", async () => {
    await start();
    await confirmedUser(pools, ADA);
    const user = challengeParameters(await initiateSrp(ADA));
    const first = challengeParameters(await initiateSrp(nobody));
    const second = challengeParameters(await initiateSrp('NOBODY@example.com'));
    expect(Object.keys(first)).toEqual(Object.keys(user));
    expect(second).toMatchObject({ SALT: first.SALT, USERNAME: first.USERNAME });
    expect(first.SALT).not.toBe(user.SALT);
    for (const name of Object.keys(user)) {
      expect(shape(first[name]), name).toBe(shape(user[name]));
    }
  });

  test('gets the challenge of a user name, in a pool of user names', async () => {
    await start({ pool: PLAIN_POOL });
    expect(challengeParameters(await initiateSrp('nobody'))).toMatchObject({
      USERNAME: 'nobody',
      USER_ID_FOR_SRP: 'nobody',
    });
  });

  test('fails at the proof and is locked out, like a wrong password', async () => {
    await start();
    const answers = [];
    for (let time = 1; time <= 5; time++) answers.push(failure(await srp(nobody)));
    expect(answers).toEqual(Array(5).fill(WRONG));
    expect(failure(await initiateSrp(nobody))).toBe(EXCEEDED);
    expect(failure(await signIn(pools, nobody))).toBe(EXCEEDED);
    pools.advance(SECOND);
    expect(failure(await signIn(pools, nobody))).toBe(WRONG);
  });

  test('gets UserNotFoundException from a client that does not hide which users exist', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: 'LEGACY' } });
    expect(failure(await initiateSrp(nobody))).toBe('UserNotFoundException: User does not exist.');
  });

  const shape = (value = '') =>
    value
      .replace(/[0-9a-f]{700,}/, 'a long number')
      .replace(/[A-Za-z0-9+/=]{200,}/, 'a block')
      .replace(/[0-9a-f]/g, 'x')
      .replace(/-xxxx-/g, '-');
});

describe('a user whom an administrator created', () => {
  const invited = async (attributes: Record<string, string> = {}, backend: Backend = {}) => {
    await start(backend);
    await pools.call(
      'AdminCreateUser',
      {
        UserPoolId: pools.poolId,
        Username: ADA,
        TemporaryPassword: 'Temporary-1!',
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      },
      { signed: true },
    );
  };
  const choose = async (responses: Responses, session?: string) => {
    const { body } = await signIn(pools, ADA, 'Temporary-1!');
    return respond(
      { USERNAME: ADA, ...responses },
      { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: session ?? body.Session },
    );
  };

  test('has to choose a password, and is then confirmed', async () => {
    await invited({ given_name: 'Ada' });
    const first = await signIn(pools, ADA, 'Temporary-1!');
    expect(first.body).toEqual({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: expect.any(String),
      ChallengeParameters: {
        USER_ID_FOR_SRP: expect.any(String),
        requiredAttributes: '[]',
        userAttributes: JSON.stringify({
          email_verified: 'false',
          given_name: 'Ada',
          email: ADA,
        }),
      },
    });
    tokensOf(await choose({ NEW_PASSWORD: PASSWORD }));
    expect(await adminGetUser(pools, ADA)).toMatchObject({ UserStatus: 'CONFIRMED' });
    expect(failure(await signIn(pools, ADA))).toBe('none');
    expect(failure(await signIn(pools, ADA, 'Temporary-1!'))).toBe(WRONG);
  });

  test('can send the attributes that the pool requires with it', async () => {
    await invited(
      {},
      {
        pool: {
          ...AMPLIFY_POOL,
          Schema: [
            { Name: 'email', Required: true },
            { Name: 'given_name', Required: true },
          ],
        },
      },
    );
    const { body } = await signIn(pools, ADA, 'Temporary-1!');
    expect((body.ChallengeParameters as Responses).requiredAttributes).toBe(
      '["userAttributes.given_name"]',
    );
    expect(failure(await choose({ NEW_PASSWORD: PASSWORD }))).toBe(
      'InvalidParameterException: Invalid attributes given, given_name is missing',
    );
    const answer = await choose({
      NEW_PASSWORD: PASSWORD,
      'userAttributes.given_name': 'Ada',
    });
    expect(failure(answer)).toBe('none');
    expect((await adminGetUser(pools, ADA)).attributes.given_name).toBe('Ada');
  });

  test.for<[string, Responses, string]>([
    [
      'a weak password',
      { NEW_PASSWORD: 'weak' },
      'InvalidPasswordException: Password did not conform with policy: Password not long enough',
    ],
    ['no password', {}, 'InvalidParameterException: Missing required parameter NEW_PASSWORD'],
    [
      'an attribute that the client may not write',
      { NEW_PASSWORD: PASSWORD, 'userAttributes.email_verified': 'true' },
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    ],
    [
      'the name of another user',
      { NEW_PASSWORD: PASSWORD, USERNAME: 'eve@example.com' },
      'NotAuthorizedException: Invalid session for the user.',
    ],
  ])('cannot answer with %s', async ([, responses, message]) => {
    await invited();
    await confirmedUser(pools, 'eve@example.com');
    expect(failure(await choose(responses))).toBe(message);
    expect(await adminGetUser(pools, ADA)).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD' });
  });

  test('cannot answer with a forged session', async () => {
    await invited();
    const answer = await choose({ NEW_PASSWORD: PASSWORD }, 'A'.repeat(40));
    expect(failure(answer)).toBe('NotAuthorizedException: Invalid session for the user.');
  });

  test('cannot sign in with the temporary password after a week', async () => {
    await invited();
    pools.advance(7 * 24 * 60 * MINUTE);
    expect(failure(await signIn(pools, ADA, 'Temporary-1!'))).toBe(
      'NotAuthorizedException: Temporary password has expired and must be reset by an administrator.',
    );
  });
});

describe('RespondToAuthChallenge', () => {
  test.for([
    [
      'a challenge that is not supported, by its name',
      { ChallengeName: 'WEB_AUTHN' },
      'UnsupportedOperationException: The sandbox does not support the challenge WEB_AUTHN.',
    ],
    [
      'no session',
      { ChallengeName: 'NEW_PASSWORD_REQUIRED' },
      'InvalidParameterException: Missing required parameter Session',
    ],
    [
      'a session that is too short',
      { Session: 'short' },
      "InvalidParameterException: 1 validation error detected: Value at 'session' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ],
  ] as const)('refuses %s', async ([, more, message]) => {
    await start();
    expect(failure(await respond({ USERNAME: ADA }, more))).toBe(message);
  });

  test('lets a server with AWS credentials answer as well', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const input = {
      UserPoolId: pools.poolId,
      ClientId: pools.clientId,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: await srpAnswer(ADA),
    };
    expect(failure(await pools.call('AdminRespondToAuthChallenge', input))).toMatch(
      /^MissingAuthenticationTokenException/,
    );
    const answer = await pools.call('AdminRespondToAuthChallenge', input, { signed: true });
    expect(failure(answer)).toBe('none');
  });
});
