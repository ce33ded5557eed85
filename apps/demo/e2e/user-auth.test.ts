import { setTimeout } from 'node:timers/promises';
import {
  autoSignIn,
  confirmSignIn,
  confirmSignUp,
  getCurrentUser,
  type SignInInput,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth';
import { afterEach, describe, expect, test } from 'vitest';
import { groups, MINUTE, newAddress, PASSWORD, startBackend, wrong } from './backend.ts';

const { codeFor, invocationsOf, messagesTo, pass, registerAndConfirm } = startBackend();

const signInByChoice = (username: string, options: SignInInput['options'] = {}) =>
  signIn({ username, options: { authFlowType: 'USER_AUTH', ...options } });

describe('a sign-in with a choice of factors (USER_AUTH)', () => {
  test('offers the factors of the user, and accepts the e-mail code that they choose', async () => {
    const username = await registerAndConfirm();
    expect(await signInByChoice(username)).toMatchObject({
      nextStep: {
        signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
        availableChallenges: expect.arrayContaining(['EMAIL_OTP', 'PASSWORD', 'PASSWORD_SRP']),
      },
    });
    expect(await confirmSignIn({ challengeResponse: 'EMAIL_OTP' })).toMatchObject({
      nextStep: {
        signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
        codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'u***@a***' },
      },
    });
    expect(messagesTo(username).at(-1)).toMatchObject({
      subject: 'Sign in to the demo',
      reason: 'CustomMessage_Authentication',
    });
    expect(await confirmSignIn({ challengeResponse: codeFor(username) })).toMatchObject({
      isSignedIn: true,
    });
    expect(await groups()).toEqual(['EVERYONE']);
    expect(invocationsOf('token-claims', 'TokenGeneration_Authentication')).not.toEqual([]);
  });

  test('sends the e-mail code immediately to a client that prefers it', async () => {
    const username = await registerAndConfirm();
    const { nextStep } = await signInByChoice(username, { preferredChallenge: 'EMAIL_OTP' });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    await confirmSignIn({ challengeResponse: codeFor(username) });
    expect(await groups()).toEqual(['EVERYONE']);
  });

  test('accepts the password with SRP, chosen or preferred', async () => {
    const username = await registerAndConfirm();
    await signInByChoice(username);
    expect(await confirmSignIn({ challengeResponse: 'PASSWORD_SRP' })).toMatchObject({
      nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' },
    });
    expect(await confirmSignIn({ challengeResponse: PASSWORD })).toMatchObject({
      isSignedIn: true,
    });
    await signOut();

    const preferred = { authFlowType: 'USER_AUTH', preferredChallenge: 'PASSWORD_SRP' } as const;
    expect(await signIn({ username, password: PASSWORD, options: preferred })).toMatchObject({
      isSignedIn: true,
    });
  });

  test('rejects a wrong password with the usual error', async () => {
    const username = await registerAndConfirm();
    await signInByChoice(username);
    await confirmSignIn({ challengeResponse: 'PASSWORD_SRP' });
    await expect(confirmSignIn({ challengeResponse: 'Wrong-horse-1' })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  test('accepts the right code after a wrong one, but only once', async () => {
    const username = await registerAndConfirm();
    await signInByChoice(username, { preferredChallenge: 'EMAIL_OTP' });
    const code = codeFor(username);
    await expect(confirmSignIn({ challengeResponse: wrong(code) })).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
    await confirmSignIn({ challengeResponse: code });
    await signOut();

    await signInByChoice(username, { preferredChallenge: 'EMAIL_OTP' });
    expect(codeFor(username)).not.toBe(code);
    await expect(confirmSignIn({ challengeResponse: code })).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
  });

  test('rejects the code after the session of three minutes', async () => {
    const username = await registerAndConfirm();
    await signInByChoice(username, { preferredChallenge: 'EMAIL_OTP' });
    pass(4 * MINUTE);
    await expect(confirmSignIn({ challengeResponse: codeFor(username) })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });

  test('for an unknown user looks like any other, and sends nothing', async () => {
    const username = newAddress();
    const { nextStep } = await signInByChoice(username, { preferredChallenge: 'EMAIL_OTP' });
    expect(nextStep).toMatchObject({ signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE' });
    expect(messagesTo(username)).toEqual([]);
    await expect(confirmSignIn({ challengeResponse: '12345678' })).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
  });
});

describe('a sign-up', () => {
  // The client debounces `autoSignIn`: a second call within 300 ms of the first never resolves.
  afterEach(() => setTimeout(400));

  test.each([
    ['with SRP', true],
    ['with the session of the sign-up', { authFlowType: 'USER_AUTH' }],
  ] as const)('signs the user in %s once it is confirmed', async (_, how) => {
    const username = newAddress();
    await signUp({
      username,
      password: PASSWORD,
      options: {
        userAttributes: { email: username, birthdate: '2000-02-29', name: 'Ada' },
        autoSignIn: how,
      },
    });
    expect(await confirmSignUp({ username, confirmationCode: codeFor(username) })).toMatchObject({
      nextStep: { signUpStep: 'COMPLETE_AUTO_SIGN_IN' },
    });
    expect(await autoSignIn()).toMatchObject({ isSignedIn: true });
    expect(await getCurrentUser()).toMatchObject({ signInDetails: { loginId: username } });
    expect(await groups()).toEqual(['EVERYONE']);
    expect(messagesTo(username)).toHaveLength(1);
  });
});
