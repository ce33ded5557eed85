import { Kind, type ObjectTypeDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import {
  apiWith,
  authorizationOf,
  authorizerFunction,
  requestWith,
} from '../../../../testing/authorization.js';
import { type Authorized, authorizedBy, type Mode } from './authorized.js';
import { type AuthorizationConfig, authorizationConfigOf } from './configuration.js';
import { fieldRefusal, fieldRules, ignoredDirectives } from './directives.js';

const PROVIDERS = {
  API_KEY: {},
  AWS_IAM: {},
  AMAZON_COGNITO_USER_POOLS: { UserPoolConfig: { UserPoolId: 'pool' } },
  OPENID_CONNECT: { OpenIDConnectConfig: { Issuer: 'https://login.example.com' } },
  AWS_LAMBDA: { LambdaAuthorizerConfig: { AuthorizerUri: 'arn' } },
} as const;
const provider = (mode: Mode) => ({ AuthenticationType: mode, ...PROVIDERS[mode] });
const config = (mode: Mode, ...additional: Mode[]): AuthorizationConfig =>
  authorizationConfigOf(
    apiWith({
      ...provider(mode),
      AdditionalAuthenticationProviders: additional.map(provider),
    }),
    [],
  );
/** An API with all modes. */
const all = (mode: Mode) =>
  config(mode, ...(Object.keys(PROVIDERS) as Mode[]).filter((other) => other !== mode));

/** Directives of `type T <onType> { f: ID <onField> }`. */
function directivesOf(onField: string, onType: string) {
  const [type] = parse(`type T ${onType} { f: ID ${onField} }`).definitions;
  if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new Error('not a type');
  const { directives, fields } = type as ObjectTypeDefinitionNode;
  return { field: fields?.[0]?.directives, type: directives };
}
function isAllowed(
  authorized: Authorized,
  onField: string,
  onType: string,
  of: AuthorizationConfig,
) {
  const { field, type } = directivesOf(onField, onType);
  return fieldRefusal(authorized, fieldRules(field, type, of), 'T', 'f') === undefined;
}

const by = (mode: Mode) => authorizedBy(mode, null);
const user = (...groups: string[]) => authorizedBy('AMAZON_COGNITO_USER_POOLS', null, { groups });
const USER: Mode = 'AMAZON_COGNITO_USER_POOLS';

describe('a field', () => {
  test.for<[string, Authorized, [string, string], AuthorizationConfig, boolean]>([
    [
      'without directives is open to the default mode',
      by('API_KEY'),
      ['', ''],
      all('API_KEY'),
      true,
    ],
    ['without directives is closed to other modes', by('AWS_IAM'), ['', ''], all('API_KEY'), false],
    [
      'without directives is closed to users of an API of IAM',
      user('A'),
      ['', ''],
      all('AWS_IAM'),
      false,
    ],
    ['is open to the mode of its directive', by('AWS_IAM'), ['@aws_iam', ''], all('API_KEY'), true],
    [
      'with directives is closed to the default mode',
      by('API_KEY'),
      ['@aws_iam', ''],
      all('API_KEY'),
      false,
    ],
    [
      'is open to each of its directives',
      by('API_KEY'),
      ['@aws_iam @aws_api_key', ''],
      all('API_KEY'),
      true,
    ],
    ['takes the directives of its type', by('AWS_IAM'), ['', '@aws_iam'], all('API_KEY'), true],
    [
      'is closed to the default mode by its type',
      by('API_KEY'),
      ['', '@aws_iam'],
      all('API_KEY'),
      false,
    ],
    [
      'overrides the directives of its type',
      by('AWS_IAM'),
      ['@aws_api_key', '@aws_iam'],
      all(USER),
      false,
    ],
    ['can open more than its type', by('API_KEY'), ['@aws_api_key', '@aws_iam'], all(USER), true],
    ['is open to OpenID Connect', by('OPENID_CONNECT'), ['@aws_oidc', ''], all('API_KEY'), true],
    ['is open to Lambda', by('AWS_LAMBDA'), ['@aws_lambda', ''], all('API_KEY'), true],
    ['of OpenID Connect is closed to user pools', user(), ['@aws_oidc', ''], all('API_KEY'), false],
    [
      'ignores directives of other tools',
      by('API_KEY'),
      ['@deprecated', '@aws_subscribe'],
      all('API_KEY'),
      true,
    ],
    ['is open to any user', user(), ['@aws_cognito_user_pools', ''], all('API_KEY'), true],
    [
      'with groups is open to a member',
      user('B', 'X'),
      ['@aws_cognito_user_pools(cognito_groups: ["A", "B"])', ''],
      all('API_KEY'),
      true,
    ],
    [
      'with groups is closed to a user of another group',
      user('X'),
      ['@aws_cognito_user_pools(cognito_groups: ["A", "B"])', ''],
      all('API_KEY'),
      false,
    ],
    [
      'with groups is closed to a user whose group has a longer name',
      user('ADMINS'),
      ['@aws_cognito_user_pools(cognito_groups: ["ADMIN"])', ''],
      all('API_KEY'),
      false,
    ],
    [
      'with groups is closed to a group in another case',
      user('admin'),
      ['@aws_cognito_user_pools(cognito_groups: ["ADMIN"])', ''],
      all('API_KEY'),
      false,
    ],
    [
      'with one group that is no list is open to its members',
      user('A'),
      ['@aws_cognito_user_pools(cognito_groups: "A")', ''],
      all('API_KEY'),
      true,
    ],
    [
      'with an empty list of groups is closed to all',
      user('A'),
      ['@aws_cognito_user_pools(cognito_groups: [])', ''],
      all('API_KEY'),
      false,
    ],
    [
      'with groups that are no texts is closed to all',
      user('A', '1'),
      ['@aws_cognito_user_pools(cognito_groups: [1, A, null])', ''],
      all('API_KEY'),
      false,
    ],
    [
      'without groups is open to users even if its type has groups',
      user(),
      ['@aws_cognito_user_pools', '@aws_cognito_user_pools(cognito_groups: ["A"])'],
      all(USER),
      true,
    ],
    [
      'with @aws_auth is open to a member',
      user('A'),
      ['@aws_auth(cognito_groups: ["A"])', ''],
      config(USER),
      true,
    ],
    [
      'with @aws_auth is closed to others',
      user('B'),
      ['@aws_auth(cognito_groups: ["A"])', ''],
      config(USER),
      false,
    ],
    [
      'with @aws_auth and another directive needs both',
      user('B'),
      ['@aws_auth(cognito_groups: ["A"]) @aws_cognito_user_pools', ''],
      config(USER),
      false,
    ],
    [
      'with @aws_auth is open to every user in an API of several modes, as in AWS',
      user(),
      ['@aws_auth(cognito_groups: ["A"])', ''],
      config(USER, 'AWS_IAM'),
      true,
    ],
  ])('%s', ([, authorized, [onField, onType], of, expected]) => {
    expect(isAllowed(authorized, onField, onType, of)).toBe(expected);
  });

  test.for<[string, string, string[], boolean]>([
    ['is closed without a directive', '', ['A'], false],
    ['is open with a directive', '@aws_cognito_user_pools', [], true],
    ['is open to a group with @aws_auth', '@aws_auth(cognito_groups: ["A"])', ['A'], true],
    ['is closed to others with @aws_auth', '@aws_auth(cognito_groups: ["A"])', ['B'], false],
  ])('of an API whose default action is DENY %s', ([, onField, groups, expected]) => {
    const denied = authorizedBy(USER, null, { groups, defaultAction: 'DENY' });
    expect(isAllowed(denied, onField, '', config(USER))).toBe(expected);
  });

  test('that a Lambda authorizer denies is closed in spite of its directive', async () => {
    const { functions } = authorizerFunction(() => ({ isAuthorized: true, deniedFields: ['T.f'] }));
    const api = authorizationOf(provider('AWS_LAMBDA'), { functions });
    const authorized = await api.authenticate(requestWith({ authorization: 'token' }));
    const rules = fieldRules(directivesOf('@aws_lambda', '').field, [], api.config);
    expect(fieldRefusal(authorized, rules, 'T', 'f')).toMatchObject({
      message: 'Not Authorized to access f on type T',
      errorType: 'Unauthorized',
      data: null,
    });
    expect(fieldRefusal(authorized, rules, 'T', 'g')).toBeUndefined();
  });
});

test('AppSync ignores @aws_auth in an API with several modes', () => {
  const { field } = directivesOf('@aws_auth(cognito_groups: ["A"]) @aws_iam', '');
  expect(ignoredDirectives(field, config(USER, 'AWS_IAM'))).toEqual(['aws_auth']);
  expect(ignoredDirectives(field, config('API_KEY'))).toEqual(['aws_auth']);
  expect(ignoredDirectives(field, config(USER))).toEqual([]);
  expect(ignoredDirectives(undefined, config(USER))).toEqual([]);
});
