import { AwsError } from '../../protocols/aws-error.js';

/** The errors of the user pools API, in AWS's own words. */

export const invalidParameter = (message: string) =>
  new AwsError('InvalidParameterException', message);

export const notAuthorized = (message: string) => new AwsError('NotAuthorizedException', message);

export const userNotFound = (message = 'User does not exist.') =>
  new AwsError('UserNotFoundException', message);

export const resourceNotFound = (message: string) =>
  new AwsError('ResourceNotFoundException', message);

/** The same error for a wrong password and for a user who does not exist. */
export const incorrectUsernameOrPassword = () => notAuthorized('Incorrect username or password.');

export const userNotConfirmed = () =>
  new AwsError('UserNotConfirmedException', 'User is not confirmed.');

export const passwordResetRequired = () =>
  new AwsError('PasswordResetRequiredException', 'Password reset required for the user');

export const codeMismatch = () =>
  new AwsError('CodeMismatchException', 'Invalid verification code provided, please try again.');

/** For a code that signs a user in. */
export const wrongSignInCode = () =>
  new AwsError('CodeMismatchException', 'Invalid code or auth state for the user.');

export const wrongSoftwareTokenCode = () =>
  new AwsError('CodeMismatchException', 'Invalid code received for user');

export const usedSoftwareTokenCode = () =>
  new AwsError('ExpiredCodeException', 'Your software token has already been used once.');

export const softwareTokenNotEnabled = () =>
  new AwsError(
    'EnableSoftwareTokenMFAException',
    'Code mismatch and fail enable Software Token MFA',
  );

export const softwareTokenNotFound = (message: string) =>
  new AwsError('SoftwareTokenMFANotFoundException', message);

export const expiredCode = () =>
  new AwsError('ExpiredCodeException', 'Invalid code provided, please request a code again.');

export const limitExceeded = () =>
  new AwsError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');

export const aliasExists = (attribute: string) =>
  new AwsError('AliasExistsException', `An account with the ${attribute} already exists.`);

/** For features that Cognito has and the sandbox does not support. */
export const notServed = (what: string) =>
  new AwsError('UnsupportedOperationException', `The sandbox does not support ${what}.`);
