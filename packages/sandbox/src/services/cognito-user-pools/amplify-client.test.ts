import { Amplify } from 'aws-amplify';
import {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  confirmUserAttribute,
  deleteUser,
  deleteUserAttributes,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  resendSignUpCode,
  resetPassword,
  sendUserAttributeVerificationCode,
  signIn,
  signOut,
  signUp,
  updatePassword,
  updateUserAttributes,
} from 'aws-amplify/auth';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type Backend,
  confirmedUser,
  failure,
  HOUR,
  PASSWORD,
  startUserPools,
  type TestUserPools,
} from '../../../testing/user-pools.js';

let pools: TestUserPools;

const ADA = 'ada@example.com';
const backend: Backend = { groups: [{ GroupName: 'EVERYONE', Precedence: 0 }] };
const wrongCode = () => (pools.code() === '000000' ? '000001' : '000000');

beforeEach(async () => {
  // The client warns that the endpoint is not AWS's.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  pools = await startUserPools(backend);
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId: pools.poolId,
        userPoolClientId: pools.clientId,
        userPoolEndpoint: pools.url,
      },
    },
  });
});

afterEach(async () => {
  await signOut();
  await pools.stop();
  vi.restoreAllMocks();
});

describe('the aws-amplify client', () => {
  test('signs up, confirms, signs in with SRP, and gets tokens that verify', async () => {
    const signedUp = await signUp({ username: ADA, password: PASSWORD });
    expect(signedUp.nextStep).toMatchObject({
      signUpStep: 'CONFIRM_SIGN_UP',
      codeDeliveryDetails: {
        attributeName: 'email',
        deliveryMedium: 'EMAIL',
        destination: 'a***@e***',
      },
    });
    await confirmSignUp({ username: ADA, confirmationCode: pools.code() });
    await pools.call(
      'AdminAddUserToGroup',
      { UserPoolId: pools.poolId, Username: ADA, GroupName: 'EVERYONE' },
      { signed: true },
    );
    const signedIn = await signIn({ username: ADA, password: PASSWORD });
    expect(signedIn).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } });
    expect(await fetchUserAttributes()).toMatchObject({ email: ADA, email_verified: 'true' });
    expect(await getCurrentUser()).toMatchObject({ userId: signedUp.userId });

    const { tokens } = await fetchAuthSession();
    const verifier = CognitoJwtVerifier.create({
      userPoolId: pools.poolId,
      clientId: pools.clientId,
      groups: 'EVERYONE',
    });
    const jwks = await fetch(`${pools.url}/${pools.poolId}/.well-known/jwks.json`);
    verifier.cacheJwks((await jwks.json()) as Parameters<typeof verifier.cacheJwks>[0]);
    expect(verifier.verifySync(String(tokens?.accessToken), { tokenUse: 'access' })).toMatchObject({
      username: signedUp.userId,
      'cognito:groups': ['EVERYONE'],
    });
    expect(verifier.verifySync(String(tokens?.idToken), { tokenUse: 'id' })).toMatchObject({
      email: ADA,
      email_verified: true,
    });
  });

  test('refreshes its tokens, and signs out everywhere', async () => {
    await confirmedUser(pools, ADA);
    await signIn({ username: ADA, password: PASSWORD });
    const before = await fetchAuthSession();
    const after = await fetchAuthSession({ forceRefresh: true });
    expect(String(after.tokens?.accessToken)).not.toBe(String(before.tokens?.accessToken));
    await signOut({ global: true });
    const AccessToken = String(after.tokens?.accessToken);
    expect(failure(await pools.call('GetUser', { AccessToken }))).toBe(
      'NotAuthorizedException: Access Token has been revoked',
    );
    expect((await fetchAuthSession()).tokens).toBeUndefined();
  });

  test('revokes its tokens when it signs out', async () => {
    await confirmedUser(pools, ADA);
    await signIn({ username: ADA, password: PASSWORD });
    const AccessToken = String((await fetchAuthSession()).tokens?.accessToken);
    await signOut();
    expect(failure(await pools.call('GetUser', { AccessToken }))).toBe(
      'NotAuthorizedException: Access Token has been revoked',
    );
  });

  test('resets a forgotten password', async () => {
    await confirmedUser(pools, ADA, { email_verified: 'true' });
    const { nextStep } = await resetPassword({ username: ADA });
    expect(nextStep.resetPasswordStep).toBe('CONFIRM_RESET_PASSWORD_WITH_CODE');
    const newPassword = 'Another-Horse-9';
    await confirmResetPassword({ username: ADA, confirmationCode: pools.code(), newPassword });
    expect(await signIn({ username: ADA, password: newPassword })).toMatchObject({
      isSignedIn: true,
    });
  });

  test('changes the password and the profile, and deletes the user', async () => {
    await confirmedUser(pools, ADA, { email_verified: 'true' });
    await signIn({ username: ADA, password: PASSWORD });
    await updatePassword({ oldPassword: PASSWORD, newPassword: 'Another-Horse-9' });
    const updated = await updateUserAttributes({
      userAttributes: { nickname: 'a', email: 'new@example.com' },
    });
    expect(updated).toMatchObject({
      nickname: { isUpdated: true },
      email: {
        isUpdated: false,
        nextStep: { updateAttributeStep: 'CONFIRM_ATTRIBUTE_WITH_CODE' },
      },
    });
    await sendUserAttributeVerificationCode({ userAttributeKey: 'email' });
    await confirmUserAttribute({ userAttributeKey: 'email', confirmationCode: pools.code() });
    await deleteUserAttributes({ userAttributeKeys: ['nickname'] });
    expect(await fetchUserAttributes()).toEqual({
      sub: expect.any(String),
      email: 'new@example.com',
      email_verified: 'true',
    });
    await deleteUser();
    await expect(signIn({ username: ADA, password: PASSWORD })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });

  test('lets an invited user choose a password', async () => {
    await pools.call(
      'AdminCreateUser',
      { UserPoolId: pools.poolId, Username: ADA },
      { signed: true },
    );
    const { nextStep } = await signIn({ username: ADA, password: pools.code() });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED');
    expect(await confirmSignIn({ challengeResponse: PASSWORD })).toMatchObject({
      isSignedIn: true,
    });
  });

  test('shows the next step to a user who is not confirmed or must reset the password', async () => {
    await signUp({ username: ADA, password: PASSWORD });
    const unconfirmed = await signIn({ username: ADA, password: PASSWORD });
    expect(unconfirmed.nextStep.signInStep).toBe('CONFIRM_SIGN_UP');
    await resendSignUpCode({ username: ADA });
    await confirmSignUp({ username: ADA, confirmationCode: pools.code() });
    await pools.call(
      'AdminResetUserPassword',
      { UserPoolId: pools.poolId, Username: ADA },
      { signed: true },
    );
    const reset = await signIn({ username: ADA, password: PASSWORD });
    expect(reset.nextStep.signInStep).toBe('RESET_PASSWORD');
  });

  test.for<[string, () => Promise<unknown>, string, string]>([
    [
      'a wrong password',
      async () => {
        await confirmedUser(pools, ADA);
        await signIn({ username: ADA, password: 'Wrong-Horse-9' });
      },
      'NotAuthorizedException',
      'Incorrect username or password.',
    ],
    [
      'an unknown user',
      () => signIn({ username: 'nobody@example.com', password: PASSWORD }),
      'NotAuthorizedException',
      'Incorrect username or password.',
    ],
    [
      'a weak password',
      () => signUp({ username: ADA, password: 'weak' }),
      'InvalidPasswordException',
      'Password did not conform with policy: Password not long enough',
    ],
    [
      'a wrong code',
      async () => {
        await signUp({ username: ADA, password: PASSWORD });
        await confirmSignUp({ username: ADA, confirmationCode: wrongCode() });
      },
      'CodeMismatchException',
      'Invalid verification code provided, please try again.',
    ],
    [
      'an expired code',
      async () => {
        await signUp({ username: ADA, password: PASSWORD });
        pools.advance(24 * HOUR);
        await confirmSignUp({ username: ADA, confirmationCode: pools.code() });
      },
      'ExpiredCodeException',
      'Invalid code provided, please request a code again.',
    ],
    [
      'a user who exists',
      async () => {
        await signUp({ username: ADA, password: PASSWORD });
        await signUp({ username: ADA, password: PASSWORD });
      },
      'UsernameExistsException',
      'An account with the given email already exists.',
    ],
    [
      'a function that refuses',
      async () => {
        const PreSignUp = () => {
          throw new Error('EMAIL_DOMAIN_NOT_ALLOWED: example.com is not allowed');
        };
        await pools.deploy({ triggers: { PreSignUp } });
        await signUp({ username: ADA, password: PASSWORD });
      },
      'UserLambdaValidationException',
      'PreSignUp failed with error EMAIL_DOMAIN_NOT_ALLOWED: example.com is not allowed.',
    ],
  ])("reports %s in Cognito's words", async ([, run, name, message]) => {
    await expect(run()).rejects.toMatchObject({ name, message });
  });
});
