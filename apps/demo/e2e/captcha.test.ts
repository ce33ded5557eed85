import { confirmSignIn, type SignInInput, signIn, signOut } from 'aws-amplify/auth';
import { describe, expect, test } from 'vitest';
import { groups, PASSWORD, startBackend } from './backend.ts';

// The clock stays as it is here: the function has its own, by which it judges how old a token is.
const backend = startBackend();
const { emailCodesTo, registerAndConfirm } = backend;

const REFUSED = { name: 'NotAuthorizedException' };

const answer = (challengeResponse: string) => confirmSignIn({ challengeResponse });

describe('a sign-in by password and CAPTCHA (CUSTOM_WITH_SRP)', () => {
  const begin = (username: string, password = PASSWORD) =>
    signIn({ username, password, options: { authFlowType: 'CUSTOM_WITH_SRP' } });

  type Asked = { readonly siteKey: string; readonly binding: string };

  const asked = ({ nextStep }: Awaited<ReturnType<typeof begin>>): Asked =>
    ('additionalInfo' in nextStep ? nextStep.additionalInfo : {}) as Asked;

  /** A token as the provider's widget gives it to the page of a human, unless told otherwise. */
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

  test('asks for the CAPTCHA after the password, and gives tokens to a human', async () => {
    const username = await registerAndConfirm();
    const challenge = await begin(username);
    expect(challenge.nextStep).toMatchObject({
      signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
      additionalInfo: { challenge: 'captcha', provider: 'turnstile', attemptsLeft: '3' },
    });
    expect(await answer(await tokenFor(asked(challenge)))).toMatchObject({ isSignedIn: true });
    expect(await groups()).toEqual(['EVERYONE']);
  });

  test.each([
    ['a robot', { score: 0.1 }],
    ['a human at another page', { hostname: 'evil.example' }],
    ['a human at another sign-in', { cdata: 'another-sign-in' }],
    ['a human who does something else', { action: 'sign_up' }],
  ])('does not let %s in', async (_, otherwise) => {
    const username = await registerAndConfirm();
    const challenge = await begin(username);
    expect(await answer(await tokenFor(asked(challenge), otherwise))).toMatchObject({
      isSignedIn: false,
      nextStep: { additionalInfo: { challenge: 'captcha', attemptsLeft: '2' } },
    });
  });

  test('takes no token a second time', async () => {
    const username = await registerAndConfirm();
    const token = await tokenFor(asked(await begin(username)));
    await answer(token);
    await signOut();
    await begin(username);
    expect(await answer(token)).toMatchObject({ isSignedIn: false });
  });

  test('ends with the third wrong token', async () => {
    const username = await registerAndConfirm();
    await begin(username);
    await answer('forged');
    await answer('forged');
    await expect(answer('forged')).rejects.toMatchObject(REFUSED);
  });

  test('ends at a wrong password, before any CAPTCHA', async () => {
    const username = await registerAndConfirm();
    await expect(begin(username, 'Wrong-horse-1')).rejects.toMatchObject(REFUSED);
  });

  test('is not passed by the token of a CAPTCHA in place of the code, nor the other way round', async () => {
    const username = await registerAndConfirm();
    const token = await tokenFor(asked(await begin(username)));
    const options: SignInInput['options'] = { authFlowType: 'CUSTOM_WITHOUT_SRP' };
    await signIn({ username, options });
    expect(await answer(token)).toMatchObject({ isSignedIn: false });
    const code = emailCodesTo(username).at(-1) ?? '';
    await begin(username);
    expect(await answer(code)).toMatchObject({ isSignedIn: false });
  });
});
