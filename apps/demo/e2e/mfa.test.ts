import {
  confirmSignIn,
  fetchMFAPreference,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
import { describe, expect, test } from 'vitest';
import { totpCode } from '../src/authenticator/totp.ts';
import { groups, MINUTE, PASSWORD, startBackend, wrong } from './backend.ts';

const { emailCodesTo, now, pass, registerAndConfirm } = startBackend();

/** Signs in a new user, and sets up an authenticator for them. */
async function withAuthenticator() {
  const username = await registerAndConfirm();
  await signIn({ username, password: PASSWORD });
  const { sharedSecret } = await setUpTOTP();
  const code = () => totpCode(sharedSecret, now());
  await verifyTOTPSetup({ code: await code() });
  await updateMFAPreference({ totp: 'PREFERRED' });
  // Each code works once.
  pass(MINUTE);
  return { username, code };
}

describe('a user with an authenticator', () => {
  test('must enter its code after the password', async () => {
    const { username, code } = await withAuthenticator();
    expect(await fetchMFAPreference()).toEqual({ enabled: ['TOTP'], preferred: 'TOTP' });
    await signOut();

    expect(await signIn({ username, password: PASSWORD })).toMatchObject({
      isSignedIn: false,
      nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' },
    });
    await expect(confirmSignIn({ challengeResponse: wrong(await code()) })).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
    expect(await confirmSignIn({ challengeResponse: await code() })).toMatchObject({
      isSignedIn: true,
    });
    expect(await groups()).toEqual(['EVERYONE']);
  });

  test('cannot use a code twice', async () => {
    const { username, code } = await withAuthenticator();
    await signOut();
    await signIn({ username, password: PASSWORD });
    const used = await code();
    await confirmSignIn({ challengeResponse: used });
    await signOut();

    await signIn({ username, password: PASSWORD });
    await expect(confirmSignIn({ challengeResponse: used })).rejects.toMatchObject({
      name: 'ExpiredCodeException',
    });
  });

  test('cannot avoid it with an e-mail code instead of the password', async () => {
    const { username } = await withAuthenticator();
    await signOut();
    const { nextStep } = await signIn({ username, options: { authFlowType: 'USER_AUTH' } });
    expect(nextStep).toMatchObject({
      availableChallenges: expect.not.arrayContaining(['EMAIL_OTP']),
    });
  });

  test('must enter its code between the password and the CAPTCHA', async () => {
    const { username, code } = await withAuthenticator();
    await signOut();
    const options = { authFlowType: 'CUSTOM_WITH_SRP' } as const;
    const { nextStep } = await signIn({ username, password: PASSWORD, options });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    expect(await confirmSignIn({ challengeResponse: await code() })).toMatchObject({
      isSignedIn: false,
      nextStep: { additionalInfo: { challenge: 'captcha' } },
    });
  });

  test('needs no second factor in a sign-in with a one-time code', async () => {
    const { username } = await withAuthenticator();
    await signOut();
    await signIn({ username, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
    const options = { clientMetadata: { channel: 'email' } };
    await confirmSignIn({ challengeResponse: 'email', options });
    const [code = ''] = emailCodesTo(username);
    expect(await confirmSignIn({ challengeResponse: code })).toMatchObject({ isSignedIn: true });
  });

  test('signs in without it after turning it off', async () => {
    const { username } = await withAuthenticator();
    await updateMFAPreference({ totp: 'DISABLED' });
    await signOut();
    expect(await signIn({ username, password: PASSWORD })).toMatchObject({ isSignedIn: true });
  });
});

test('an authenticator is set up only with the right code', async () => {
  const username = await registerAndConfirm();
  await signIn({ username, password: PASSWORD });
  const { sharedSecret, getSetupUri } = await setUpTOTP();
  expect(String(getSetupUri('Amplify Recipes', username))).toContain(sharedSecret);
  const code = await totpCode(sharedSecret, now());
  await expect(verifyTOTPSetup({ code: wrong(code) })).rejects.toMatchObject({
    name: 'EnableSoftwareTokenMFAException',
  });
  await verifyTOTPSetup({ code });
});
