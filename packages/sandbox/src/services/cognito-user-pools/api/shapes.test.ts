import { describe, expect, test } from 'vitest';
import { AwsError } from '../../../protocols/aws-error.js';
import {
  boolean,
  enumeration,
  integer,
  list,
  map,
  readInput,
  string,
  structure,
} from './shapes.js';

const Shape = structure(
  { UserPoolId: string({ min: 1, max: 20, pattern: '[\\w-]+_[0-9a-zA-Z]+' }) },
  {
    Password: string({ max: 5, min: 2, pattern: '[\\S]+', sensitive: true }),
    Limit: integer({ min: 0, max: 60 }),
    Permanent: boolean(),
    Flow: enumeration('A', 'B'),
    UserAttributes: list(structure({ Name: string({ max: 3 }) }, { Value: string() })),
    ClientMetadata: map(),
    Token: string({ sensitive: true }),
  },
);
const SecretRequired = structure({ Username: string({ sensitive: true }) });
const UserPoolId = 'eu-west-1_abc';

describe('reading the input of an operation', () => {
  test('returns the known members, and drops nulls and unknown members', () => {
    const input = {
      UserPoolId,
      Limit: 3,
      Permanent: false,
      Flow: 'A',
      UserAttributes: [{ Name: 'abc', Value: 'x', More: 1 }],
      ClientMetadata: { key: 'value', nothing: null },
      Password: null,
      Unknown: 'x',
    };
    expect(readInput(Shape, input)).toEqual({
      UserPoolId,
      Limit: 3,
      Permanent: false,
      Flow: 'A',
      UserAttributes: [{ Name: 'abc', Value: 'x' }],
      ClientMetadata: { key: 'value' },
    });
  });

  test.for([
    [
      'a missing member',
      {},
      "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a wrong pattern',
      { UserPoolId: 'nowhere' },
      "1 validation error detected: Value 'nowhere' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    ],
    [
      'a secret that breaks two constraints, without repeating it',
      { UserPoolId, Password: ' long secret' },
      "2 validation errors detected: Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+; Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 5",
    ],
    [
      'a string that is too short',
      { UserPoolId, Password: 'x' },
      "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 2",
    ],
    [
      'a number out of range',
      { UserPoolId, Limit: 61 },
      "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
    ],
    [
      'a number below the range',
      { UserPoolId, Limit: -1 },
      "1 validation error detected: Value '-1' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ],
    [
      'a value that is not in the set',
      { UserPoolId, Flow: 'C' },
      "1 validation error detected: Value 'C' at 'flow' failed to satisfy constraint: Member must satisfy enum value set: [A, B]",
    ],
    [
      'a member of a list, counted from one',
      { UserPoolId, UserAttributes: [{ Name: 'ok' }, { Name: 'long' }] },
      "1 validation error detected: Value 'long' at 'userAttributes.2.member.name' failed to satisfy constraint: Member must have length less than or equal to 3",
    ],
    [
      'a null in a list',
      { UserPoolId, UserAttributes: [null] },
      "1 validation error detected: Value null at 'userAttributes.1.member' failed to satisfy constraint: Member must not be null",
    ],
  ] as const)('refuses %s', ([, input, message]) => {
    expect(() => readInput(Shape, input)).toThrowError(
      new AwsError('InvalidParameterException', message),
    );
  });

  test('names a missing secret without its value', () => {
    expect(() => readInput(SecretRequired, {})).toThrowError(
      "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must not be null",
    );
  });

  test.for([
    [
      'a number instead of a string',
      { UserPoolId: 5 },
      'NUMBER_VALUE cannot be converted to String',
    ],
    [
      'a fraction instead of a string',
      { UserPoolId: 5.5 },
      'DECIMAL_VALUE cannot be converted to String',
    ],
    [
      'a boolean instead of a string',
      { UserPoolId: true },
      'TRUE_VALUE cannot be converted to String',
    ],
    ['a list instead of a string', { UserPoolId: [] }, 'Start of list found where not expected'],
    [
      'an object instead of a string',
      { UserPoolId: {} },
      'Start of structure or map found where not expected.',
    ],
    [
      'a string instead of a number',
      { UserPoolId, Limit: '5' },
      'STRING_VALUE cannot be converted to Integer',
    ],
    [
      'a fraction instead of a number',
      { UserPoolId, Limit: 1.5 },
      'DECIMAL_VALUE cannot be converted to Integer',
    ],
    [
      'a string instead of a boolean',
      { UserPoolId, Permanent: 'true' },
      'STRING_VALUE cannot be converted to Boolean',
    ],
    ['an object instead of a list', { UserPoolId, UserAttributes: {} }, 'Expected list or null'],
    ['a list instead of a map', { UserPoolId, ClientMetadata: [] }, 'Expected map or null'],
    [
      'a string instead of a structure',
      { UserPoolId, UserAttributes: ['x'] },
      'Expected structure or null',
    ],
    [
      'a number in a map of strings',
      { UserPoolId, ClientMetadata: { a: 1 } },
      'NUMBER_VALUE cannot be converted to String',
    ],
  ] as const)('rejects %s', ([, input, message]) => {
    expect(() => readInput(Shape, input)).toThrowError(
      new AwsError('SerializationException', message),
    );
  });
});
