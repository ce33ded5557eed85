import { describe, expect, test } from 'vitest';
import { contentOf } from './content.js';
import { isSecretName, withoutSecrets } from './redaction.js';

const SECRET = 'Correct-horse-1';
const TOKEN = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(`{"sub":"${SECRET}"}`).toString('base64url')}.c2ln`;

describe('what is recorded shows no secret', () => {
  test.each<[where: string, body: string | object]>([
    ['the password of a sign-up', { Username: 'ada', Password: SECRET }],
    ['the password of a sign-in', { AuthParameters: { USERNAME: 'ada', PASSWORD: SECRET } }],
    ['a new password', { PreviousPassword: SECRET, ProposedPassword: SECRET }],
    ['a temporary password', { TemporaryPassword: SECRET, UserStatus: 'x' }],
    ['the answers to a challenge', { ChallengeResponses: { ANSWER: SECRET, USERNAME: 'ada' } }],
    ['a code', { ConfirmationCode: '123456', secretCode: SECRET }],
    ['a refresh token', { AuthParameters: { REFRESH_TOKEN: SECRET } }],
    [
      'issued tokens',
      { AuthenticationResult: { AccessToken: SECRET, IdToken: SECRET, RefreshToken: SECRET } },
    ],
    ['a session', { Session: SECRET }],
    ['a secret hash', { SecretHash: SECRET, AuthParameters: { SECRET_HASH: SECRET } }],
    ['the secret of a client', { UserPoolClient: { ClientSecret: SECRET } }],
    ['the secret of an authenticator app', { SecretCode: SECRET }],
    [
      'credentials of AWS',
      { Credentials: { SecretKey: SECRET, SessionToken: SECRET, AccessKeyId: 'A' } },
    ],
    ['the tokens of logins', { Logins: { 'cognito-idp.eu-west-1.amazonaws.com/x': SECRET } }],
    ['a password of a migrated user', { request: { password: SECRET } }],
    [
      'the answer in a trigger',
      { request: { challengeAnswer: SECRET, privateChallengeParameters: { answer: SECRET } } },
    ],
    ['a token in the metadata of a client', { ClientMetadata: { captchaToken: SECRET } }],
    [
      'a secret of Systems Manager',
      { Parameters: [{ Name: '/a/b', Type: 'SecureString', Value: SECRET }] },
    ],
    [
      'a parameter with the name of a secret',
      { Parameter: { Name: '/amplify/API_SECRET', Value: SECRET } },
    ],
    [
      'an attribute with the name of a secret',
      { UserAttributes: [{ Name: 'custom:password', Value: SECRET }] },
    ],
    ['a secret of Secrets Manager', { Name: 'x', SecretString: SECRET, SecretBinary: SECRET }],
    ['decrypted data', { Plaintext: SECRET }],
    ['an item', { Item: { id: { S: '1' }, apiKey: { S: SECRET } } }],
    [
      'headers of a request',
      { request: { headers: { Authorization: SECRET, 'x-api-key': SECRET, cookie: SECRET } } },
    ],
    ['the token of a custom authorizer', { authorizationToken: SECRET }],
    [
      'a GraphQL operation that is cut off',
      `{ a(text: "${'x'.repeat(65_400)}", password: "${SECRET}${'y'.repeat(500)}") }`,
    ],
    ['XML that is cut off', `<a><Password>${SECRET}`],
    ['a number', { otp: 123_456, pin: { password: 123_456 } }],
    ['a list', { passwords: 'x', password: [SECRET] }],
    [
      'another style of name',
      { 'user-password': SECRET, user_password: SECRET, USERPASSWORD: SECRET },
    ],
    ['JSON in a text', { Message: JSON.stringify({ user: { password: SECRET } }) }],
    [
      'JSON in JSON in a text',
      { Body: JSON.stringify({ body: JSON.stringify({ password: SECRET }) }) },
    ],
    ['a token in any member', { anything: `Bearer ${TOKEN}`, list: [TOKEN] }],
    ['a token in plain text', `the token is ${TOKEN}`],
    [
      'the text of a GraphQL operation',
      { query: `mutation { signIn(name: "ada", password: "${SECRET}") { id } }` },
    ],
    ['a quotation mark in a GraphQL operation', { query: `{ a(password: "x\\"${SECRET}") }` }],
    ['the variables of a GraphQL operation', { variables: { input: { secret: SECRET } } }],
    ['a form', `Action=AssumeRole&Password=${SECRET}&SerialNumber=1`],
    [
      'XML',
      `<a><SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>${SECRET}</SessionToken></a>`,
    ],
    [
      'a member named like one of every object',
      `{"__proto__":{"password":"${SECRET}"},"constructor":{"secret":"${SECRET}"}}`,
    ],
    ['a deep value', `${'{"a":'.repeat(900)}{"password":"${SECRET}"}${'}'.repeat(900)}`],
  ])('%s', (_, body) => {
    const content = contentOf(typeof body === 'string' ? body : JSON.stringify(body));
    const shown = JSON.stringify(content?.show().value);
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain('123456');
    expect(shown).not.toContain(TOKEN.split('.')[1]);
    expect(shown).toContain('••••');
  });

  test('and hides nothing else', () => {
    const body = {
      Username: 'ada@example.com',
      NextToken: 'page-2',
      PaginationToken: 'page-2',
      ClientRequestToken: 'again',
      code: 'ECONNREFUSED',
      codeParameter: '{####}',
      token_use: 'access',
      MinimumPasswordLength: 8,
      isPassword: false,
      password: null,
      secret: '',
      items: [{ Name: 'email', Value: 'ada@example.com' }],
    };
    expect(withoutSecrets(body)).toEqual(body);
  });

  test('a body that is not text is shown by its size', () => {
    expect(contentOf(Buffer.from([0, 255, 254]))?.show().value).toBe('(3 bytes)');
    expect(contentOf('')).toBeUndefined();
  });

  test.each(['password', 'newPassword', 'db.password', 'X-Api-Key', 'ID_TOKEN', 'clientSecret'])(
    'the name of a secret: %s',
    (name) => {
      expect(isSecretName(name)).toBe(true);
    },
  );
});
