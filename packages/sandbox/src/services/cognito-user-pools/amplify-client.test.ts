import { Amplify } from 'aws-amplify';
import {
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD, startUserPools, type TestUserPools } from './testing.js';

let pools: TestUserPools;

beforeEach(async () => {
  pools = await startUserPools({ groups: [{ GroupName: 'EVERYONE', Precedence: 0 }] });
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
});

describe('the aws-amplify client', () => {
  test('signs up, confirms, signs in by SRP, and gets tokens that verify', async () => {
    const username = 'ada@example.com';
    const signedUp = await signUp({ username, password: PASSWORD });
    expect(signedUp.nextStep).toMatchObject({
      signUpStep: 'CONFIRM_SIGN_UP',
      codeDeliveryDetails: {
        attributeName: 'email',
        deliveryMedium: 'EMAIL',
        destination: 'a***@e***',
      },
    });

    await confirmSignUp({ username, confirmationCode: pools.code() });
    const signedIn = await signIn({ username, password: PASSWORD });
    expect(signedIn).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } });
    expect(await fetchUserAttributes()).toMatchObject({ email: username, email_verified: 'true' });

    const { tokens } = await fetchAuthSession();
    const verifier = CognitoJwtVerifier.create({
      userPoolId: pools.poolId,
      clientId: pools.clientId,
    });
    const jwks = await fetch(`${pools.url}/${pools.poolId}/.well-known/jwks.json`);
    verifier.cacheJwks((await jwks.json()) as Parameters<typeof verifier.cacheJwks>[0]);
    expect(verifier.verifySync(String(tokens?.accessToken), { tokenUse: 'access' })).toMatchObject({
      username: signedUp.userId,
    });
    expect(verifier.verifySync(String(tokens?.idToken), { tokenUse: 'id' })).toMatchObject({
      email: username,
      email_verified: true,
    });
  });
});
