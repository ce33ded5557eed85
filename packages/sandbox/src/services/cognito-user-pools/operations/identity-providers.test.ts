import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  adminGetUser,
  confirmedUser,
  failure,
  signedIn,
  signIn,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';

const ADA = 'ada@example.com';
const BOB = 'bob@example.com';
const GOOGLE = {
  ProviderName: 'Google',
  ProviderAttributeName: 'Cognito_Subject',
  ProviderAttributeValue: '1234',
};
const provider = (ProviderName: string, ProviderType: string) => ({
  Type: 'AWS::Cognito::UserPoolIdentityProvider',
  Properties: { ProviderName, ProviderType },
});

let pools: TestUserPools;
beforeEach(async () => {
  pools = await startUserPools({
    resources: { Google: provider('Google', 'Google'), Company: provider('Company', 'SAML') },
  });
  await confirmedUser(pools, ADA);
  await confirmedUser(pools, BOB);
});
afterEach(() => pools.stop());

const local = (ProviderAttributeValue: string) => ({
  ProviderName: 'Cognito',
  ProviderAttributeValue,
});
const link = (SourceUser: object = GOOGLE, DestinationUser: object = local(ADA)) =>
  pools.call(
    'AdminLinkProviderForUser',
    { UserPoolId: pools.poolId, DestinationUser, SourceUser },
    { signed: true },
  );
const disable = (User: object) =>
  pools.call('AdminDisableProviderForUser', { UserPoolId: pools.poolId, User }, { signed: true });
const identities = async (username = ADA) =>
  JSON.parse((await adminGetUser(pools, username)).attributes.identities ?? '[]') as unknown[];

describe('AdminLinkProviderForUser', () => {
  test('shows in the identities of the user, and in the ID token', async () => {
    expect(await link()).toEqual({ status: 200, body: {} });
    const identity = {
      userId: '1234',
      providerName: 'Google',
      providerType: 'Google',
      issuer: null,
      primary: false,
      dateCreated: expect.any(Number),
    };
    expect(await identities()).toEqual([identity]);
    expect(await identities(BOB)).toEqual([]);
    const { IdToken } = await signedIn(pools, ADA);
    expect(decodeJwt(IdToken).identities).toEqual([
      { ...identity, primary: 'false', dateCreated: expect.stringMatching(/^\d{13}$/) },
    ]);
  });

  test('also accepts an attribute that a provider maps', async () => {
    const byEmail = { ...GOOGLE, ProviderName: 'Company', ProviderAttributeName: 'email' };
    expect(failure(await link(byEmail))).toBe('none');
    expect(await identities()).toMatchObject([{ providerName: 'Company', providerType: 'SAML' }]);
    expect(failure(await disable({ ...byEmail, ProviderAttributeName: 'Cognito_Subject' }))).toBe(
      'UserNotFoundException: User does not exist.',
    );
  });

  test.for<[string, object, object, string]>([
    [
      'a destination that does not exist',
      GOOGLE,
      local('eve@example.com'),
      'UserNotFoundException: User does not exist.',
    ],
    [
      'a destination of another provider',
      GOOGLE,
      { ...local(ADA), ProviderName: 'Google' },
      'UserNotFoundException: User does not exist.',
    ],
    [
      'a destination without a name',
      GOOGLE,
      { ProviderName: 'Cognito' },
      'InvalidParameterException: DestinationUser is incomplete.',
    ],
    [
      'a source of the pool itself',
      { ...GOOGLE, ProviderName: 'Cognito' },
      local(ADA),
      'InvalidParameterException: SourceUser must be of an identity provider of the user pool.',
    ],
    [
      'a source of a provider that the pool does not have',
      { ...GOOGLE, ProviderName: 'constructor' },
      local(ADA),
      'InvalidParameterException: SourceUser must be of an identity provider of the user pool.',
    ],
    [
      'a source without a value',
      { ...GOOGLE, ProviderAttributeValue: '' },
      local(ADA),
      'InvalidParameterException: SourceUser is incomplete.',
    ],
  ])('refuses %s', async ([, source, destination, message]) => {
    expect(failure(await link(source, destination))).toBe(message);
    expect(await identities()).toEqual([]);
  });

  test('links an identity to one user only, and once', async () => {
    await link();
    expect(failure(await link())).toBe(
      'InvalidParameterException: SourceUser is already linked to DestinationUser',
    );
    expect(failure(await link(GOOGLE, local(BOB)))).toBe(
      'AliasExistsException: SourceUser is already linked to another user',
    );
    expect(await identities()).toHaveLength(1);
  });

  test('links five identities to a user, and no sixth', async () => {
    for (const ProviderAttributeValue of ['1', '2', '3', '4', '5']) {
      expect(failure(await link({ ...GOOGLE, ProviderAttributeValue }))).toBe('none');
    }
    expect(failure(await link())).toMatch(/^LimitExceededException: /);
    expect(await identities()).toHaveLength(5);
  });
});

describe('AdminDisableProviderForUser', () => {
  test('removes a link, and the identity is then free for another user', async () => {
    await link();
    expect(await disable(GOOGLE)).toEqual({ status: 200, body: {} });
    expect((await adminGetUser(pools, ADA)).attributes.identities).toBeUndefined();
    expect(failure(await disable(GOOGLE))).toBe('UserNotFoundException: User does not exist.');
    expect(failure(await link(GOOGLE, local(BOB)))).toBe('none');
  });

  test('removes the password of a local user', async () => {
    const user = { ...local(ADA), ProviderAttributeName: 'Cognito_Subject' };
    expect(failure(await disable({ ...user, ProviderAttributeName: 'email' }))).toBe(
      'InvalidParameterException: ProviderAttributeName must be Cognito_Subject for Cognito users.',
    );
    expect(failure(await signIn(pools, ADA))).toBe('none');
    expect(failure(await disable(user))).toBe('none');
    expect(failure(await signIn(pools, ADA))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    expect(failure(await signIn(pools, BOB))).toBe('none');
  });

  test('removes a link when its user is deleted', async () => {
    await link();
    await pools.call(
      'AdminDeleteUser',
      { UserPoolId: pools.poolId, Username: ADA },
      { signed: true },
    );
    expect(failure(await link(GOOGLE, local(BOB)))).toBe('none');
  });
});
