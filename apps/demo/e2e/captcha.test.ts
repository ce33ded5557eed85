import { confirmSignIn, type SignInInput, signIn, signOut } from 'aws-amplify/auth';
import { describe, expect, test } from 'vitest';
import { localBackend } from '../local-backend.ts';
import { groups, PASSWORD, startBackend, wrong } from './backend.ts';

// These tests do not move the clock: the function checks the age of a token with the real time.
const backend = startBackend();
const { emailCodesTo, registerAndConfirm } = backend;

const REFUSED = { name: 'NotAuthorizedException' };
const ASKED_AGAIN = {
  isSignedIn: false,
  nextStep: { additionalInfo: { challenge: 'captcha', attemptsLeft: '2' } },
};

const answer = (challengeResponse: string) => confirmSignIn({ challengeResponse });

describe('a sign-in with password, CAPTCHA and code (CUSTOM_WITH_SRP)', () => {
  const begin = (username: string, password = PASSWORD) =>
    signIn({ username, password, options: { authFlowType: 'CUSTOM_WITH_SRP' } });

  type Asked = { readonly siteKey: string; readonly binding: string };

  const asked = ({ nextStep }: Awaited<ReturnType<typeof begin>>): Asked =>
    ('additionalInfo' in nextStep ? nextStep.additionalInfo : {}) as Asked;

  /** A token that the provider's widget gives to a human, except for the given changes. */
  async function tokenFor({ siteKey, binding }: Asked, otherwise: object = {}): Promise<string> {
    const response = await fetch(`${backend.sandbox.url}/_sandbox/captcha/tokens`, {
      method: 'POST',
      body: JSON.stringify({
        provider: 'turnstile',
        siteKey,
        action: 'sign_in',
        hostname: '127.0.0.1',
        cdata: binding,
        ...otherwise,
      }),
    });
    return (await response.json()).token;
  }

  /** Signs in a new user up to the code: with the right password and as a human. */
  async function passCaptcha(): Promise<string> {
    const username = await registerAndConfirm();
    expect(await answer(await tokenFor(asked(await begin(username))))).toMatchObject({
      isSignedIn: false,
      nextStep: { additionalInfo: { challenge: 'one-time-code', attemptsLeft: '4' } },
    });
    return username;
  }

  const codeTo = (username: string) => emailCodesTo(username).at(-1) ?? '';

  test('asks a human with the right password for a code, and returns tokens for it', async () => {
    const username = await registerAndConfirm();
    const challenge = await begin(username);
    expect(challenge.nextStep).toMatchObject({
      signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
      additionalInfo: { challenge: 'captcha', provider: 'turnstile', attemptsLeft: '3' },
    });
    expect(emailCodesTo(username)).toEqual([]);

    expect(await answer(await tokenFor(asked(challenge)))).toMatchObject({
      isSignedIn: false,
      nextStep: {
        signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
        additionalInfo: {
          challenge: 'one-time-code',
          attemptsLeft: '4',
          CODE_DELIVERY_DESTINATION: 'u***@a***',
        },
      },
    });
    expect(emailCodesTo(username)).toHaveLength(1);
    expect(await groups()).toBeUndefined();

    expect(await answer(codeTo(username))).toMatchObject({ isSignedIn: true });
    expect(await groups()).toEqual(['EVERYONE']);
  });

  test('counts wrong codes separately from wrong CAPTCHA answers, and sends no second code', async () => {
    const username = await registerAndConfirm();
    const challenge = await begin(username);
    const again = await answer(await tokenFor(asked(challenge), { score: 0.1 }));
    await answer(await tokenFor(asked(again)));
    expect(await answer(wrong(codeTo(username)))).toMatchObject({
      isSignedIn: false,
      nextStep: { additionalInfo: { challenge: 'one-time-code', attemptsLeft: '3' } },
    });
    expect(emailCodesTo(username)).toHaveLength(1);
    expect(await answer(codeTo(username))).toMatchObject({ isSignedIn: true });
  });

  test('ends with the fourth wrong code', async () => {
    const username = await passCaptcha();
    const guess = wrong(codeTo(username));
    await answer(guess);
    await answer(guess);
    await answer(guess);
    await expect(answer(guess)).rejects.toMatchObject(REFUSED);
    await expect(answer(codeTo(username))).rejects.toBeInstanceOf(Error);
  });

  test.each([
    ['a robot', { score: 0.1 }],
    ['a human on another page', { hostname: 'evil.example' }],
    ['a human in another sign-in', { cdata: 'another-sign-in' }],
    ['a human who does something else', { action: 'sign_up' }],
  ])('does not let %s in', async (_, otherwise) => {
    const username = await registerAndConfirm();
    const challenge = await begin(username);
    expect(await answer(await tokenFor(asked(challenge), otherwise))).toMatchObject(ASKED_AGAIN);
    expect(emailCodesTo(username)).toEqual([]);
  });

  test('accepts a token only once', async () => {
    const username = await registerAndConfirm();
    const token = await tokenFor(asked(await begin(username)));
    await answer(token);
    await answer(codeTo(username));
    await signOut();
    await begin(username);
    expect(await answer(token)).toMatchObject(ASKED_AGAIN);
  });

  test('ends with the third wrong token', async () => {
    const username = await registerAndConfirm();
    await begin(username);
    await answer('forged');
    await answer('forged');
    await expect(answer('forged')).rejects.toMatchObject(REFUSED);
    expect(emailCodesTo(username)).toEqual([]);
  });

  test('ends at a wrong password, before any CAPTCHA', async () => {
    const username = await registerAndConfirm();
    await expect(begin(username, 'Wrong-horse-1')).rejects.toMatchObject(REFUSED);
  });

  test('does not accept a CAPTCHA token as the code, or the code as a CAPTCHA token', async () => {
    const username = await registerAndConfirm();
    const token = await tokenFor(asked(await begin(username)));
    const options: SignInInput['options'] = { authFlowType: 'CUSTOM_WITHOUT_SRP' };
    await signIn({ username, options });
    await confirmSignIn({
      challengeResponse: 'email',
      options: { clientMetadata: { channel: 'email' } },
    });
    expect(await answer(token)).toMatchObject({ isSignedIn: false });
    const code = codeTo(username);
    await begin(username);
    expect(await answer(code)).toMatchObject(ASKED_AGAIN);
  });
});

describe('a backend without the secret key of the CAPTCHA', () => {
  const { ONE_TIME_CODE_KEY = '' } = localBackend.secrets ?? {};
  const { registerAndConfirm } = startBackend({ secrets: { ONE_TIME_CODE_KEY } });

  test('asks for a CAPTCHA, because that needs no key, and lets nobody pass', async () => {
    const username = await registerAndConfirm();
    const options: SignInInput['options'] = { authFlowType: 'CUSTOM_WITH_SRP' };
    expect(await signIn({ username, password: PASSWORD, options })).toMatchObject({
      nextStep: { additionalInfo: { challenge: 'captcha' } },
    });
    await expect(answer('any-token')).rejects.toMatchObject({
      name: expect.stringMatching(/Lambda/),
    });
    expect(await groups()).toBeUndefined();
  });
});
