import { boolean, enumeration, integer, list, map, string, structure } from './shapes.js';

/**
 * The requests of the supported operations, with the constraints of the API's own model.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html
 */

const ClientId = string({ min: 1, max: 128, pattern: '[\\w+]+', sensitive: true });
const SecretHash = string({ min: 1, max: 128, pattern: '[\\w+=/]+', sensitive: true });
const Username = string({
  min: 1,
  max: 128,
  pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+',
  sensitive: true,
});
const Password = string({ max: 256, pattern: '[\\S]+', sensitive: true });
const AttributeName = string({
  min: 1,
  max: 32,
  pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+',
});
const AttributeValue = string({ max: 2048, sensitive: true });
const Attributes = list(structure({ Name: AttributeName }, { Value: AttributeValue }));
const AttributeNames = list(AttributeName);
const ClientMetadata = map();
// A guessed or mistyped code may be somebody else's: unlike AWS, errors never repeat it.
const ConfirmationCode = string({ min: 1, max: 2048, pattern: '[\\S]+', sensitive: true });
const Token = string({ pattern: '[A-Za-z0-9\\-_=.]+', sensitive: true });
const Session = string({ min: 20, max: 4096, sensitive: true });
const UserPoolId = string({ min: 1, max: 55, pattern: '[\\w-]+_[0-9a-zA-Z]+' });
const GroupName = string({ min: 1, max: 128, pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+' });
const Description = string({ max: 2048 });
const Arn = string({
  min: 20,
  max: 2048,
  pattern:
    'arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:([\\w+=/,.@-]*)?:[0-9]+:[\\w+=/,.@-]+(:[\\w+=/,.@-]+)?(:[\\w+=/,.@-]+)?',
});
const Precedence = integer({ min: 0, max: 2_147_483_647 });
const QueryLimit = integer({ min: 0, max: 60 });
const PageSize = integer({ min: 1, max: 60 });
const PaginationKey = string({ min: 1, max: 131_072, pattern: '[\\S]+' });
const SearchPaginationToken = string({ min: 1, pattern: '[\\S]+' });
const DeviceKey = string({ min: 1, max: 55, pattern: '[\\w-]+_[0-9a-f-]+' });
const DeviceRememberedStatus = enumeration('remembered', 'not_remembered');
const AuthFlow = enumeration(
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
);
const ChallengeName = enumeration(
  'SMS_MFA',
  'EMAIL_OTP',
  'SOFTWARE_TOKEN_MFA',
  'SELECT_MFA_TYPE',
  'MFA_SETUP',
  'PASSWORD_VERIFIER',
  'CUSTOM_CHALLENGE',
  'SELECT_CHALLENGE',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER',
  'ADMIN_NO_SRP_AUTH',
  'NEW_PASSWORD_REQUIRED',
  'SMS_OTP',
  'PASSWORD',
  'WEB_AUTHN',
  'PASSWORD_SRP',
);
const Secrets = map({ sensitive: true });

const user = { UserPoolId, Username };
const group = { UserPoolId, GroupName };
const groupDetails = { Description, RoleArn: Arn, Precedence };
const page = { Limit: QueryLimit, NextToken: PaginationKey };

export const SignUpRequest = structure(
  { ClientId, Username },
  {
    SecretHash,
    Password,
    UserAttributes: Attributes,
    ValidationData: Attributes,
    ClientMetadata,
  },
);
export const ConfirmSignUpRequest = structure(
  { ClientId, Username, ConfirmationCode },
  { SecretHash, ForceAliasCreation: boolean(), ClientMetadata, Session },
);
export const ResendConfirmationCodeRequest = structure(
  { ClientId, Username },
  { SecretHash, ClientMetadata },
);
export const InitiateAuthRequest = structure(
  { AuthFlow, ClientId },
  { AuthParameters: Secrets, ClientMetadata, Session },
);
export const AdminInitiateAuthRequest = structure(
  { UserPoolId, ClientId, AuthFlow },
  { AuthParameters: Secrets, ClientMetadata, Session },
);
export const RespondToAuthChallengeRequest = structure(
  { ClientId, ChallengeName },
  { Session, ChallengeResponses: Secrets, ClientMetadata },
);
export const AdminRespondToAuthChallengeRequest = structure(
  { UserPoolId, ClientId, ChallengeName },
  { Session, ChallengeResponses: Secrets, ClientMetadata },
);
const ClientSecret = string({ min: 24, max: 64, pattern: '[\\w+]+', sensitive: true });
export const GetTokensFromRefreshTokenRequest = structure(
  { RefreshToken: Token, ClientId },
  { ClientSecret, DeviceKey, ClientMetadata },
);
export const RevokeTokenRequest = structure(
  { Token, ClientId },
  { ClientSecret, RevokeAssociatedSessions: enumeration('NONE', 'LINKED') },
);
/** `GetUser`, `GetUserAuthFactors`, `GlobalSignOut` and `DeleteUser`. */
export const AccessTokenRequest = structure({ AccessToken: Token });
export const UpdateUserAttributesRequest = structure(
  { UserAttributes: Attributes, AccessToken: Token },
  { ClientMetadata },
);
export const GetUserAttributeVerificationCodeRequest = structure(
  { AccessToken: Token, AttributeName },
  { ClientMetadata },
);
export const VerifyUserAttributeRequest = structure({
  AccessToken: Token,
  AttributeName,
  Code: ConfirmationCode,
});
export const DeleteUserAttributesRequest = structure({
  UserAttributeNames: AttributeNames,
  AccessToken: Token,
});
export const ChangePasswordRequest = structure(
  { ProposedPassword: Password, AccessToken: Token },
  { PreviousPassword: Password },
);
export const ForgotPasswordRequest = structure(
  { ClientId, Username },
  { SecretHash, ClientMetadata },
);
export const ConfirmForgotPasswordRequest = structure(
  { ClientId, Username, ConfirmationCode, Password },
  { SecretHash, ClientMetadata },
);

export const CreateGroupRequest = structure(group, groupDetails);
export const UpdateGroupRequest = structure(group, groupDetails);
/** `GetGroup` and `DeleteGroup`. */
export const GroupRequest = structure(group);
export const ListGroupsRequest = structure({ UserPoolId }, page);
export const ListUsersInGroupRequest = structure(group, page);
/** `AdminAddUserToGroup` and `AdminRemoveUserFromGroup`. */
export const GroupMemberRequest = structure({ UserPoolId, Username, GroupName });
export const AdminListGroupsForUserRequest = structure(user, page);

/** The Admin operations whose only input is a user. */
export const AdminUserRequest = structure(user);
export const AdminConfirmSignUpRequest = structure(user, { ClientMetadata });
export const AdminResetUserPasswordRequest = structure(user, { ClientMetadata });
export const AdminUpdateUserAttributesRequest = structure(
  { ...user, UserAttributes: Attributes },
  { ClientMetadata },
);
export const AdminDeleteUserAttributesRequest = structure({
  ...user,
  UserAttributeNames: AttributeNames,
});
export const AdminCreateUserRequest = structure(user, {
  UserAttributes: Attributes,
  ValidationData: Attributes,
  TemporaryPassword: Password,
  ForceAliasCreation: boolean(),
  MessageAction: enumeration('RESEND', 'SUPPRESS'),
  DesiredDeliveryMediums: list(enumeration('SMS', 'EMAIL')),
  ClientMetadata,
});
export const AdminSetUserPasswordRequest = structure(
  { ...user, Password },
  { Permanent: boolean() },
);
export const ListUsersRequest = structure(
  { UserPoolId },
  {
    AttributesToGet: AttributeNames,
    Limit: QueryLimit,
    PaginationToken: SearchPaginationToken,
    Filter: string({ max: 256 }),
  },
);
export const AdminListUserAuthEventsRequest = structure(user, {
  MaxResults: QueryLimit,
  NextToken: PaginationKey,
});

const devicePage = { Limit: QueryLimit, PaginationToken: SearchPaginationToken };
export const ListDevicesRequest = structure({ AccessToken: Token }, devicePage);
export const AdminListDevicesRequest = structure(user, devicePage);
/** `GetDevice` and `ForgetDevice`. */
export const DeviceRequest = structure({ DeviceKey }, { AccessToken: Token });
/** `AdminGetDevice` and `AdminForgetDevice`. */
export const AdminDeviceRequest = structure({ ...user, DeviceKey });
export const UpdateDeviceStatusRequest = structure(
  { AccessToken: Token, DeviceKey },
  { DeviceRememberedStatus },
);
export const AdminUpdateDeviceStatusRequest = structure(
  { ...user, DeviceKey },
  { DeviceRememberedStatus },
);

const AnyString = string({ max: 131_072 });
const ProviderUser = structure(
  {},
  {
    ProviderName: string({
      min: 1,
      max: 32,
      pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\p{Z}]+',
    }),
    ProviderAttributeName: AnyString,
    ProviderAttributeValue: string({ max: 131_072, sensitive: true }),
  },
);
export const AdminLinkProviderForUserRequest = structure({
  UserPoolId: AnyString,
  DestinationUser: ProviderUser,
  SourceUser: ProviderUser,
});
export const AdminDisableProviderForUserRequest = structure({
  UserPoolId: AnyString,
  User: ProviderUser,
});

export const AssociateSoftwareTokenRequest = structure({}, { AccessToken: Token, Session });
export const VerifySoftwareTokenRequest = structure(
  // Like ConfirmationCode: errors never repeat a mistyped code.
  { UserCode: string({ min: 6, max: 6, pattern: '[0-9]+', sensitive: true }) },
  {
    AccessToken: Token,
    Session,
    FriendlyDeviceName: string({ max: 131_072 }),
  },
);
const MfaSettings = structure({}, { Enabled: boolean(), PreferredMfa: boolean() });
const mfaSettings = {
  SMSMfaSettings: MfaSettings,
  SoftwareTokenMfaSettings: MfaSettings,
  EmailMfaSettings: MfaSettings,
  WebAuthnMfaSettings: MfaSettings,
};
export const SetUserMFAPreferenceRequest = structure({ AccessToken: Token }, mfaSettings);
export const AdminSetUserMFAPreferenceRequest = structure(user, mfaSettings);
const MFAOptions = list(
  structure({}, { DeliveryMedium: enumeration('SMS', 'EMAIL'), AttributeName }),
);
export const SetUserSettingsRequest = structure({ AccessToken: Token, MFAOptions });
export const AdminSetUserSettingsRequest = structure({ ...user, MFAOptions });
export const GetUserPoolMfaConfigRequest = structure({ UserPoolId });

export const ListUserPoolsRequest = structure(
  { MaxResults: PageSize },
  { NextToken: SearchPaginationToken },
);
export const ListUserPoolClientsRequest = structure(
  { UserPoolId },
  {
    MaxResults: PageSize,
    NextToken: PaginationKey,
    ClientType: enumeration('REGULAR', 'DCR'),
  },
);
export const DescribeUserPoolRequest = structure({ UserPoolId });
export const DescribeUserPoolClientRequest = structure({ UserPoolId, ClientId });
