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

/** A user with an authenticator, who is signed in. */
async function withAuthenticator() {
  const username = await registerAndConfirm();
  await signIn({ username, password: PASSWORD });
  const { sharedSecret } = await setUpTOTP();
  const code = () => totpCode(sharedSecret, now());
  await verifyTOTPSetup({ code: await code() });
  await updateMFAPreference({ totp: 'PREFERRED' });
  // Each code is taken once.
  pass(MINUTE);
  return { username, code };
}

describe('a user with an authenticator', () => {
  test('is asked for its code after the password, and signed in by it', async () => {
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

  test('does not get in with a code that was used', async () => {
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

  test('does not get past it by an e-mail code in place of the password', async () => {
    const { username } = await withAuthenticator();
    await signOut();
    const { nextStep } = await signIn({ username, options: { authFlowType: 'USER_AUTH' } });
    expect(nextStep).toMatchObject({
      availableChallenges: expect.not.arrayContaining(['EMAIL_OTP']),
    });
  });

  test('is asked for it between the password and the CAPTCHA', async () => {
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

  test('is not asked for it by a one-time code, which stands for itself', async () => {
    const { username } = await withAuthenticator();
    await signOut();
    await signIn({ username, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
    const [code = ''] = emailCodesTo(username);
    expect(await confirmSignIn({ challengeResponse: code })).toMatchObject({ isSignedIn: true });
  });

  test('is not asked for it any more once it is turned off', async () => {
    const { username } = await withAuthenticator();
    await updateMFAPreference({ totp: 'DISABLED' });
    await signOut();
    expect(await signIn({ username, password: PASSWORD })).toMatchObject({ isSignedIn: true });
  });
});

test('an authenticator is set up with its code, and not with another', async () => {
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
