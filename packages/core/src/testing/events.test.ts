import type {
  CustomMessageTriggerEvent,
  KinesisStreamEvent,
  PreSignUpTriggerEvent,
} from 'aws-lambda';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as testing from './index.js';

const {
  appSyncResolverEvent,
  customMessageEvent,
  defineAuthChallengeEvent,
  dynamodbStreamEvent,
  kinesisStreamEvent,
  preSignUpEvent,
  preTokenGenerationV2Event,
  s3Event,
  schedulerEvent,
  scheduleRuleEvent,
  userMigrationEvent,
} = testing;

describe('the events of Cognito', () => {
  it('are equal to those that Cognito sends, for every trigger source', () => {
    const sources = {
      preSignUpEvent: [
        'PreSignUp_SignUp',
        'PreSignUp_ExternalProvider',
        'PreSignUp_AdminCreateUser',
      ],
      postConfirmationEvent: [
        'PostConfirmation_ConfirmSignUp',
        'PostConfirmation_ConfirmForgotPassword',
      ],
      preAuthenticationEvent: ['PreAuthentication_Authentication'],
      postAuthenticationEvent: ['PostAuthentication_Authentication'],
      customMessageEvent: [
        'CustomMessage_SignUp',
        'CustomMessage_AdminCreateUser',
        'CustomMessage_ResendCode',
        'CustomMessage_ForgotPassword',
        'CustomMessage_UpdateUserAttribute',
        'CustomMessage_VerifyUserAttribute',
        'CustomMessage_Authentication',
      ],
      preTokenGenerationEvent: [
        'TokenGeneration_HostedAuth',
        'TokenGeneration_Authentication',
        'TokenGeneration_NewPasswordChallenge',
        'TokenGeneration_AuthenticateDevice',
        'TokenGeneration_RefreshTokens',
      ],
      preTokenGenerationV2Event: ['TokenGeneration_HostedAuth', 'TokenGeneration_RefreshTokens'],
      preTokenGenerationV3Event: ['TokenGeneration_ClientCredentials'],
      userMigrationEvent: ['UserMigration_Authentication', 'UserMigration_ForgotPassword'],
      defineAuthChallengeEvent: ['DefineAuthChallenge_Authentication'],
      createAuthChallengeEvent: ['CreateAuthChallenge_Authentication'],
      verifyAuthChallengeResponseEvent: ['VerifyAuthChallengeResponse_Authentication'],
      customSMSSenderEvent: [
        'CustomSMSSender_SignUp',
        'CustomSMSSender_ResendCode',
        'CustomSMSSender_ForgotPassword',
        'CustomSMSSender_UpdateUserAttribute',
        'CustomSMSSender_VerifyUserAttribute',
        'CustomSMSSender_AdminCreateUser',
        'CustomSMSSender_Authentication',
      ],
      customEmailSenderEvent: [
        'CustomEmailSender_SignUp',
        'CustomEmailSender_ResendCode',
        'CustomEmailSender_ForgotPassword',
        'CustomEmailSender_UpdateUserAttribute',
        'CustomEmailSender_VerifyUserAttribute',
        'CustomEmailSender_AdminCreateUser',
        'CustomEmailSender_Authentication',
        'CustomEmailSender_AccountTakeOverNotification',
      ],
    } as const;
    const builders = testing as unknown as Record<string, (overrides: object) => object>;
    const events = Object.entries(sources).flatMap(([builder, triggerSources]) =>
      triggerSources.map((triggerSource) => builders[builder]?.({ triggerSource })),
    );
    expect(events).toMatchSnapshot();
  });

  it('have the sub as the user name, as in a pool with sign-in by e-mail address', () => {
    const event = testing.postConfirmationEvent();
    expect(event.userName).toBe(event.request.userAttributes.sub);
  });

  it('have no client id for the calls of an administrator', () => {
    const events = [
      preSignUpEvent({ triggerSource: 'PreSignUp_AdminCreateUser' }),
      customMessageEvent({ triggerSource: 'CustomMessage_AdminCreateUser' }),
    ];
    expect(events.map((event) => event.callerContext.clientId)).toEqual([
      'CLIENT_ID_NOT_APPLICABLE',
      'CLIENT_ID_NOT_APPLICABLE',
    ]);
  });

  it('have no attributes for a user who does not exist', () => {
    const event = defineAuthChallengeEvent({ request: { userNotFound: true } });
    expect(event.request).toEqual({ userAttributes: {}, session: [], userNotFound: true });
  });

  it('have no password for a user who forgot it', () => {
    const event = userMigrationEvent({ triggerSource: 'UserMigration_ForgotPassword' });
    expect(event.request.password).toBe('');
  });

  it('can have version 3 for a user', () => {
    expect(preTokenGenerationV2Event({ version: '3' }).version).toBe('3');
  });

  it('are typed, and so are their overrides', () => {
    expectTypeOf(preSignUpEvent()).toEqualTypeOf<PreSignUpTriggerEvent>();
    expectTypeOf(customMessageEvent()).toEqualTypeOf<CustomMessageTriggerEvent>();
    // @ts-expect-error
    preSignUpEvent({ triggerSource: 'CustomMessage_SignUp' });
    // @ts-expect-error
    preSignUpEvent({ request: { userAtributes: {} } });
  });
});

describe('overrides', () => {
  it('change properties at any depth and keep the rest', () => {
    const event = preSignUpEvent({ request: { userAttributes: { locale: 'es-MX' } } });
    expect(event.request.userAttributes).toEqual({ email: 'ada@example.com', locale: 'es-MX' });
    expect(event.response).toEqual(preSignUpEvent().response);
  });

  it('remove a property with undefined', () => {
    const event = preSignUpEvent({ request: { userAttributes: { email: undefined } } });
    expect(event.request.userAttributes).toEqual({});
  });

  it('replace an array as a whole', () => {
    const session = [{ challengeName: 'SRP_A' as const, challengeResult: true }];
    expect(defineAuthChallengeEvent({ request: { session } }).request.session).toEqual(session);
  });

  it('are copied: one event never changes another', () => {
    const first = preSignUpEvent();
    first.request.userAttributes.email = 'changed';
    first.response.autoConfirmUser = true;
    expect(preSignUpEvent()).toEqual(preSignUpEvent({}));
    expect(preSignUpEvent().request.userAttributes.email).toBe('ada@example.com');
  });
});

describe('the events of the other sources', () => {
  it('are equal to those that AWS sends', () => {
    expect({
      dynamodb: dynamodbStreamEvent([
        {},
        { eventName: 'MODIFY' },
        { eventName: 'REMOVE' },
        { eventName: 'INSERT', dynamodb: { NewImage: { id: { S: 'todo-2' } } } },
      ]),
      kinesis: kinesisStreamEvent([{}, { data: 'text', kinesis: { partitionKey: 'ada' } }]),
      s3: s3Event([{}, { key: 'uploads/Grüße 1+1.txt', eventName: 'ObjectRemoved:Delete' }]),
      scheduler: schedulerEvent(),
      scheduleRule: scheduleRuleEvent(),
      appSync: appSyncResolverEvent({ name: 'Ada' }),
    }).toMatchSnapshot();
  });

  it('have one sequence number and one id for each record', () => {
    const ids = dynamodbStreamEvent(Array.from({ length: 120 }, () => ({}))).Records.map(
      ({ eventID, dynamodb }) => [eventID, dynamodb?.SequenceNumber],
    );
    expect(new Set(ids.map(([id]) => id)).size).toBe(120);
    expect(new Set(ids.map(([, sequenceNumber]) => sequenceNumber)).size).toBe(120);
    const { Records } = kinesisStreamEvent(Array.from({ length: 120 }, () => ({})));
    expect(new Set(Records.map(({ eventID }) => eventID)).size).toBe(120);
  });

  it.each([
    ['a value', { clicked: 'buy' }, '{"clicked":"buy"}'],
    ['a text', 'hello', 'hello'],
    ['bytes', new Uint8Array([104, 105]), 'hi'],
    ['null', null, 'null'],
  ])('contain %s in Kinesis as base64', (_, data, text) => {
    const event: KinesisStreamEvent = kinesisStreamEvent([{ data }]);
    const encoded = event.Records[0]?.kinesis.data ?? '';
    expect(Buffer.from(encoded, 'base64').toString()).toBe(text);
  });

  it('encode the keys of S3 like a form', () => {
    const key = s3Event([{ key: 'uploads/red flower+1.jpg' }]).Records[0]?.s3.object.key;
    expect(key).toBe('uploads/red+flower%2B1.jpg');
  });

  it('have the caller that the test sets', () => {
    expect(appSyncResolverEvent({ name: 'Ada' }, { identity: null })).toMatchObject({
      arguments: { name: 'Ada' },
      identity: null,
    });
  });
});
