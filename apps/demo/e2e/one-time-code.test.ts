import {
  confirmSignIn,
  confirmUserAttribute,
  type SignInOutput,
  sendUserAttributeVerificationCode,
  signIn,
  signOut,
  updateUserAttributes,
} from 'aws-amplify/auth';
import { describe, expect, test } from 'vitest';
import { groups, MINUTE, newAddress, startBackend, wrong } from './backend.ts';

const { codeFor, emailCodesTo, invocationsOf, messagesTo, pass, registerAndConfirm } =
  startBackend();

const REFUSED = { name: 'NotAuthorizedException' };

const codeTo = (address: string) => emailCodesTo(address).at(-1) ?? '';

const answer = (challengeResponse: string) => confirmSignIn({ challengeResponse });

const ASKED = {
  signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
  additionalInfo: { challenge: 'one-time-code', channels: 'email,sms' },
};

/** A sign-in step without the values that differ in each sign-in. */
const shapeOf = (step: object) =>
  JSON.parse(JSON.stringify(step), (key, value) =>
    ['USERNAME', 'expiresInSeconds'].includes(key) ? typeof value : value,
  );

describe('a sign-in with a code instead of the password (CUSTOM_WITHOUT_SRP)', () => {
  const start = (username: string) =>
    signIn({ username, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
  const choose = (channel: string) =>
    confirmSignIn({ challengeResponse: channel, options: { clientMetadata: { channel } } });

  async function begin(username: string, channel = 'email'): Promise<SignInOutput> {
    await start(username);
    return choose(channel);
  }

  test('sends a code with SES, and returns tokens for it', async () => {
    const username = await registerAndConfirm();
    expect(await start(username)).toMatchObject({ nextStep: ASKED });
    expect(emailCodesTo(username)).toEqual([]);
    const { nextStep } = await choose('email');
    expect(nextStep).toMatchObject({
      signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
      additionalInfo: { challenge: 'one-time-code', attemptsLeft: '3', digits: '8' },
    });
    expect(JSON.stringify(nextStep)).not.toContain(codeTo(username));
    expect(messagesTo(username).at(-1)).toMatchObject({
      from: expect.stringContaining('no-reply@example.com'),
      subject: 'Your sign-in code for Amplify Recipes',
    });
    expect(await answer(codeTo(username))).toMatchObject({ isSignedIn: true });
    expect(await groups()).toEqual(['EVERYONE']);
    expect(invocationsOf('token-claims', 'TokenGeneration_Authentication')).not.toEqual([]);
  });

  test('accepts the right code after a wrong one, and sends no second code', async () => {
    const username = await registerAndConfirm();
    await begin(username);
    expect(await answer(wrong(codeTo(username)))).toMatchObject({
      isSignedIn: false,
      nextStep: { additionalInfo: { attemptsLeft: '2' } },
    });
    expect(await answer(codeTo(username))).toMatchObject({ isSignedIn: true });
    expect(emailCodesTo(username)).toHaveLength(1);
  });

  test('sends one code in 30 seconds, which is valid in every sign-in, but only once', async () => {
    const username = await registerAndConfirm();
    await begin(username);
    await begin(username);
    expect(emailCodesTo(username)).toHaveLength(1);
    const code = codeTo(username);
    await answer(code);
    await signOut();

    await begin(username);
    expect(await answer(code)).toMatchObject({ isSignedIn: false });
  });

  test('ends with the third wrong code, and then rejects the right one', async () => {
    const username = await registerAndConfirm();
    await begin(username);
    const guess = wrong(codeTo(username));
    await answer(guess);
    await answer(guess);
    await expect(answer(guess)).rejects.toMatchObject(REFUSED);
    await expect(answer(codeTo(username))).rejects.toBeInstanceOf(Error);
  });

  test('rejects the code after the session of three minutes', async () => {
    const username = await registerAndConfirm();
    await begin(username);
    pass(4 * MINUTE);
    await expect(answer(codeTo(username))).rejects.toMatchObject(REFUSED);
  });

  test('sends the code to the confirmed phone number of a user who chooses that', async () => {
    const username = await registerAndConfirm();
    await begin(username);
    await answer(codeTo(username));
    const number = '+14155550101';
    await updateUserAttributes({ userAttributes: { phone_number: number } });
    await sendUserAttributeVerificationCode({ userAttributeKey: 'phone_number' });
    expect(messagesTo(number)).toMatchObject([
      { channel: 'sms', body: expect.stringMatching(/^Confirm your phone/) },
    ]);
    await signOut();

    // The number is not confirmed yet.
    expect(await begin(username, 'sms')).toMatchObject({
      nextStep: { additionalInfo: { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS', digits: '8' } },
    });
    expect(messagesTo(number)).toHaveLength(1);

    await begin(username);
    await answer(codeTo(username));
    await confirmUserAttribute({
      userAttributeKey: 'phone_number',
      confirmationCode: codeFor(number),
    });
    await signOut();

    const { nextStep } = await begin(username, 'sms');
    expect(JSON.stringify(nextStep)).not.toContain('0101');
    const [, message] = messagesTo(number);
    expect(message).toMatchObject({
      channel: 'sms',
      body: expect.stringMatching(/^\d{8} is your sign-in code for Amplify Recipes\./),
    });
    expect(await answer(message?.body.slice(0, 8) ?? '')).toMatchObject({ isSignedIn: true });
  });

  test('asks again for a channel that it does not have, and sends nothing', async () => {
    const username = await registerAndConfirm();
    await start(username);
    expect(await choose('pigeon')).toMatchObject({ nextStep: ASKED });
    expect(await confirmSignIn({ challengeResponse: 'email' })).toMatchObject({ nextStep: ASKED });
    expect(emailCodesTo(username)).toEqual([]);
  });

  test('for an unknown user looks like any other, sends nothing and accepts no code', async () => {
    const known = await registerAndConfirm();
    const username = newAddress();
    const { nextStep: ofKnown } = await begin(known, 'sms');
    const { nextStep } = await begin(username, 'sms');
    expect(shapeOf(nextStep)).toEqual(shapeOf(ofKnown));
    await begin(known);
    await begin(username);
    expect(messagesTo(username)).toEqual([]);
    await answer('12345678');
    await answer(codeTo(known));
    await expect(answer('12345678')).rejects.toMatchObject(REFUSED);
  });
});
