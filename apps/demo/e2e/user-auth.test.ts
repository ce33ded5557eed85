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

describe('a sign-in by choice (USER_AUTH)', () => {
  test('offers what the user has, and takes the e-mail code that was chosen', async () => {
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

  test('sends the e-mail code at once to a client that prefers it', async () => {
    const username = await registerAndConfirm();
    const { nextStep } = await signInByChoice(username, { preferredChallenge: 'EMAIL_OTP' });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    await confirmSignIn({ challengeResponse: codeFor(username) });
    expect(await groups()).toEqual(['EVERYONE']);
  });

  test('takes the password by SRP, chosen or preferred', async () => {
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

  test('refuses a wrong password as it refuses any', async () => {
    const username = await registerAndConfirm();
    await signInByChoice(username);
    await confirmSignIn({ challengeResponse: 'PASSWORD_SRP' });
    await expect(confirmSignIn({ challengeResponse: 'Wrong-horse-1' })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  test('takes the right code after a wrong one, and not a second time', async () => {
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

  test('takes no code after the session of three minutes', async () => {
    const username = await registerAndConfirm();
    await signInByChoice(username, { preferredChallenge: 'EMAIL_OTP' });
    pass(4 * MINUTE);
    await expect(confirmSignIn({ challengeResponse: codeFor(username) })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });

  test('of an unknown user looks like any other, and sends nothing', async () => {
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
  // The client answers a second `autoSignIn` within 300 ms of the first never: it debounces them.
  afterEach(() => setTimeout(400));

  test.each([
    ['by SRP', true],
    ['by the session of the sign-up', { authFlowType: 'USER_AUTH' }],
  ] as const)('goes on to the sign-in %s once it is confirmed', async (_, how) => {
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
