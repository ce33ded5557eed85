import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';

/**
 * Operations that need no permission: their input says who may do it, such as a token, or that
 * anybody may, such as an app client.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html
 */
const PUBLIC_OPERATIONS: ReadonlySet<string> = new Set([
  'AssociateSoftwareToken',
  'ChangePassword',
  'CompleteWebAuthnRegistration',
  'ConfirmDevice',
  'ConfirmForgotPassword',
  'ConfirmSignUp',
  'DeleteUser',
  'DeleteUserAttributes',
  'DeleteWebAuthnCredential',
  'ForgetDevice',
  'ForgotPassword',
  'GetDevice',
  'GetTokensFromRefreshToken',
  'GetUser',
  'GetUserAttributeVerificationCode',
  'GetUserAuthFactors',
  'GlobalSignOut',
  'InitiateAuth',
  'ListDevices',
  'ListWebAuthnCredentials',
  'ResendConfirmationCode',
  'RespondToAuthChallenge',
  'RevokeToken',
  'SetUserMFAPreference',
  'SetUserSettings',
  'SignUp',
  'StartWebAuthnRegistration',
  'UpdateDeviceStatus',
  'UpdateUserAttributes',
  'VerifySoftwareToken',
  'VerifyUserAttribute',
]);

/**
 * The permissions that a request needs, for the pool that it names. A request that names none, such
 * as one to list the pools, needs the permission for all pools.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
 */
export function userPoolPermissions(
  request: ServiceRequest,
  { partition, region, accountId }: ServiceContext,
): readonly Permission[] {
  const operation = request.target?.operation;
  // Without an operation it is a page, such as the keys that the pool publishes.
  if (operation === undefined || PUBLIC_OPERATIONS.has(operation)) return [];
  const pool = operation === 'ListUserPools' ? undefined : textIn(inputOf(request), 'UserPoolId');
  return [
    {
      action: `cognito-idp:${operation}`,
      resources: [
        pool === undefined
          ? '*'
          : `arn:${partition}:cognito-idp:${region}:${accountId}:userpool/${pool}`,
      ],
    },
  ];
}
