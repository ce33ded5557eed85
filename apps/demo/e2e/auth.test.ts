import { parseTriggerError } from '@amplify-recipes/core/client';
import {
  confirmResetPassword,
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  resendSignUpCode,
  resetPassword,
  signIn,
  signOut,
  signUp,
  updatePassword,
} from 'aws-amplify/auth';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { describe, expect, test } from 'vitest';
import { groups, HOUR, newAddress, PASSWORD, register, startBackend, wrong } from './backend.ts';

const backend = startBackend();
const { codeFor, invocationsOf, messagesTo, pass, registerAndConfirm } = backend;

const childhood = `${new Date().getUTCFullYear() - 12}-01-01`;

describe('a sign-up', () => {
  test('with a wrong domain is refused with a stable code, and creates no user', async () => {
    const error = await register('ada@evilamazon.com').catch((reason: unknown) => reason);
    expect(parseTriggerError(error)).toMatchObject({
      code: 'EMAIL_DOMAIN_NOT_ALLOWED',
      trigger: 'PreSignUp',
    });
    expect(messagesTo('ada@evilamazon.com')).toEqual([]);
    await expect(
      confirmSignUp({ username: 'ada@evilamazon.com', confirmationCode: '123456' }),
    ).rejects.toBeDefined();
  });

  test.each([
    ['by a child', { birthdate: childhood }, 'MINIMUM_AGE_NOT_REACHED'],
    ['by somebody born in the future', { birthdate: '2999-01-01' }, 'BIRTHDATE_INVALID'],
    ['by somebody without a name', { name: '' }, 'ATTRIBUTES_INVALID'],
    ['with an advertisement as a name', { name: 'https://ad.example' }, 'ATTRIBUTES_INVALID'],
  ])('%s is refused by a later recipe of the chain', async (_, attributes, code) => {
    const username = newAddress();
    const error = await register(username, PASSWORD, attributes).catch((reason: unknown) => reason);
    expect(parseTriggerError(error)).toMatchObject({ code, trigger: 'PreSignUp' });
    expect(messagesTo(username)).toEqual([]);
  });

  test.each([
    ['too short', 'Ab1-', 'Password not long enough'],
    ['without upper case', 'correct-horse-1', 'Password must have uppercase characters'],
    ['without a digit', 'Correct-horse-x', 'Password must have numeric characters'],
    ['without a symbol', 'Correcthorse12', 'Password must have symbol characters'],
  ])('with a password %s is refused', async (_, password, words) => {
    await expect(register(newAddress(), password)).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: expect.stringContaining(words),
    });
  });

  test('is confirmed with the code from the outbox, once', async () => {
    const username = newAddress();
    expect(await register(username)).toMatchObject({
      isSignUpComplete: false,
      nextStep: { signUpStep: 'CONFIRM_SIGN_UP' },
    });
    const confirmationCode = codeFor(username);
    expect(confirmationCode).toMatch(/^\d{6}$/);
    await expect(signIn({ username, password: PASSWORD })).resolves.toMatchObject({
      nextStep: { signInStep: 'CONFIRM_SIGN_UP' },
    });
    await expect(
      confirmSignUp({ username, confirmationCode: wrong(confirmationCode) }),
    ).rejects.toMatchObject({ name: 'CodeMismatchException' });
    expect(await confirmSignUp({ username, confirmationCode })).toMatchObject({
      isSignUpComplete: true,
    });
    await expect(confirmSignUp({ username, confirmationCode })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });

  test('accepts only the newest code, and no code after 24 hours', async () => {
    const username = newAddress();
    await register(username);
    const first = codeFor(username);
    await resendSignUpCode({ username });
    const second = codeFor(username);
    if (first !== second) {
      await expect(confirmSignUp({ username, confirmationCode: first })).rejects.toMatchObject({
        name: 'CodeMismatchException',
      });
    }
    pass(25 * HOUR);
    await expect(confirmSignUp({ username, confirmationCode: second })).rejects.toMatchObject({
      name: 'ExpiredCodeException',
    });
    await resendSignUpCode({ username });
    await confirmSignUp({ username, confirmationCode: codeFor(username) });
  });

  test.each([
    ['es-MX', 'Tu código para la demo', 'Nueva contraseña para la demo'],
    ['fr', 'Your code for the demo', 'A new password for the demo'],
  ])(
    'with the locale %s gets e-mails in that language, or in the default language',
    async (locale, code, reset) => {
      const username = newAddress();
      const clientMetadata = { locale };
      await signUp({
        username,
        password: PASSWORD,
        options: {
          userAttributes: { email: username, birthdate: '2000-02-29', name: 'Ada' },
          clientMetadata,
        },
      });
      expect(messagesTo(username)).toMatchObject([{ subject: code }]);
      expect(messagesTo(username)[0]?.body).toContain(`<b>${codeFor(username)}</b>`);
      await resendSignUpCode({ username, options: { clientMetadata } });
      await confirmSignUp({ username, confirmationCode: codeFor(username) });
      await resetPassword({ username, options: { clientMetadata } });
      expect(messagesTo(username).map(({ subject }) => subject)).toEqual([code, code, reset]);
      expect(invocationsOf('localized-message', 'CustomMessage_ResendCode')).not.toEqual([]);
    },
  );

  test('with an address that has an account is refused', async () => {
    const username = await registerAndConfirm();
    await expect(register(username.toUpperCase())).rejects.toMatchObject({
      name: 'UsernameExistsException',
    });
  });
});

describe('a sign-in with SRP', () => {
  test('returns tokens with the group EVERYONE that aws-jwt-verify accepts', async () => {
    const username = await registerAndConfirm();
    expect(await signIn({ username, password: PASSWORD })).toMatchObject({ isSignedIn: true });
    expect(await groups()).toEqual(['EVERYONE']);
    expect(await fetchUserAttributes()).toMatchObject({ email: username, email_verified: 'true' });

    const { tokens } = await fetchAuthSession();
    const { id: userPoolId, clientId } = backend.userPool;
    const verifier = CognitoJwtVerifier.create({ userPoolId, clientId });
    const jwks = await fetch(`${backend.sandbox.url}/${userPoolId}/.well-known/jwks.json`);
    verifier.cacheJwks((await jwks.json()) as Parameters<typeof verifier.cacheJwks>[0]);
    const { userId } = await getCurrentUser();
    await expect(
      verifier.verify(String(tokens?.accessToken), { tokenUse: 'access' }),
    ).resolves.toMatchObject({ sub: userId, 'cognito:groups': ['EVERYONE'] });
    await expect(
      verifier.verify(String(tokens?.idToken), { tokenUse: 'id' }),
    ).resolves.toMatchObject({ sub: userId, email: username });
  });

  test('returns the claims and scopes of token-claims, also after a refresh, and keeps the group', async () => {
    const username = await registerAndConfirm();
    await signIn({ username, password: PASSWORD });
    expect(await fetchUserAttributes()).toHaveProperty('birthdate');

    for (const forceRefresh of [false, true]) {
      const { tokens } = await fetchAuthSession({ forceRefresh });
      expect(tokens?.idToken?.payload).toMatchObject({
        tenant: 'amazon',
        email: username,
        'cognito:groups': ['EVERYONE'],
      });
      expect(tokens?.idToken?.payload).not.toHaveProperty('birthdate');
      expect(tokens?.accessToken.payload).toMatchObject({
        tenant: 'amazon',
        email: username,
        scope: 'aws.cognito.signin.user.admin demo/todos.write',
        'cognito:groups': ['EVERYONE'],
      });
    }
    for (const source of ['TokenGeneration_Authentication', 'TokenGeneration_RefreshTokens']) {
      expect(invocationsOf('token-claims', source)).not.toEqual([]);
    }
  });

  test('rejects a wrong password and an unknown user with the same error', async () => {
    const username = await registerAndConfirm();
    const refused = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };
    await expect(signIn({ username, password: 'Wrong-horse-1' })).rejects.toMatchObject(refused);
    await expect(signIn({ username: newAddress(), password: PASSWORD })).rejects.toMatchObject(
      refused,
    );
  });

  test('can be refreshed, but not after a global sign-out', async () => {
    const username = await registerAndConfirm();
    await signIn({ username, password: PASSWORD });
    const before = await fetchAuthSession();
    const after = await fetchAuthSession({ forceRefresh: true });
    expect(String(after.tokens?.accessToken)).not.toBe(String(before.tokens?.accessToken));
    expect(after.tokens?.accessToken.payload['cognito:groups']).toEqual(['EVERYONE']);

    await signOut({ global: true });
    await expect(getCurrentUser()).rejects.toMatchObject({ name: 'UserUnAuthenticatedException' });
    const answer = await fetch(backend.sandbox.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser',
      },
      body: JSON.stringify({ AccessToken: String(after.tokens?.accessToken) }),
    });
    expect(await answer.json()).toMatchObject({
      __type: 'NotAuthorizedException',
      message: 'Access Token has been revoked',
    });
  });

  test('accepts a changed password immediately', async () => {
    const username = await registerAndConfirm();
    await signIn({ username, password: PASSWORD });
    await updatePassword({ oldPassword: PASSWORD, newPassword: 'Another-horse-2' });
    await signOut();
    await expect(signIn({ username, password: PASSWORD })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    await signIn({ username, password: 'Another-horse-2' });
  });
});

describe('a password reset', () => {
  test('does not add a user to the group again after an administrator removed them', async () => {
    const username = await registerAndConfirm();
    await signIn({ username, password: PASSWORD });
    const { userId } = await getCurrentUser();
    await signOut();
    await removeFromGroup(userId);
    const runsBefore = invocationsOf(
      'post-confirmation',
      'PostConfirmation_ConfirmForgotPassword',
    ).length;

    await resetPassword({ username });
    await confirmResetPassword({
      username,
      confirmationCode: codeFor(username),
      newPassword: 'Another-horse-2',
    });

    await signIn({ username, password: 'Another-horse-2' });
    expect(await groups()).toBeUndefined();
    expect(
      invocationsOf('post-confirmation', 'PostConfirmation_ConfirmForgotPassword'),
    ).toHaveLength(runsBefore + 1);
  });

  test('accepts only the right code, and only for an hour', async () => {
    const username = await registerAndConfirm();
    await resetPassword({ username });
    const confirmationCode = codeFor(username);
    const newPassword = 'Another-horse-2';
    await expect(
      confirmResetPassword({ username, confirmationCode: wrong(confirmationCode), newPassword }),
    ).rejects.toMatchObject({ name: 'CodeMismatchException' });
    pass(2 * HOUR);
    await expect(
      confirmResetPassword({ username, confirmationCode, newPassword }),
    ).rejects.toMatchObject({ name: 'ExpiredCodeException' });
  });

  test('for an unknown user looks like any other, and sends nothing', async () => {
    const username = newAddress();
    expect(await resetPassword({ username })).toMatchObject({
      nextStep: { resetPasswordStep: 'CONFIRM_RESET_PASSWORD_WITH_CODE' },
    });
    expect(messagesTo(username)).toEqual([]);
  });
});

test('a test can invoke a function of the backend', async () => {
  expect(await backend.sandbox.invoke('say-hello', { arguments: { name: 'Ada' } })).toBe(
    'Hello, Ada!',
  );
});

async function removeFromGroup(username: string): Promise<void> {
  const { AdminRemoveUserFromGroupCommand, CognitoIdentityProviderClient } = await import(
    '@aws-sdk/client-cognito-identity-provider'
  );
  const { sandbox, userPool } = backend;
  const client = new CognitoIdentityProviderClient({
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: sandbox.credentials,
  });
  await client.send(
    new AdminRemoveUserFromGroupCommand({
      GroupName: 'EVERYONE',
      Username: username,
      UserPoolId: userPool.id,
    }),
  );
}
