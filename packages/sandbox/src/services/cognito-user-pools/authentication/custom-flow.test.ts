import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  CHALLENGE_TRIGGERS,
  challengeParameters,
  historyOf,
  responding,
  type Strings,
  srpClient,
  verify,
} from '../../../../testing/sign-in.js';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Answer,
  type Backend,
  confirmedUser,
  failure,
  MINUTE,
  PASSWORD,
  PLAIN_POOL,
  signUp,
  startUserPools,
  type TestUserPools,
  type TriggerEvent,
  type TriggerFunction,
  tokensOf,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const BOB = 'bob@example.com';
const NOBODY = 'nobody@example.com';
const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const WRONG = 'NotAuthorizedException: Incorrect username or password.';
const INVALID_SESSION = 'NotAuthorizedException: Invalid session for the user.';
const UNRECOGNIZABLE = 'InvalidLambdaResponseException: Unrecognizable lambda output';

const echo: TriggerFunction = (event) => event;
const AROUND = { PreAuthentication: echo, PostAuthentication: echo };
const ISSUE = { DefineAuthChallenge: responding({ issueTokens: true }) };

const start = async (backend: Backend = {}, triggers: Backend['triggers'] = {}) => {
  pools = await startUserPools({ ...backend, triggers: { ...CHALLENGE_TRIGGERS, ...triggers } });
};
const initiate = (username = ADA, more: Record<string, unknown> = {}, parameters: Strings = {}) =>
  pools.call('InitiateAuth', {
    ClientId: pools.clientId,
    AuthFlow: 'CUSTOM_AUTH',
    AuthParameters: { USERNAME: username, ...parameters },
    ...more,
  });
/** Answers a challenge as its own user, unless the test names another. */
const answer = (
  challenge: Answer,
  ANSWER: string,
  more: Record<string, unknown> = {},
  responses: Strings = {},
) =>
  pools.call('RespondToAuthChallenge', {
    ClientId: pools.clientId,
    ChallengeName: challenge.body.ChallengeName,
    Session: challenge.body.Session,
    ChallengeResponses: {
      USERNAME: challengeParameters(challenge).USERNAME,
      ANSWER,
      ...responses,
    },
    ...more,
  });
const respond = (ChallengeName: string, ChallengeResponses: Strings, Session?: unknown) =>
  pools.call('RespondToAuthChallenge', {
    ClientId: pools.clientId,
    ChallengeName,
    ChallengeResponses,
    Session,
  });
const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });
const sources = () => pools.events.map(({ triggerSource }) => triggerSource.split('_')[0]);

describe('a custom sign-in', () => {
  test("calls the app's functions with AWS's events, and gives tokens in the end", async () => {
    await start({ preTokenGeneration: { version: 'V2_0', run: echo } }, AROUND);
    await confirmedUser(pools, ADA);
    const challenge = await initiate(ADA, { ClientMetadata: { at: 'initiate' } });
    expect(challenge.body).toEqual({
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: expect.any(String),
      ChallengeParameters: { USERNAME: UUID, question: 'Which?' },
    });
    const signedIn = await answer(challenge, 'right', { ClientMetadata: { at: 'respond' } });
    expect(tokensOf(signedIn).RefreshToken).toBeTruthy();

    const userAttributes = {
      sub: UUID,
      email: ADA,
      email_verified: 'false',
      'cognito:email_alias': ADA,
      'cognito:user_status': 'CONFIRMED',
    };
    const common = {
      version: '1',
      region: 'eu-west-1',
      userPoolId: pools.poolId,
      userName: UUID,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: pools.clientId },
    };
    const clientMetadata = { at: 'respond' };
    const passed = {
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult: true,
      challengeMetadata: 'QUESTION-0',
    };
    const undecided = { challengeName: null, issueTokens: null, failAuthentication: null };
    expect(pools.events).toEqual([
      expect.objectContaining({
        triggerSource: 'PreAuthentication_Authentication',
        request: { userAttributes, validationData: { at: 'initiate' }, userNotFound: false },
      }),
      {
        ...common,
        triggerSource: 'DefineAuthChallenge_Authentication',
        request: { userAttributes, session: [], userNotFound: false },
        response: undecided,
      },
      {
        ...common,
        triggerSource: 'CreateAuthChallenge_Authentication',
        request: {
          userAttributes,
          challengeName: 'CUSTOM_CHALLENGE',
          session: [],
          userNotFound: false,
        },
        response: {
          publicChallengeParameters: null,
          privateChallengeParameters: null,
          challengeMetadata: null,
        },
      },
      {
        ...common,
        triggerSource: 'VerifyAuthChallengeResponse_Authentication',
        request: {
          userAttributes,
          privateChallengeParameters: { answer: 'right' },
          challengeAnswer: 'right',
          clientMetadata,
          userNotFound: false,
        },
        response: { answerCorrect: null },
      },
      {
        ...common,
        triggerSource: 'DefineAuthChallenge_Authentication',
        request: { userAttributes, session: [passed], clientMetadata, userNotFound: false },
        response: undecided,
      },
      expect.objectContaining({
        triggerSource: 'PostAuthentication_Authentication',
        request: { userAttributes, newDeviceUsed: false, clientMetadata },
      }),
      expect.objectContaining({
        triggerSource: 'TokenGeneration_Authentication',
        request: expect.objectContaining({ clientMetadata }),
      }),
    ]);
  });

  test('continues after wrong answers, with every challenge so far in the session', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const first = await initiate();
    const second = await answer(first, 'wrong', { ClientMetadata: { try: '2' } });
    expect(second.body.Session).not.toBe(first.body.Session);
    const third = await answer(second, 'left');
    expect(tokensOf(await answer(third, 'right')).AccessToken).toBeTruthy();
    const result = (challengeResult: boolean, metadata: string) => ({
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult,
      challengeMetadata: metadata,
    });
    const all = [
      result(false, 'QUESTION-0'),
      result(false, 'QUESTION-1'),
      result(true, 'QUESTION-2'),
    ];
    const defined = pools.events.filter(({ triggerSource }) => /^Define/.test(triggerSource));
    expect(defined.map(historyOf)).toEqual([[], all.slice(0, 1), all.slice(0, 2), all]);
    const created = pools.events.filter(({ triggerSource }) => /^Create/.test(triggerSource));
    expect(created.map(historyOf)).toEqual([[], all.slice(0, 1), all.slice(0, 2)]);
    expect(created.map(({ request }) => request.clientMetadata)).toEqual([
      undefined,
      { try: '2' },
      undefined,
    ]);
  });

  test('ends, and its session with it, when the app fails it', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const third = await answer(await answer(await initiate(), 'wrong'), 'wrong');
    expect(failure(await answer(third, 'wrong'))).toBe(WRONG);
    expect(failure(await answer(third, 'right'))).toMatch(/Invalid session for the user/);
  });

  test('does not send userNotFound for a client that does not hide which users exist', async () => {
    const { PreventUserExistenceErrors: _, ...client } = AMPLIFY_CLIENT;
    await start({ client });
    await confirmedUser(pools, ADA);
    await answer(await initiate(), 'right');
    expect(sources()).toEqual([
      'DefineAuthChallenge',
      'CreateAuthChallenge',
      'VerifyAuthChallengeResponse',
      'DefineAuthChallenge',
    ]);
    for (const { request } of pools.events) expect(request).not.toHaveProperty('userNotFound');
  });

  test('needs no more functions than its challenges do', async () => {
    pools = await startUserPools({ triggers: ISSUE });
    await confirmedUser(pools, ADA);
    expect(tokensOf(await initiate()).AccessToken).toBeTruthy();
  });

  test('can be started and answered by a server with AWS credentials', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const input = { UserPoolId: pools.poolId, ClientId: pools.clientId };
    const begin = {
      ...input,
      AuthFlow: 'CUSTOM_AUTH',
      AuthParameters: { USERNAME: ADA, CHALLENGE_NAME: 'CUSTOM_CHALLENGE' },
    };
    expect(failure(await pools.call('AdminInitiateAuth', begin))).toMatch(/^MissingAuthentication/);
    const challenge = await pools.call('AdminInitiateAuth', begin, { signed: true });
    const end = {
      ...input,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: challenge.body.Session,
      ChallengeResponses: { USERNAME: ADA, ANSWER: 'right' },
    };
    const signedIn = await pools.call('AdminRespondToAuthChallenge', end, { signed: true });
    expect(tokensOf(signedIn).AccessToken).toBeTruthy();
  });

  test.for<[string, Backend['triggers'], string]>([
    [
      'both fail the sign-in and issue tokens',
      { DefineAuthChallenge: responding({ failAuthentication: true, issueTokens: true }) },
      WRONG,
    ],
    ['say nothing', { DefineAuthChallenge: echo }, UNRECOGNIZABLE],
    [
      'answer false to everything',
      { DefineAuthChallenge: responding({ failAuthentication: false, issueTokens: false }) },
      UNRECOGNIZABLE,
    ],
    [
      'issue tokens with a string instead of a boolean',
      { DefineAuthChallenge: responding({ issueTokens: 'true' }) },
      UNRECOGNIZABLE,
    ],
    [
      'name a challenge with a number',
      { DefineAuthChallenge: responding({ challengeName: 1 }) },
      UNRECOGNIZABLE,
    ],
    [
      'name a challenge that is not supported',
      { DefineAuthChallenge: responding({ challengeName: 'SMS_MFA' }) },
      'UnsupportedOperationException: The sandbox does not support the challenge SMS_MFA in a custom sign-in.',
    ],
    [
      'ask for a password when the client did not begin with one',
      { DefineAuthChallenge: responding({ challengeName: 'PASSWORD_VERIFIER' }) },
      'InvalidParameterException: Missing required parameter SRP_A',
    ],
    [
      'ask for a new password before the old one',
      { DefineAuthChallenge: responding({ challengeName: 'NEW_PASSWORD_REQUIRED' }) },
      UNRECOGNIZABLE,
    ],
    ['return no parameters of the challenge', { CreateAuthChallenge: echo }, WRONG],
    [
      'return no private parameters of the challenge',
      { CreateAuthChallenge: responding({ publicChallengeParameters: { question: '?' } }) },
      WRONG,
    ],
    [
      'return a parameter that is not text',
      { CreateAuthChallenge: responding({ privateChallengeParameters: { answer: 42 } }) },
      UNRECOGNIZABLE,
    ],
    [
      'return a list of parameters',
      { CreateAuthChallenge: responding({ privateChallengeParameters: ['right'] }) },
      UNRECOGNIZABLE,
    ],
    [
      'return metadata that is not text',
      {
        CreateAuthChallenge: responding({
          privateChallengeParameters: { answer: 'right' },
          challengeMetadata: {},
        }),
      },
      UNRECOGNIZABLE,
    ],
    [
      'fail while defining',
      {
        DefineAuthChallenge: () => {
          throw new Error('not today');
        },
      },
      'UserLambdaValidationException: DefineAuthChallenge failed with error not today.',
    ],
    [
      'fail while creating',
      {
        CreateAuthChallenge: () => {
          throw new Error('not today');
        },
      },
      'UserLambdaValidationException: CreateAuthChallenge failed with error not today.',
    ],
  ])('does not start with functions that %s', async ([, triggers, message]) => {
    await start({}, triggers);
    await confirmedUser(pools, ADA);
    expect(failure(await initiate())).toBe(message);
  });

  test.for<[string, Backend['triggers'], string]>([
    [
      'a wrong answer to a verifier that returns nothing',
      { VerifyAuthChallengeResponse: echo },
      'none',
    ],
    [
      'no answer to a verifier that returns a string',
      { VerifyAuthChallengeResponse: responding({ answerCorrect: 'true' }) },
      UNRECOGNIZABLE,
    ],
    [
      'no answer to a verifier that fails',
      {
        VerifyAuthChallengeResponse: () => {
          throw new Error('not today');
        },
      },
      'UserLambdaValidationException: VerifyAuthChallengeResponse failed with error not today.',
    ],
  ])('accepts %s', async ([, triggers, message]) => {
    await start({}, triggers);
    await confirmedUser(pools, ADA);
    const next = await answer(await initiate(), 'right');
    expect(failure(next)).toBe(message);
    expect(next.body.AuthenticationResult).toBeUndefined();
  });

  test.for<[string, () => Promise<Answer>, string]>([
    [
      'a first challenge of another kind',
      () => initiate(ADA, {}, { CHALLENGE_NAME: 'SMS_MFA' }),
      'InvalidParameterException: CHALLENGE_NAME must be SRP_A or CUSTOM_CHALLENGE.',
    ],
    [
      'a password without its public value',
      () => initiate(ADA, {}, { CHALLENGE_NAME: 'SRP_A' }),
      'InvalidParameterException: Missing required parameter SRP_A',
    ],
    [
      'a public value with which anybody would know the password',
      () => initiate(ADA, {}, { CHALLENGE_NAME: 'SRP_A', SRP_A: '0' }),
      'InvalidParameterException: Invalid SRP_A parameter.',
    ],
    [
      'no answer',
      async () => answer(await initiate(), ''),
      'InvalidParameterException: Missing required parameter ANSWER',
    ],
    [
      'no session',
      async () => answer(await initiate(), 'right', { Session: undefined }),
      'InvalidParameterException: Missing required parameter Session',
    ],
  ])('refuses %s', async ([, attempt, message]) => {
    await start();
    await confirmedUser(pools, ADA);
    expect(failure(await attempt())).toBe(message);
  });

  test('is refused to a client that does not allow it', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] } });
    await confirmedUser(pools, ADA);
    expect(failure(await initiate())).toBe(
      'InvalidParameterException: CUSTOM_AUTH flow not enabled for this client',
    );
    expect(pools.events).toEqual([]);
  });

  test.for(Object.keys(CHALLENGE_TRIGGERS))('is refused when %s is missing', async (missing) => {
    await start();
    await confirmedUser(pools, ADA);
    const triggers = Object.fromEntries(
      Object.entries(CHALLENGE_TRIGGERS).filter(([name]) => name !== missing),
    );
    await pools.deploy({ triggers });
    const challenge = await initiate();
    const last = challenge.body.Session ? await answer(challenge, 'right') : challenge;
    expect(failure(last)).toBe(
      'InvalidParameterException: Custom auth lambda trigger is not configured for the user pool.',
    );
  });

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
  ])('shows the status of %s only after the last challenge', async ([, prepare, message]) => {
    await start();
    await prepare();
    const second = await answer(await initiate(), 'wrong');
    expect(failure(second)).toBe('none');
    expect(failure(await answer(second, 'right'))).toBe(message);
  });

  test('gives no tokens to a user whom a function deleted on the way', async () => {
    await start(
      {},
      {
        VerifyAuthChallengeResponse: async (event) => {
          await admin('AdminDeleteUser');
          return verify(event);
        },
      },
    );
    await confirmedUser(pools, ADA);
    expect(failure(await answer(await initiate(), 'right'))).toBe(WRONG);
  });
});

describe('a custom sign-in that starts with the password', () => {
  const custom = (username: string, password = PASSWORD) =>
    srpClient(pools, username, {
      password,
      authFlow: 'CUSTOM_AUTH',
      parameters: { CHALLENGE_NAME: 'SRP_A' },
    });
  const passed = (challengeName: string, challengeMetadata: string | null = null) => ({
    challengeName,
    challengeResult: true,
    challengeMetadata,
  });

  test("asks for the password, then for the app's challenges", async () => {
    await start({}, AROUND);
    await confirmedUser(pools, ADA);
    const client = custom(ADA);
    const first = await client.initiate();
    expect(first.body).toEqual({
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        SALT: expect.any(String),
        SECRET_BLOCK: expect.any(String),
        SRP_B: expect.any(String),
        USERNAME: UUID,
        USER_ID_FOR_SRP: UUID,
      },
    });
    const second = await respond('PASSWORD_VERIFIER', client.prove(first));
    expect(second.body).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: UUID, question: 'Which?' },
    });
    expect(tokensOf(await answer(second, 'right')).AccessToken).toBeTruthy();
    expect(sources()).toEqual([
      'PreAuthentication',
      'DefineAuthChallenge',
      'DefineAuthChallenge',
      'CreateAuthChallenge',
      'VerifyAuthChallengeResponse',
      'DefineAuthChallenge',
      'PostAuthentication',
    ]);
    const srp = [passed('SRP_A'), passed('PASSWORD_VERIFIER')];
    const all = [...srp, passed('CUSTOM_CHALLENGE', 'QUESTION-2')];
    const defined = pools.events.filter(({ triggerSource }) => /^Define/.test(triggerSource));
    expect(defined.map(historyOf)).toEqual([srp.slice(0, 1), srp, all]);
  });

  test('reports a wrong password to the app, and counts it like any other', async () => {
    await start();
    await confirmedUser(pools, ADA);
    for (let time = 1; time <= 5; time++) {
      const client = custom(ADA, 'Wrong-Horse-9');
      const wrong = await respond('PASSWORD_VERIFIER', client.prove(await client.initiate()));
      expect(failure(wrong)).toBe(WRONG);
    }
    expect(historyOf(pools.events.at(-1) as TriggerEvent)).toEqual([
      passed('SRP_A'),
      { ...passed('PASSWORD_VERIFIER'), challengeResult: false },
    ]);
    expect(failure(await custom(ADA).initiate())).toBe(
      'NotAuthorizedException: Password attempts exceeded',
    );
  });

  test('can ask for the password again, with another secret', async () => {
    await start(
      {},
      {
        DefineAuthChallenge: (event) =>
          historyOf(event).at(-1)?.challengeResult && historyOf(event).length > 1
            ? responding({ issueTokens: true })(event)
            : responding({ challengeName: 'PASSWORD_VERIFIER' })(event),
      },
    );
    await confirmedUser(pools, ADA);
    const client = custom(ADA);
    const first = await client.initiate();
    const spoilt = { ...client.prove(first), PASSWORD_CLAIM_SIGNATURE: 'AAAA' };
    const second = await respond('PASSWORD_VERIFIER', spoilt);
    expect(challengeParameters(second).SRP_B).not.toBe(challengeParameters(first).SRP_B);
    const third = await respond('PASSWORD_VERIFIER', client.prove(second));
    expect(tokensOf(third).AccessToken).toBeTruthy();
  });

  test('shows the status of an account only after the right password', async () => {
    await start();
    await signUp(pools, ADA);
    const wrong = custom(ADA, 'Wrong-Horse-9');
    const right = custom(ADA);
    expect(failure(await respond('PASSWORD_VERIFIER', wrong.prove(await wrong.initiate())))).toBe(
      WRONG,
    );
    expect(failure(await respond('PASSWORD_VERIFIER', right.prove(await right.initiate())))).toBe(
      'UserNotConfirmedException: User is not confirmed.',
    );
  });

  const CHANGE: Record<string, string> = {
    SRP_A: 'PASSWORD_VERIFIER',
    PASSWORD_VERIFIER: 'NEW_PASSWORD_REQUIRED',
    NEW_PASSWORD_REQUIRED: 'CUSTOM_CHALLENGE',
  };
  const defineChange: TriggerFunction = (event) => {
    const challengeName = CHANGE[historyOf(event).at(-1)?.challengeName ?? ''];
    return responding(challengeName ? { challengeName } : { issueTokens: true })(event);
  };

  test('can ask an invited user to choose a password', async () => {
    await start({}, { DefineAuthChallenge: defineChange });
    await admin('AdminCreateUser');
    const client = custom(ADA, pools.code());
    const second = await respond('PASSWORD_VERIFIER', client.prove(await client.initiate()));
    expect(second.body.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const third = await respond(
      'NEW_PASSWORD_REQUIRED',
      { USERNAME: ADA, NEW_PASSWORD: PASSWORD },
      second.body.Session,
    );
    expect(third.body.ChallengeName).toBe('CUSTOM_CHALLENGE');
    expect(tokensOf(await answer(third, 'right')).AccessToken).toBeTruthy();
    expect(historyOf(pools.events.at(-1) as TriggerEvent).slice(0, 3)).toEqual(
      ['SRP_A', 'PASSWORD_VERIFIER', 'NEW_PASSWORD_REQUIRED'].map((name) => passed(name)),
    );
  });

  test('asks no user with their own password for a new one', async () => {
    await start({}, { DefineAuthChallenge: defineChange });
    await confirmedUser(pools, ADA);
    const client = custom(ADA);
    expect(failure(await respond('PASSWORD_VERIFIER', client.prove(await client.initiate())))).toBe(
      UNRECOGNIZABLE,
    );
  });

  test('rejects a temporary password that has expired', async () => {
    await start({}, { DefineAuthChallenge: defineChange });
    await admin('AdminCreateUser');
    const client = custom(ADA, pools.code());
    pools.advance(8 * 24 * 60 * MINUTE);
    expect(failure(await respond('PASSWORD_VERIFIER', client.prove(await client.initiate())))).toBe(
      'NotAuthorizedException: Temporary password has expired and must be reset by an administrator.',
    );
  });

  test('ends with the same error for a name that belongs to no user', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const [known, unknown] = [custom(ADA, 'Wrong-Horse-9'), custom(NOBODY)];
    const [ofAda, ofNobody] = [await known.initiate(), await unknown.initiate()];
    expect(Object.keys(challengeParameters(ofNobody))).toEqual(
      Object.keys(challengeParameters(ofAda)),
    );
    expect(failure(await respond('PASSWORD_VERIFIER', unknown.prove(ofNobody)))).toBe(WRONG);
    expect(pools.events.map(({ request }) => request.userNotFound)).toEqual([false, true, true]);
  });
});

describe('the session of a custom sign-in', () => {
  const withTwo = async (client = AMPLIFY_CLIENT) => {
    await start({ client });
    await confirmedUser(pools, ADA);
    await confirmedUser(pools, BOB);
  };

  test('shows the client nothing', async () => {
    await withTwo();
    const session = String((await initiate()).body.Session);
    expect(Buffer.from(session, 'base64')).toHaveLength(192);
    expect((await initiate()).body.Session).not.toBe(session);
  });

  test('is valid for one answer: a replay of the right one is refused', async () => {
    await withTwo();
    const challenge = await initiate();
    expect(failure(await answer(challenge, 'right'))).toBe('none');
    expect(failure(await answer(challenge, 'right'))).toBe(
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    );
  });

  test('is used up by a wrong answer', async () => {
    await withTwo();
    const challenge = await initiate();
    await answer(challenge, 'wrong');
    expect(failure(await answer(challenge, 'right'))).toMatch(/session can only be used once/);
  });

  test.for([BOB, NOBODY])(
    'signs nobody in with the name %s, which is not its own',
    async (name) => {
      await withTwo();
      const challenge = await initiate();
      const events = pools.events.length;
      expect(failure(await answer(challenge, 'right', {}, { USERNAME: name }))).toBe(
        INVALID_SESSION,
      );
      expect(pools.events).toHaveLength(events);
    },
  );

  test('accepts its own user, by user name and by alias', async () => {
    await start({ pool: { ...PLAIN_POOL, AliasAttributes: ['email'] } });
    await confirmedUser(pools, 'Ada', { email: ADA, email_verified: 'true' });
    for (const name of ['Ada', 'ADA', ADA]) {
      const challenge = await initiate(ADA);
      expect(failure(await answer(challenge, 'right', {}, { USERNAME: name }))).toBe('none');
    }
  });

  test('is not valid for another client', async () => {
    const other = { Type: 'AWS::Cognito::UserPoolClient', Properties: AMPLIFY_CLIENT };
    await withTwo();
    const Properties = { ...AMPLIFY_CLIENT, UserPoolId: pools.poolId };
    await pools.deploy({
      triggers: CHALLENGE_TRIGGERS,
      resources: { Other: { ...other, Properties } },
    });
    const challenge = await initiate();
    const ClientId = pools.idOf('Other');
    expect(failure(await initiate(ADA, { ClientId }))).toBe('none');
    expect(failure(await answer(challenge, 'right', { ClientId }))).toBe(INVALID_SESSION);
    expect(failure(await answer(challenge, 'right'))).toBe('none');
  });

  test.for<[string, Backend['client'], number]>([
    ['three minutes', AMPLIFY_CLIENT, 3],
    ["the client's own minutes", { ...AMPLIFY_CLIENT, AuthSessionValidity: 10 }, 10],
  ])('lasts %s, and each challenge restarts the time', async ([, client, minutes]) => {
    await withTwo(client);
    const first = await initiate();
    pools.advance(minutes * MINUTE - 1);
    const second = await answer(first, 'wrong');
    expect(failure(second)).toBe('none');
    pools.advance(minutes * MINUTE);
    expect(failure(await answer(second, 'right'))).toBe(
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    );
  });

  test('answers no other challenge than its own', async () => {
    await withTwo();
    const PASSWORD_CLAIM_SECRET_BLOCK = String((await initiate()).body.Session);
    const proof = { TIMESTAMP: 'Tue Mar 3 09:05:07 UTC 2026', PASSWORD_CLAIM_SIGNATURE: 'AAAA' };
    expect(
      failure(
        await respond('PASSWORD_VERIFIER', {
          USERNAME: ADA,
          PASSWORD_CLAIM_SECRET_BLOCK,
          ...proof,
        }),
      ),
    ).toBe(INVALID_SESSION);
    const { Session } = (await initiate()).body;
    expect(
      failure(
        await respond('NEW_PASSWORD_REQUIRED', { USERNAME: ADA, NEW_PASSWORD: PASSWORD }, Session),
      ),
    ).toBe(INVALID_SESSION);
    const plain = srpClient(pools, ADA);
    const { SECRET_BLOCK } = challengeParameters(await plain.initiate());
    expect(
      failure(await respond('CUSTOM_CHALLENGE', { USERNAME: ADA, ANSWER: 'right' }, SECRET_BLOCK)),
    ).toBe(INVALID_SESSION);
  });
});

describe('a custom sign-in with a name that belongs to no user', () => {
  test('runs the same functions, and answers in the same shape', async () => {
    await start({}, AROUND);
    await confirmedUser(pools, ADA);
    const known = await initiate(ADA);
    const unknown = await initiate(NOBODY);
    expect(unknown.body).toEqual({
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: expect.any(String),
      ChallengeParameters: { USERNAME: UUID, question: 'Which?' },
    });
    expect(String(unknown.body.Session)).toHaveLength(String(known.body.Session).length);
    const again = challengeParameters(await initiate(NOBODY)).USERNAME;
    expect(challengeParameters(unknown).USERNAME).toBe(again);
    expect(failure(await answer(unknown, 'wrong'))).toBe('none');
    expect(pools.events.at(-1)).toMatchObject({
      triggerSource: 'CreateAuthChallenge_Authentication',
      userName: NOBODY,
      request: { userAttributes: {}, userNotFound: true },
    });
    const [pre, definition, creation] = [
      'PreAuthentication',
      'DefineAuthChallenge',
      'CreateAuthChallenge',
    ];
    const round = [pre, definition, creation];
    expect(sources()).toEqual([
      ...round,
      ...round,
      ...round,
      'VerifyAuthChallengeResponse',
      definition,
      creation,
    ]);
  });

  test.for(['the name that was given', 'the name that the challenge has'])(
    'accepts answers with %s, and gives no tokens for the right one',
    async (which) => {
      await start({}, AROUND);
      const challenge = await initiate(NOBODY);
      const USERNAME =
        which === 'the name that was given' ? NOBODY : challengeParameters(challenge).USERNAME;
      const last = await answer(challenge, 'right', {}, { USERNAME: USERNAME ?? '' });
      expect(failure(last)).toBe(WRONG);
      expect(sources().at(-1)).toBe('DefineAuthChallenge');
    },
  );

  test('gets no tokens, whatever the functions decide', async () => {
    let say: Record<string, unknown> = {};
    const saying: TriggerFunction = (event) => ({ ...event, response: say });
    await start(
      {},
      {
        DefineAuthChallenge: saying,
        CreateAuthChallenge: saying,
        VerifyAuthChallengeResponse: saying,
      },
    );
    const challengeName = fc.constantFrom('CUSTOM_CHALLENGE', 'PASSWORD_VERIFIER', 'SRP_A', '', 7);
    const spoken = fc.record(
      {
        issueTokens: fc.constantFrom(true, false, null, 'true', 1),
        failAuthentication: fc.constantFrom(false, null, 'false', 0),
        answerCorrect: fc.constantFrom(true, 'true', 1),
        challengeName,
        privateChallengeParameters: fc.constantFrom({ answer: 'right' }, {}, null, 'right'),
      },
      { requiredKeys: [] },
    );
    const begin = fc.constantFrom<Strings>({}, { CHALLENGE_NAME: 'SRP_A', SRP_A: '2' });
    await fc.assert(
      fc.asyncProperty(spoken, spoken, begin, async (first, second, parameters) => {
        say = first;
        const challenge = await initiate(NOBODY, {}, parameters);
        expect(challenge.body.AuthenticationResult).toBeUndefined();
        if (challenge.body.Session === undefined) return;
        say = second;
        const next = await answer(challenge, 'right');
        expect(next.body.AuthenticationResult).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  test('gets no tokens from a function that always issues tokens', async () => {
    await start({}, { ...ISSUE, ...AROUND });
    expect(failure(await initiate(NOBODY))).toBe(WRONG);
    expect(sources()).toEqual(['PreAuthentication', 'DefineAuthChallenge']);
  });

  test.for([ADA, BOB])('rejects an answer with another name: %s', async (name) => {
    await start();
    await confirmedUser(pools, ADA);
    const challenge = await initiate(NOBODY);
    expect(failure(await answer(challenge, 'right', {}, { USERNAME: name }))).toBe(INVALID_SESSION);
  });

  test('does not become the user who signs up with it meanwhile', async () => {
    await start({ pool: AMPLIFY_POOL });
    const challenge = await initiate(ADA);
    await confirmedUser(pools, ADA);
    expect(failure(await answer(challenge, 'right', {}, { USERNAME: ADA }))).toBe(INVALID_SESSION);
  });

  test('gets UserNotFoundException from a client that does not hide which users exist', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: 'LEGACY' } });
    expect(failure(await initiate(NOBODY))).toBe('UserNotFoundException: User does not exist.');
    expect(pools.events).toEqual([]);
  });
});
