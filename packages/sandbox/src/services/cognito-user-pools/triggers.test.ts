import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  adminGetUser,
  type Backend,
  confirmedUser,
  failure,
  Outcome,
  PASSWORD,
  PLAIN_POOL,
  signedIn,
  signIn,
  signUp,
  startUserPools,
  type TestUserPools,
  type TriggerEvent,
  type TriggerFunction,
} from '../../../testing/user-pools.js';

let pools: TestUserPools;
const start = async (backend: Backend = {}) => {
  pools = await startUserPools(backend);
};
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const echo: TriggerFunction = (event) => event;
const fail: TriggerFunction = () => {
  throw new Error('not today');
};
/** Makes a function that returns the event with this response. */
const responding =
  (response: unknown): TriggerFunction =>
  (event) => ({ ...event, response });

const ALL = {
  PreSignUp: echo,
  CustomMessage: echo,
  PostConfirmation: echo,
  PreAuthentication: echo,
  PostAuthentication: echo,
};
const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });
const confirm = (more: Record<string, unknown> = {}) =>
  pools.call('ConfirmSignUp', {
    ClientId: pools.clientId,
    Username: ADA,
    ConfirmationCode: pools.code(),
    ...more,
  });
const forgot = (more: Record<string, unknown> = {}) =>
  pools.call('ForgotPassword', { ClientId: pools.clientId, Username: ADA, ...more });
const confirmForgot = (more: Record<string, unknown> = {}) =>
  pools.call('ConfirmForgotPassword', {
    ClientId: pools.clientId,
    Username: ADA,
    ConfirmationCode: pools.code(),
    Password: PASSWORD,
    ...more,
  });
const sources = () => pools.events.map(({ triggerSource }) => triggerSource);

describe("the events of a user's life", () => {
  const common = (triggerSource: string, clientId: string) => ({
    version: '1',
    region: 'eu-west-1',
    userPoolId: pools.poolId,
    userName: UUID,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    triggerSource,
  });
  const attributes = (status: string, verified: string) => ({
    sub: UUID,
    'cognito:email_alias': ADA,
    'cognito:user_status': status,
    email_verified: verified,
    email: ADA,
  });
  const message = {
    codeParameter: '{####}',
    linkParameter: '{##Click Here##}',
    usernameParameter: null,
  };
  const noMessage = { smsMessage: null, emailMessage: null, emailSubject: null };

  test('have the shape of AWS, from sign-up to sign-in', async () => {
    await start({
      triggers: ALL,
      preTokenGeneration: { version: 'V1_0', run: echo },
      client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: 'ENABLED' },
    });
    await signUp(pools, ADA);
    await confirm();
    await signIn(pools, ADA);
    const client = pools.clientId;
    expect(pools.events).toEqual([
      {
        ...common('PreSignUp_SignUp', client),
        request: { userAttributes: { email: ADA }, validationData: null },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
      {
        ...common('CustomMessage_SignUp', client),
        request: { userAttributes: attributes('UNCONFIRMED', 'false'), ...message },
        response: noMessage,
      },
      {
        ...common('PostConfirmation_ConfirmSignUp', client),
        request: { userAttributes: attributes('CONFIRMED', 'true') },
        response: {},
      },
      {
        ...common('PreAuthentication_Authentication', client),
        request: {
          userAttributes: attributes('CONFIRMED', 'true'),
          validationData: null,
          userNotFound: false,
        },
        response: {},
      },
      {
        ...common('PostAuthentication_Authentication', client),
        request: { userAttributes: attributes('CONFIRMED', 'true'), newDeviceUsed: false },
        response: {},
      },
      {
        ...common('TokenGeneration_Authentication', client),
        request: {
          userAttributes: attributes('CONFIRMED', 'true'),
          groupConfiguration: {
            groupsToOverride: [],
            iamRolesToOverride: [],
            preferredRole: null,
          },
        },
        response: { claimsOverrideDetails: null },
      },
    ]);
    expect(Object.keys(pools.events[0] ?? {})).toEqual([
      'version',
      'region',
      'userPoolId',
      'userName',
      'callerContext',
      'triggerSource',
      'request',
      'response',
    ]);
  });

  test('have the shape of AWS, around a forgotten password', async () => {
    await start({ triggers: ALL });
    await confirmedUser(pools, ADA, { email_verified: 'true' });
    await forgot();
    await confirmForgot();
    expect(pools.events.slice(-2)).toEqual([
      {
        ...common('CustomMessage_ForgotPassword', pools.clientId),
        request: { userAttributes: attributes('CONFIRMED', 'true'), ...message },
        response: noMessage,
      },
      {
        ...common('PostConfirmation_ConfirmForgotPassword', pools.clientId),
        request: { userAttributes: attributes('CONFIRMED', 'true') },
        response: {},
      },
    ]);
  });

  test('have the shape of AWS, when an administrator creates the user', async () => {
    await start({ triggers: ALL });
    await admin('AdminCreateUser', {
      UserAttributes: [{ Name: 'given_name', Value: 'Ada' }],
      ValidationData: [{ Name: 'from', Value: 'console' }],
    });
    expect(pools.events).toEqual([
      {
        ...common('PreSignUp_AdminCreateUser', 'CLIENT_ID_NOT_APPLICABLE'),
        request: {
          userAttributes: { given_name: 'Ada', email: ADA },
          validationData: { from: 'console' },
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
      {
        ...common('CustomMessage_AdminCreateUser', 'CLIENT_ID_NOT_APPLICABLE'),
        request: {
          userAttributes: { ...attributes('FORCE_CHANGE_PASSWORD', 'false'), given_name: 'Ada' },
          ...message,
          usernameParameter: '{username}',
        },
        response: noMessage,
      },
    ]);
  });

  const ClientMetadata = { plan: 'gold' };
  test.for<
    [string, () => Promise<unknown>, Record<string, 'clientMetadata' | 'validationData' | 'none'>]
  >([
    [
      'SignUp',
      () => signUp(pools, ADA, {}, { ClientMetadata }),
      { PreSignUp_SignUp: 'clientMetadata', CustomMessage_SignUp: 'clientMetadata' },
    ],
    [
      'ConfirmSignUp',
      async () => {
        await signUp(pools, ADA);
        await confirm({ ClientMetadata });
      },
      { PostConfirmation_ConfirmSignUp: 'clientMetadata' },
    ],
    [
      'ResendConfirmationCode',
      async () => {
        await signUp(pools, ADA);
        await pools.call('ResendConfirmationCode', {
          ClientId: pools.clientId,
          Username: ADA,
          ClientMetadata,
        });
      },
      { CustomMessage_ResendCode: 'clientMetadata' },
    ],
    [
      'InitiateAuth',
      async () => {
        await confirmedUser(pools, ADA);
        await signIn(pools, ADA, PASSWORD, { ClientMetadata });
      },
      {
        PreAuthentication_Authentication: 'validationData',
        PostAuthentication_Authentication: 'none',
        TokenGeneration_Authentication: 'none',
      },
    ],
    [
      'RespondToAuthChallenge',
      async () => {
        await admin('AdminCreateUser', { TemporaryPassword: PASSWORD });
        const { body } = await signIn(pools, ADA);
        await pools.call('RespondToAuthChallenge', {
          ClientId: pools.clientId,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          ChallengeResponses: { USERNAME: ADA, NEW_PASSWORD: PASSWORD },
          Session: body.Session,
          ClientMetadata,
        });
      },
      {
        PostAuthentication_Authentication: 'clientMetadata',
        TokenGeneration_NewPasswordChallenge: 'clientMetadata',
      },
    ],
    [
      'AdminConfirmSignUp',
      async () => {
        await signUp(pools, ADA);
        await admin('AdminConfirmSignUp', { ClientMetadata });
      },
      { PostConfirmation_ConfirmSignUp: 'clientMetadata' },
    ],
    [
      'AdminResetUserPassword',
      async () => {
        await confirmedUser(pools, ADA, { email_verified: 'true' });
        await admin('AdminResetUserPassword', { ClientMetadata });
      },
      { CustomMessage_ForgotPassword: 'clientMetadata' },
    ],
    [
      'AdminUpdateUserAttributes',
      async () => {
        await confirmedUser(pools, ADA);
        const UserAttributes = [{ Name: 'email', Value: 'new@example.com' }];
        await admin('AdminUpdateUserAttributes', { UserAttributes, ClientMetadata });
      },
      { CustomMessage_UpdateUserAttribute: 'clientMetadata' },
    ],
    [
      'ConfirmForgotPassword',
      async () => {
        await confirmedUser(pools, ADA, { email_verified: 'true' });
        await forgot();
        await confirmForgot({ ClientMetadata });
      },
      { PostConfirmation_ConfirmForgotPassword: 'clientMetadata' },
    ],
  ])("contain %s's data where AWS's events do", async ([, run, expected]) => {
    await start({ triggers: ALL, preTokenGeneration: { version: 'V1_0', run: echo } });
    await run();
    for (const [source, place] of Object.entries(expected)) {
      const event = pools.events.find(({ triggerSource }) => triggerSource === source);
      expect(event, source).toBeDefined();
      const { clientMetadata, validationData } = event?.request ?? {};
      expect({ clientMetadata, validationData }, source).toMatchObject({
        clientMetadata: place === 'clientMetadata' ? ClientMetadata : undefined,
        ...(place === 'validationData' && { validationData: ClientMetadata }),
      });
    }
  });

  test.for<[string, () => Promise<unknown>, readonly string[]]>([
    [
      'AdminConfirmSignUp',
      async () => {
        await signUp(pools, ADA);
        await admin('AdminConfirmSignUp');
      },
      ['PreSignUp_SignUp', 'CustomMessage_SignUp', 'PostConfirmation_ConfirmSignUp'],
    ],
    [
      'an invitation that is not sent',
      () => admin('AdminCreateUser', { MessageAction: 'SUPPRESS' }),
      ['PreSignUp_AdminCreateUser'],
    ],
    [
      'an invitation that is sent again',
      async () => {
        await admin('AdminCreateUser');
        await admin('AdminCreateUser', { MessageAction: 'RESEND' });
      },
      [
        'PreSignUp_AdminCreateUser',
        'CustomMessage_AdminCreateUser',
        'CustomMessage_AdminCreateUser',
      ],
    ],
    ['AdminSetUserPassword', () => confirmedUser(pools, ADA), ['PreSignUp_AdminCreateUser']],
  ])('of %s arrive in this order', async ([, run, expected]) => {
    await start({ triggers: ALL });
    await run();
    expect(sources()).toEqual(expected);
  });

  test('tell the pre authentication function that a user does not exist', async () => {
    await start({ triggers: { PreAuthentication: echo } });
    await signIn(pools, 'nobody@example.com');
    expect(pools.events).toEqual([
      expect.objectContaining({
        userName: 'nobody@example.com',
        request: { userAttributes: {}, validationData: null, userNotFound: true },
      }),
    ]);
  });

  test('have no userNotFound when the client does not hide which users exist', async () => {
    await start({
      triggers: { PreAuthentication: echo },
      client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: 'LEGACY' },
    });
    await confirmedUser(pools, ADA);
    await signIn(pools, 'nobody@example.com');
    await signIn(pools, ADA);
    expect(pools.events.map(({ request }) => Object.keys(request))).toEqual([
      ['userAttributes', 'validationData'],
    ]);
  });
});

describe('the function before sign-up', () => {
  test.for<[string, Record<string, boolean>, Record<string, unknown>]>([
    ['nothing', {}, { UserStatus: 'UNCONFIRMED', email_verified: 'false' }],
    ['confirm', { autoConfirmUser: true }, { UserStatus: 'CONFIRMED', email_verified: 'false' }],
    [
      'confirm and verify',
      { autoConfirmUser: true, autoVerifyEmail: true },
      { UserStatus: 'CONFIRMED', email_verified: 'true' },
    ],
    ['verify', { autoVerifyEmail: true }, { UserStatus: 'UNCONFIRMED', email_verified: 'true' }],
  ])('may say: %s', async ([, response, expected]) => {
    await start({ triggers: { PreSignUp: responding(response) } });
    const { body } = await signUp(pools, ADA);
    expect(body.UserConfirmed).toBe(response.autoConfirmUser ?? false);
    expect(body.CodeDeliveryDetails !== undefined).toBe(!response.autoConfirmUser);
    const { UserStatus, attributes } = await adminGetUser(pools, ADA);
    expect({ UserStatus, email_verified: attributes.email_verified }).toEqual(expected);
  });

  test('that confirms is followed by the one after confirmation', async () => {
    await start({ triggers: { ...ALL, PreSignUp: responding({ autoConfirmUser: true }) } });
    await signUp(pools, ADA);
    expect(sources()).toEqual(['PreSignUp_SignUp', 'PostConfirmation_ConfirmSignUp']);
  });

  test('cannot verify an address that the user does not have', async () => {
    await start({ triggers: { PreSignUp: responding({ autoVerifyPhone: true }) } });
    expect(failure(await signUp(pools, ADA))).toBe(
      'InvalidLambdaResponseException: PreSignUp cannot verify phone_number: the user has none.',
    );
  });

  test('does not confirm a user whom an administrator creates', async () => {
    const PreSignUp = responding({ autoConfirmUser: true, autoVerifyEmail: true });
    await start({ triggers: { PreSignUp } });
    await admin('AdminCreateUser');
    expect(await adminGetUser(pools, ADA)).toMatchObject({
      UserStatus: 'FORCE_CHANGE_PASSWORD',
      attributes: { email_verified: 'false' },
    });
  });

  test('moves an alias to the user whom it verifies', async () => {
    await start({
      pool: { ...PLAIN_POOL, AliasAttributes: ['email'] },
      triggers: { PreSignUp: responding({ autoConfirmUser: true, autoVerifyEmail: true }) },
    });
    await signUp(pools, 'ada', { email: ADA });
    await signUp(pools, 'eve', { email: ADA });
    expect(await adminGetUser(pools, ADA)).toMatchObject({ Username: 'eve' });
    expect((await adminGetUser(pools, 'ada')).attributes.email_verified).toBe('false');
  });

  test('runs for a name that is already taken, as in AWS', async () => {
    await start();
    await confirmedUser(pools, ADA);
    await pools.deploy({ triggers: { PreSignUp: fail } });
    expect(failure(await signUp(pools, ADA))).toMatch(/^UserLambdaValidationException/);
  });

  test("gets the client's metadata", async () => {
    await start({ triggers: ALL });
    await signUp(pools, ADA, {}, { ValidationData: [{ Name: 'captcha', Value: 'token' }] });
    expect(pools.events[0]?.request.validationData).toEqual({ captcha: 'token' });
  });
});

/** The outcome of each trigger's failure, and the state afterwards. */
const FAILING: readonly [string, () => Promise<unknown>, () => Promise<unknown>, unknown][] = [
  [
    'PreSignUp',
    () => signUp(pools, ADA),
    async () => (await adminGetUser(pools, ADA)).__type,
    'UserNotFoundException',
  ],
  [
    'CustomMessage',
    () => signUp(pools, ADA),
    async () => [(await adminGetUser(pools, ADA)).UserStatus, pools.outbox],
    ['UNCONFIRMED', []],
  ],
  [
    'PostConfirmation',
    async () => {
      await signUp(pools, ADA);
      return confirm();
    },
    async () => (await adminGetUser(pools, ADA)).UserStatus,
    'CONFIRMED',
  ],
  ['PreAuthentication', () => signIn(pools, ADA), async () => 'no tokens', 'no tokens'],
  ['PostAuthentication', () => signIn(pools, ADA), async () => 'no tokens', 'no tokens'],
];

describe('a function that throws', () => {
  test.for(FAILING)(
    'as %s returns its own error message to the client',
    async ([trigger, run, left, expected]) => {
      await start();
      if (trigger.endsWith('Authentication')) await confirmedUser(pools, ADA);
      await pools.deploy({ triggers: { [trigger]: fail } });
      const answer = (await run()) as Parameters<typeof failure>[0];
      expect(failure(answer)).toBe(
        `UserLambdaValidationException: ${trigger} failed with error not today.`,
      );
      expect(answer.status).toBe(400);
      expect(pools.events).toHaveLength(1);
      expect(await left()).toEqual(expected);
    },
  );

  test('after confirmation leaves the password reset', async () => {
    await start();
    await confirmedUser(pools, ADA, { email_verified: 'true' });
    await forgot();
    await pools.deploy({ triggers: { PostConfirmation: fail } });
    const Password = 'Another-Horse-9';
    expect(failure(await confirmForgot({ Password }))).toMatch(/^UserLambdaValidationException/);
    await pools.deploy({});
    expect(failure(await signIn(pools, ADA, Password))).toBe('none');
  });

  test('as custom message leaves a changed attribute as it was', async () => {
    await start();
    await confirmedUser(pools, ADA);
    await pools.deploy({ triggers: { CustomMessage: fail } });
    const answer = await admin('AdminUpdateUserAttributes', {
      UserAttributes: [
        { Name: 'email', Value: 'new@example.com' },
        { Name: 'given_name', Value: 'Ada' },
      ],
    });
    expect(failure(answer)).toMatch(/^UserLambdaValidationException/);
    expect((await adminGetUser(pools, ADA)).attributes).toMatchObject({ email: ADA });
    expect((await adminGetUser(pools, ADA)).attributes.given_name).toBeUndefined();
  });

  test('as custom message leaves the previous code valid', async () => {
    await start();
    await signUp(pools, ADA);
    await pools.deploy({ triggers: { CustomMessage: fail } });
    await pools.call('ResendConfirmationCode', { ClientId: pools.clientId, Username: ADA });
    await pools.deploy({});
    expect(failure(await confirm())).toBe('none');
  });

  test('as custom message keeps the password of a user whom an administrator resets', async () => {
    await start();
    await confirmedUser(pools, ADA, { email_verified: 'true' });
    await pools.deploy({ triggers: { CustomMessage: fail } });
    expect(failure(await admin('AdminResetUserPassword'))).toMatch(/^UserLambda/);
    await pools.deploy({});
    expect(failure(await signIn(pools, ADA))).toBe('none');
  });
});

describe('a function that changes the user while it runs', () => {
  const changes =
    (operation: string, more: Record<string, unknown> = {}): TriggerFunction =>
    async (event) => {
      expect(failure(await admin(operation, more))).toBe('none');
      return event;
    };

  test.for(['PreAuthentication', 'PostAuthentication'])(
    'as %s counts: a user whom it disables is not signed in',
    async (trigger) => {
      await start({ triggers: { [trigger]: changes('AdminDisableUser') } });
      await confirmedUser(pools, ADA);
      expect(failure(await signIn(pools, ADA))).toBe('NotAuthorizedException: User is disabled.');
    },
  );

  test('as PostAuthentication counts: the tokens contain its changes', async () => {
    const UserAttributes = [{ Name: 'nickname', Value: 'countess' }];
    await start({
      triggers: { PostAuthentication: changes('AdminUpdateUserAttributes', { UserAttributes }) },
    });
    await confirmedUser(pools, ADA);
    const { IdToken } = await signedIn(pools, ADA);
    expect(decodeJwt(IdToken)).toMatchObject({ nickname: 'countess' });
  });

  test('as PostConfirmation counts: its group is in the first token', async () => {
    await start({
      groups: [{ GroupName: 'EVERYONE' }],
      triggers: { PostConfirmation: changes('AdminAddUserToGroup', { GroupName: 'EVERYONE' }) },
    });
    await signUp(pools, ADA);
    expect(failure(await confirm())).toBe('none');
    const { AccessToken } = await signedIn(pools, ADA);
    expect(decodeJwt(AccessToken)['cognito:groups']).toEqual(['EVERYONE']);
  });

  const GONE = 'UserNotFoundException: User does not exist.';

  test('as CustomMessage may delete the user, and no code is sent', async () => {
    await start({ triggers: { CustomMessage: changes('AdminDeleteUser') } });
    expect(failure(await signUp(pools, ADA))).toBe(GONE);
    expect(pools.outbox).toEqual([]);
  });

  test.for(['PostAuthentication', 'PreTokenGeneration'])(
    'as %s may delete the user, who is then not signed in',
    async (trigger) => {
      const run = changes('AdminDeleteUser');
      await start(
        trigger === 'PostAuthentication'
          ? { triggers: { PostAuthentication: run } }
          : { preTokenGeneration: { version: 'V1_0', run } },
      );
      await confirmedUser(pools, ADA);
      expect(failure(await signIn(pools, ADA))).toBe(GONE);
    },
  );

  test('as PreAuthentication may delete the user, whose password is then wrong', async () => {
    await start({ triggers: { PreAuthentication: changes('AdminDeleteUser') } });
    await confirmedUser(pools, ADA);
    expect(failure(await signIn(pools, ADA))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
  });

  test('as PreSignUp may create the user itself, and the sign-up finds the name taken', async () => {
    const create = changes('AdminCreateUser', { MessageAction: 'SUPPRESS' });
    const PreSignUp: TriggerFunction = (event) =>
      event.triggerSource === 'PreSignUp_SignUp' ? create(event) : event;
    await start({ triggers: { PreSignUp } });
    expect(failure(await signUp(pools, ADA))).toBe(
      'UsernameExistsException: An account with the given email already exists.',
    );
  });
});

describe('a function', () => {
  const crash = (errorMessage: string) => () =>
    new Outcome({ status: 'crash', error: { errorType: 'Runtime.ExitError', errorMessage } });

  test.for<[string, TriggerFunction, string]>([
    [
      'that exits',
      crash('RequestId: 1 Error: Runtime exited with error: exit status 1'),
      'UserLambdaValidationException: PreSignUp failed with error RequestId: 1 Error: Runtime exited with error: exit status 1.',
    ],
    [
      'that exceeds its own timeout',
      () =>
        new Outcome({
          status: 'timeout',
          error: {
            errorType: 'Sandbox.Timedout',
            errorMessage: 'Task timed out after 3.00 seconds',
          },
        }),
      'UserLambdaValidationException: PreSignUp failed with error Task timed out after 3.00 seconds.',
    ],
    ['that returns nothing', () => undefined, 'Unrecognizable lambda output'],
    ['that returns a string', () => 'ok', 'Unrecognizable lambda output'],
    ['that returns a number', () => 1, 'Unrecognizable lambda output'],
    ['that returns a list', () => [], 'Unrecognizable lambda output'],
    ['that returns an event without response', () => ({}), 'Unrecognizable lambda output'],
    ['that returns null for the response', responding(null), 'Unrecognizable lambda output'],
    ['that returns a list for the response', responding([]), 'Unrecognizable lambda output'],
    [
      'that returns a string instead of a boolean',
      responding({ autoConfirmUser: 'true' }),
      'Unrecognizable lambda output',
    ],
  ])('%s causes a clear error, and no user is signed up', async ([, run, message]) => {
    await start({ triggers: { PreSignUp: run } });
    expect(failure(await signUp(pools, ADA))).toBe(
      message.includes(':') ? message : `InvalidLambdaResponseException: ${message}`,
    );
    expect((await adminGetUser(pools, ADA)).__type).toBe('UserNotFoundException');
  });

  test('that does not exist causes a clear error', async () => {
    const PreSignUp = 'arn:aws:lambda:eu-west-1:123456789012:function:gone';
    await start({ pool: { ...AMPLIFY_POOL, LambdaConfig: { PreSignUp } } });
    expect(failure(await signUp(pools, ADA))).toBe(
      'UnexpectedLambdaException: PreSignUp invocation failed due to error ResourceNotFoundException.',
    );
  });

  test('that returns additional members works all the same', async () => {
    const PreSignUp = (event: TriggerEvent) => ({
      ...event,
      version: 'mine',
      request: null,
      response: { autoConfirmUser: true, more: [1] },
    });
    await start({ triggers: { PreSignUp } });
    expect((await signUp(pools, ADA)).body).toMatchObject({ UserConfirmed: true });
  });
});

describe('a function that takes over five seconds', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Answers only the attempts from this one on. */
  const answeringFrom = (attempt: number): TriggerFunction => {
    let calls = 0;
    return (event) => {
      calls += 1;
      return calls < attempt ? new Promise(() => {}) : event;
    };
  };
  const called = async (times: number) => {
    while (pools.events.length < times) await new Promise(setImmediate);
  };

  test('is tried three times, and then fails', async () => {
    await start({ triggers: { PreSignUp: answeringFrom(4) } });
    const answer = signUp(pools, ADA);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await called(attempt);
      await vi.advanceTimersByTimeAsync(4999);
      expect(pools.events).toHaveLength(attempt);
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(failure(await answer)).toBe(
      'UnexpectedLambdaException: PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
    );
    expect(pools.events).toHaveLength(3);
    expect(new Set(pools.events.map((event) => JSON.stringify(event))).size).toBe(1);
  });

  test('succeeds when a later attempt answers', async () => {
    await start({ triggers: { PreSignUp: answeringFrom(3) } });
    const answer = signUp(pools, ADA);
    for (const attempt of [1, 2]) {
      await called(attempt);
      await vi.advanceTimersByTimeAsync(5000);
    }
    expect(failure(await answer)).toBe('none');
    expect(pools.events).toHaveLength(3);
  });
});
