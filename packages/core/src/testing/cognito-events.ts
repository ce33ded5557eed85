import type {
  CreateAuthChallengeTriggerEvent,
  CustomEmailSenderTriggerEvent,
  CustomMessageTriggerEvent,
  CustomSMSSenderTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  PostAuthenticationTriggerEvent,
  PostConfirmationTriggerEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
  PreTokenGenerationV3TriggerEvent,
  UserMigrationTriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
} from 'aws-lambda';
import { type Overrides, withOverrides } from './overrides.js';

// Each function returns the event of a user pool as Amplify creates it for sign-in with an e-mail
// address. The user name is the sub.
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html

const sub = '1295d4a4-1041-70b6-f3d1-6d2c1b2a9e3f';

const signingUp = { email: 'ada@example.com' };

const unconfirmed = {
  sub,
  email_verified: 'false',
  'cognito:user_status': 'UNCONFIRMED',
  email: 'ada@example.com',
};

const confirmed = { ...unconfirmed, email_verified: 'true', 'cognito:user_status': 'CONFIRMED' };

/** Cognito sends no client id for the calls of an administrator. */
const byAdministrator = {
  awsSdkVersion: 'aws-sdk-unknown-unknown',
  clientId: 'CLIENT_ID_NOT_APPLICABLE',
};

function trigger(triggerSource: string, request: object, response: object) {
  return {
    version: '1',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_AbCdEf123',
    userName: sub,
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: '3n4b5urk1ft4fl3mg5e62d9ado',
    },
    triggerSource,
    request,
    response,
  };
}

/**
 * Creates a pre sign-up event. The default `triggerSource` is `PreSignUp_SignUp`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 * @example
 * preSignUpEvent({ request: { userAttributes: { email: 'ada@example.org' } } });
 */
export function preSignUpEvent(
  overrides?: Overrides<PreSignUpTriggerEvent>,
): PreSignUpTriggerEvent {
  const source = overrides?.triggerSource ?? 'PreSignUp_SignUp';
  const response = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
  const event = trigger(source, { userAttributes: signingUp, validationData: null }, response);
  if (source === 'PreSignUp_AdminCreateUser') {
    const userAttributes = { ...signingUp, email_verified: 'true' };
    Object.assign(event, { callerContext: byAdministrator });
    event.request = { userAttributes, validationData: null };
  }
  if (source === 'PreSignUp_ExternalProvider') {
    const aliases = { 'cognito:email_alias': '', 'cognito:phone_number_alias': '' };
    event.userName = 'Google_103571795941234567890';
    event.request = { userAttributes: { ...aliases, ...signingUp }, validationData: {} };
  }
  return withOverrides(event, overrides);
}

/**
 * Creates a post confirmation event. The default `triggerSource` is
 * `PostConfirmation_ConfirmSignUp`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 */
export function postConfirmationEvent(
  overrides?: Overrides<PostConfirmationTriggerEvent>,
): PostConfirmationTriggerEvent {
  return withOverrides(
    trigger('PostConfirmation_ConfirmSignUp', { userAttributes: confirmed }, {}),
    overrides,
  );
}

/**
 * Creates a pre authentication event. With `userNotFound: true` it is the event for a user who does
 * not exist, which has no attributes.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
 */
export function preAuthenticationEvent(
  overrides?: Overrides<PreAuthenticationTriggerEvent>,
): PreAuthenticationTriggerEvent {
  return withOverrides(
    trigger(
      'PreAuthentication_Authentication',
      { userAttributes: attributesUnlessUnknown(overrides?.request), validationData: null },
      {},
    ),
    overrides,
  );
}

/**
 * Creates a post authentication event.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-authentication.html
 */
export function postAuthenticationEvent(
  overrides?: Overrides<PostAuthenticationTriggerEvent>,
): PostAuthenticationTriggerEvent {
  return withOverrides(
    trigger(
      'PostAuthentication_Authentication',
      { userAttributes: confirmed, newDeviceUsed: false },
      {},
    ),
    overrides,
  );
}

/**
 * Creates a custom message event. The default `triggerSource` is `CustomMessage_SignUp`. Only
 * `CustomMessage_AdminCreateUser` has the user name to put into the text.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
 */
export function customMessageEvent(
  overrides?: Overrides<CustomMessageTriggerEvent>,
): CustomMessageTriggerEvent {
  const source = overrides?.triggerSource ?? 'CustomMessage_SignUp';
  const isInvitation = source === 'CustomMessage_AdminCreateUser';
  const userAttributes =
    source === 'CustomMessage_SignUp' || source === 'CustomMessage_ResendCode'
      ? unconfirmed
      : isInvitation
        ? { ...confirmed, 'cognito:user_status': 'FORCE_CHANGE_PASSWORD' }
        : confirmed;
  const event = trigger(
    source,
    {
      userAttributes,
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: isInvitation ? '{username}' : null,
    },
    { smsMessage: null, emailMessage: null, emailSubject: null },
  );
  if (isInvitation) Object.assign(event, { callerContext: byAdministrator });
  return withOverrides(event, overrides);
}

const groupConfiguration = {
  groupsToOverride: ['EVERYONE'],
  iamRolesToOverride: [],
  preferredRole: null,
};

/**
 * Creates a pre token generation event of version 1. The default `triggerSource` is
 * `TokenGeneration_Authentication`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function preTokenGenerationEvent(
  overrides?: Overrides<PreTokenGenerationTriggerEvent>,
): PreTokenGenerationTriggerEvent {
  return withOverrides(
    trigger(
      'TokenGeneration_Authentication',
      { userAttributes: confirmed, groupConfiguration },
      { claimsOverrideDetails: null },
    ),
    overrides,
  );
}

/**
 * Creates a pre token generation event of version 2, which also has the scopes and can change the
 * access token. The default `triggerSource` is `TokenGeneration_Authentication`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function preTokenGenerationV2Event(
  overrides?: Overrides<PreTokenGenerationV2TriggerEvent>,
): PreTokenGenerationV2TriggerEvent {
  const event = trigger(
    'TokenGeneration_Authentication',
    { userAttributes: confirmed, groupConfiguration, scopes: ['aws.cognito.signin.user.admin'] },
    { claimsAndScopeOverrideDetails: null },
  );
  return withOverrides({ ...event, version: '2' }, overrides);
}

/**
 * Creates a pre token generation event of version 3 for the client credentials grant
 * (`TokenGeneration_ClientCredentials`), which has no user. For a user's tokens, version 3 has the
 * content of version 2: use `preTokenGenerationV2Event({ version: '3' })`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function preTokenGenerationV3Event(
  overrides?: Overrides<PreTokenGenerationV3TriggerEvent>,
): PreTokenGenerationV3TriggerEvent {
  const event = trigger(
    'TokenGeneration_ClientCredentials',
    {
      userAttributes: {},
      groupConfiguration: { ...groupConfiguration, groupsToOverride: [] },
      scopes: ['reports/read'],
    },
    { claimsAndScopeOverrideDetails: null },
  );
  return withOverrides({ ...event, version: '3', userName: '' }, overrides);
}

/**
 * Creates a user migration event. `UserMigration_Authentication`, the default, has the password.
 * `UserMigration_ForgotPassword` has an empty one.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 */
export function userMigrationEvent(
  overrides?: Overrides<UserMigrationTriggerEvent>,
): UserMigrationTriggerEvent {
  const isForgotten = overrides?.triggerSource === 'UserMigration_ForgotPassword';
  const event = trigger(
    'UserMigration_Authentication',
    { password: isForgotten ? '' : 'Correct-Horse-7', validationData: null },
    {
      userAttributes: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    },
  );
  return withOverrides({ ...event, userName: 'ada@example.com' }, overrides);
}

/**
 * Creates a define auth challenge event. It is the first event of a sign-in, or a later one with
 * `request.session`. With `userNotFound: true` it is the event for a user who does not exist.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 */
export function defineAuthChallengeEvent(
  overrides?: Overrides<DefineAuthChallengeTriggerEvent>,
): DefineAuthChallengeTriggerEvent {
  return withOverrides(
    trigger(
      'DefineAuthChallenge_Authentication',
      { userAttributes: attributesUnlessUnknown(overrides?.request), session: [] },
      { challengeName: null, issueTokens: null, failAuthentication: null },
    ),
    overrides,
  );
}

/**
 * Creates a create auth challenge event.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
 */
export function createAuthChallengeEvent(
  overrides?: Overrides<CreateAuthChallengeTriggerEvent>,
): CreateAuthChallengeTriggerEvent {
  return withOverrides(
    trigger(
      'CreateAuthChallenge_Authentication',
      {
        userAttributes: attributesUnlessUnknown(overrides?.request),
        challengeName: 'CUSTOM_CHALLENGE',
        session: [],
      },
      {
        publicChallengeParameters: null,
        privateChallengeParameters: null,
        challengeMetadata: null,
      },
    ),
    overrides,
  );
}

/**
 * Creates a verify auth challenge response event with the right answer.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 */
export function verifyAuthChallengeResponseEvent(
  overrides?: Overrides<VerifyAuthChallengeResponseTriggerEvent>,
): VerifyAuthChallengeResponseTriggerEvent {
  return withOverrides(
    trigger(
      'VerifyAuthChallengeResponse_Authentication',
      {
        userAttributes: attributesUnlessUnknown(overrides?.request),
        privateChallengeParameters: { answer: '12345678' },
        challengeAnswer: '12345678',
      },
      { answerCorrect: null },
    ),
    overrides,
  );
}

/** A code as the AWS Encryption SDK encrypts it for a custom sender. */
const encryptedCode = 'AYADeIZczazd30Tm9/+4wQ0x6vQAXwABABVhd3MtY3J5cHRvLXB1YmxpYy1rZXk=';

/**
 * Creates a custom e-mail sender event. The default `triggerSource` is `CustomEmailSender_SignUp`.
 * The code in it looks encrypted, but cannot be decrypted.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
 */
export function customEmailSenderEvent(
  overrides?: Overrides<CustomEmailSenderTriggerEvent>,
): CustomEmailSenderTriggerEvent {
  return withOverrides(
    sender('CustomEmailSender', overrides?.triggerSource, 'customEmailSenderRequestV1'),
    overrides,
  );
}

/**
 * Creates a custom SMS sender event. The default `triggerSource` is `CustomSMSSender_SignUp`. The
 * code in it looks encrypted, but cannot be decrypted.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sms-sender.html
 */
export function customSMSSenderEvent(
  overrides?: Overrides<CustomSMSSenderTriggerEvent>,
): CustomSMSSenderTriggerEvent {
  const event = sender('CustomSMSSender', overrides?.triggerSource, 'customSMSSenderRequestV1');
  Object.assign(event.request.userAttributes, { phone_number: '+14155550123' });
  return withOverrides(event, overrides);
}

function sender(prefix: string, source: string | undefined, type: string) {
  const triggerSource = source ?? `${prefix}_SignUp`;
  const request = {
    type,
    code: encryptedCode,
    userAttributes: { ...(triggerSource.endsWith('_SignUp') ? unconfirmed : confirmed) },
    clientMetadata: null,
  };
  const event = trigger(triggerSource, request, {});
  if (triggerSource.endsWith('_AdminCreateUser')) {
    Object.assign(event, { callerContext: byAdministrator });
  }
  return { ...event, request };
}

/** Amplify enables `PreventUserExistenceErrors`, so the challenges also run for unknown users. */
function attributesUnlessUnknown(request: { userNotFound?: boolean | undefined } | undefined) {
  return request?.userNotFound ? {} : confirmed;
}
