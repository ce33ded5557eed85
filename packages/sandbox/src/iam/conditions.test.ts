import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Properties, Value } from '../assembly/resource-graph.js';
import { decide, parsePolicy } from './policy.js';
import type { ConditionContext } from './policy-variables.js';
import { fits, patternOf } from './wildcards.js';

const ARN = 'arn:aws:iam::123456789012:role/app/worker';
const BINARY = 'QmluYXJ5VmFsdWVJbkJhc2U2NA==';

type Decisions = { readonly allowing: unknown; readonly denying: unknown };
/** The condition is true: the statement allows or denies. */
const HOLDS: Decisions = { allowing: 'Allow', denying: 'Deny' };
/** The condition is false: the statement does not count. */
const FAILS: Decisions = { allowing: undefined, denying: undefined };
/** The result is unknown: nothing is allowed, and everything is denied. */
const UNKNOWN: Decisions = { allowing: undefined, denying: 'Deny' };

function decisions(Condition: Value, context: ConditionContext): Decisions {
  const under = (Effect: string) =>
    decide([parsePolicy({ Statement: { Effect, Action: '*', Resource: '*', Condition } })], {
      action: 's3:GetObject',
      resources: ['arn:aws:s3:::files/a'],
      context,
    });
  return { allowing: under('Allow'), denying: under('Deny') };
}

/** One test of the key `k` with a value; `undefined` if the request has no value. */
const ask = (operator: string, operand: Value, value: string | undefined) =>
  decisions({ [operator]: { k: operand } }, { k: value });

type Row = [operator: string, operand: Value, value: string | undefined, expected: Decisions];

describe('numbers', () => {
  test.each<Row>([
    ['NumericEquals', '10', '10', HOLDS],
    ['NumericEquals', 10, '10.0', HOLDS],
    ['NumericEquals', '-1.5', '-1.50', HOLDS],
    ['NumericNotEquals', '10', '10', FAILS],
    ['NumericNotEquals', '10', '11', HOLDS],
    ['NumericLessThan', '10', '9.9', HOLDS],
    ['NumericLessThanEquals', '10', '10', HOLDS],
    ['NumericGreaterThan', '10', '10', FAILS],
    ['NumericGreaterThanEquals', '10', '10', HOLDS],
    ['NumericLessThan', '10', undefined, FAILS],
    ['NumericNotEquals', '10', undefined, HOLDS],
    ['NumericLessThanIfExists', '10', undefined, HOLDS],
    ['NumericEquals', ['1', '10'], '10', HOLDS],
  ])('%s %j of %j', (operator, operand, value, expected) => {
    expect(ask(operator, operand, value)).toEqual(expected);
  });

  const notNumbers = [
    '',
    ' ',
    ' 1',
    '1 ',
    '0x10',
    '0b1',
    '0o7',
    '1e3',
    'NaN',
    'Infinity',
    '-Infinity',
    '1_000',
    '1,000',
    '.5',
    '5.',
    '--1',
    '٣',
    '1\n',
    'true',
    '9'.repeat(400),
  ];
  const operators = [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ];
  test.each(notNumbers)('%j is not a number', (text) => {
    for (const operator of operators) {
      expect(ask(operator, '10', text)).toEqual(UNKNOWN);
      expect(ask(operator, text, '10')).toEqual(UNKNOWN);
    }
  });

  test('only decimals are compared', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[+-]?\d+(\.\d+)?$/.test(text));
        expect(ask('NumericLessThan', '1000000', text).allowing).toBeUndefined();
        expect(ask('NumericNotEquals', '1', text).allowing).toBeUndefined();
      }),
    );
  });
});

describe('dates', () => {
  test.each<Row>([
    ['DateLessThan', '2026-05-01T13:00:00Z', '2026-05-01T12:00:00.000Z', HOLDS],
    ['DateGreaterThan', '2026-05-01T13:00:00Z', '2026-05-01T12:00:00.000Z', FAILS],
    ['DateLessThan', '2026-05-01T13:00:00+02:00', '2026-05-01T12:00:00Z', FAILS],
    ['DateEquals', '1777636800', '2026-05-01T12:00:00Z', HOLDS],
    ['DateNotEquals', '1777636800', '2026-05-01T12:00:00Z', FAILS],
    ['DateGreaterThan', '2026', '2026-05-01T12:00:00Z', HOLDS],
    ['DateGreaterThan', '2026-05', '2026-05-01T12:00:00Z', HOLDS],
    ['DateGreaterThanEquals', '2026-05-01', '2026-05-01T00:00:00Z', HOLDS],
    ['DateLessThan', '2026-05-01', undefined, FAILS],
  ])('%s %j of %j', (operator, operand, value, expected) => {
    expect(ask(operator, operand, value)).toEqual(expected);
  });

  test.each([
    '',
    'tomorrow',
    'May 1, 2026',
    '2026-13-01',
    '2026-05-01T12:00:00',
    '2026-05-01 12:00:00Z',
    '1e9',
    '0x7fffffff',
    '-1',
    'Infinity',
    '2026-05-01T25:00:00Z',
    '*',
  ])('%j is not a date', (text) => {
    for (const operator of ['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateGreaterThan']) {
      expect(ask(operator, text, '2026-05-01T12:00:00Z')).toEqual(UNKNOWN);
      expect(ask(operator, '2026-05-01T12:00:00Z', text)).toEqual(UNKNOWN);
    }
  });
});

describe('booleans', () => {
  test.each<Row>([
    ['Bool', 'true', 'true', HOLDS],
    ['Bool', true, 'true', HOLDS],
    ['Bool', 'True', 'true', HOLDS],
    ['Bool', 'false', 'true', FAILS],
    ['Bool', 'true', undefined, FAILS],
    ['BoolIfExists', 'true', undefined, HOLDS],
    ['Bool', 'yes', 'true', UNKNOWN],
    ['Bool', '1', 'true', UNKNOWN],
    ['Bool', '', 'true', UNKNOWN],
    ['Bool', 'true', '', UNKNOWN],
    ['Bool', 'true', 'yes', UNKNOWN],
  ])('%s %j of %j', (operator, operand, value, expected) => {
    expect(ask(operator, operand, value)).toEqual(expected);
  });
});

describe('bytes', () => {
  test.each<Row>([
    ['BinaryEquals', BINARY, BINARY, HOLDS],
    ['BinaryEquals', 'AAAA', BINARY, FAILS],
    ['BinaryEquals', BINARY, undefined, FAILS],
    ['BinaryEquals', 'not base64!', BINARY, UNKNOWN],
    ['BinaryEquals', BINARY, 'not base64!', UNKNOWN],
    ['BinaryEquals', BINARY.replace('==', ''), BINARY, UNKNOWN],
  ])('%s %j of %j', (operator, operand, value, expected) => {
    expect(ask(operator, operand, value)).toEqual(expected);
  });
});

describe('addresses', () => {
  test.each<Row>([
    ['IpAddress', '203.0.113.0/24', '203.0.113.9', HOLDS],
    ['IpAddress', '203.0.113.0/24', '203.0.114.9', FAILS],
    ['IpAddress', '203.0.113.9', '203.0.113.9', HOLDS],
    ['IpAddress', '203.0.113.9', '203.0.113.10', FAILS],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678::1', HOLDS],
    ['IpAddress', '2001:db8::1', '2001:db8::2', FAILS],
    ['IpAddress', '0.0.0.0/0', '10.0.0.1', HOLDS],
    ['IpAddress', '0.0.0.0/0', '::1', FAILS],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.9', FAILS],
    ['NotIpAddress', '203.0.113.0/24', '10.0.0.1', HOLDS],
    ['IpAddress', '203.0.113.0/24', undefined, FAILS],
  ])('%s %j of %j', (operator, operand, value, expected) => {
    expect(ask(operator, operand, value)).toEqual(expected);
  });

  test.each([
    '',
    '203.0.113',
    '203.0.113.0/33',
    '203.0.113.0/-1',
    '203.0.113.0/',
    '203.0.113.0/24/24',
    '203.0.113.0/0x8',
    '203.0.113.*',
    '::/129',
    'localhost',
    '0x7f.1',
    '010.0.0.1',
  ])('%j is not an address', (text) => {
    for (const operator of ['IpAddress', 'NotIpAddress']) {
      expect(ask(operator, text, '203.0.113.9')).toEqual(UNKNOWN);
      expect(ask(operator, '203.0.113.0/24', text)).toEqual(UNKNOWN);
    }
  });
});

describe('ARNs', () => {
  const cases: readonly (readonly [operand: string, value: string, matches: boolean])[] = [
    [ARN, ARN, true],
    ['arn:aws:iam::123456789012:role/*', ARN, true],
    ['arn:aws:iam::*:role/app/worker', ARN, true],
    ['arn:*:*:*:*:*', ARN, true],
    ['arn:aws:iam::*:role/app/*er', ARN, true],
    ['arn:aws:iam::12345678901?:role/app/worker', ARN, true],
    // A wildcard does not match across the colons before the last segment.
    ['arn:aws:*:123456789012:role/app/worker:', ARN, false],
    ['arn:aws:i*:*:*:worker', ARN, false],
    ['arn:aws:sns:*:x:y', 'arn:aws:sns:eu-west-1:123456789012:x:y', false],
    ['arn:aws?iam::123456789012:role/app/worker', `${ARN}:`, false],
    // It does within the last segment.
    ['arn:aws:sns:*:*:x*z', 'arn:aws:sns:eu-west-1:123456789012:x:y:z', true],
  ];
  test.each(cases)('like %j: %j', (operand, value, matches) => {
    const isWhole = operand.split(':').length > 5;
    for (const operator of ['ArnLike', 'ArnEquals']) {
      expect(ask(operator, operand, value)).toEqual(matches ? HOLDS : isWhole ? FAILS : UNKNOWN);
    }
    for (const operator of ['ArnNotLike', 'ArnNotEquals']) {
      expect(ask(operator, operand, value)).toEqual(matches ? FAILS : isWhole ? HOLDS : UNKNOWN);
    }
  });

  test.each(['*', '', 'arn:aws:*', 'arn:aws:iam::123456789012'])('%j is not an ARN', (text) => {
    for (const operator of ['ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals']) {
      expect(ask(operator, text, ARN)).toEqual(UNKNOWN);
      expect(ask(operator, ARN, text)).toEqual(UNKNOWN);
    }
  });

  test('match a pattern when each segment matches', () => {
    const segments = (pattern: RegExp) =>
      fc.array(fc.stringMatching(pattern), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(segments(/^[ab*?]{0,3}$/), segments(/^[ab]{0,3}$/), (patterns, values) => {
        const isLike = patterns.every((pattern, index) =>
          fits(patternOf(pattern), values[index] ?? ''),
        );
        const of = (parts: readonly string[]) => ['arn', ...parts].join(':');
        expect(ask('ArnLike', of(patterns), of(values))).toEqual(isLike ? HOLDS : FAILS);
        expect(ask('ArnNotLike', of(patterns), of(values))).toEqual(isLike ? FAILS : HOLDS);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('sets and keys without a value', () => {
  test.each<Row>([
    ['ForAllValues:StringEquals', 'a', undefined, HOLDS],
    ['ForAllValues:StringNotEquals', 'a', undefined, HOLDS],
    ['ForAllValues:StringEquals', 'a', '', HOLDS],
    ['ForAllValues:StringEquals', 'a', 'a', HOLDS],
    ['ForAllValues:StringEquals', 'a', 'b', FAILS],
    ['ForAnyValue:StringEquals', 'a', undefined, FAILS],
    ['ForAnyValue:StringNotEquals', 'a', undefined, FAILS],
    ['ForAnyValue:StringEqualsIfExists', 'a', undefined, FAILS],
    ['ForAnyValue:StringNotEquals', 'a', '', FAILS],
    ['ForAnyValue:StringEquals', 'a', 'a', HOLDS],
    ['StringEqualsIfExists', 'a', undefined, HOLDS],
    ['StringEqualsIfExists', 'a', 'b', FAILS],
    ['StringNotEqualsIfExists', 'a', undefined, HOLDS],
    ['StringEquals', '', '', HOLDS],
    ['StringLike', '*', '', HOLDS],
    ['StringLike', '?', '', FAILS],
    ['StringEquals', [], 'a', UNKNOWN],
    ['StringNotEquals', [], 'a', UNKNOWN],
    ['StringNotEquals', [{ Ref: 'a' }], 'a', UNKNOWN],
    ['StringNotEquals', [['a']], 'a', UNKNOWN],
    ['Null', 'true', undefined, HOLDS],
    ['Null', 'true', 'a', FAILS],
    ['Null', 'false', 'a', HOLDS],
    ['Null', 'false', undefined, FAILS],
    ['Null', false, 'a', HOLDS],
    // `ForAllValues` passes for an empty set. `Null` is meant to detect it.
    ['Null', 'false', '', FAILS],
    ['Null', 'maybe', 'a', UNKNOWN],
    ['Null', [], undefined, UNKNOWN],
  ])('%s %j of %j', (operator, operand, value, expected) => {
    expect(ask(operator, operand, value)).toEqual(expected);
  });
});

describe('an operator that does not exist', () => {
  test.each([
    'constructor',
    'toString',
    'hasOwnProperty',
    '__proto__',
    'valueOf',
    'constructorIfExists',
    'ForAllValues:toString',
    'ForAnyValue:constructor',
    'Not',
    'NotBool',
    'NotStringEquals',
    'StringNot',
    'NumericNotLessThan',
    'DateNotLessThan',
    'BoolNot',
    'BinaryNotEquals',
    'stringequals',
    'StringEqualsIfexists',
    'NullIfExists',
    'ForAllValues:Null',
    'ForAnyValue:Null',
    'ForSomeValues:StringEquals',
    'ForAllValues:ForAnyValue:StringEquals',
    ' StringEquals',
    '',
  ])('%j decides nothing', (operator) => {
    const condition: unknown = JSON.parse(`{ ${JSON.stringify(operator)}: { "k": "a" } }`);
    for (const value of ['a', 'b', undefined]) {
      expect(decisions(condition as Properties, { k: value })).toEqual(UNKNOWN);
    }
  });

  test.each<[string, Value]>([
    ['a text', 'StringEquals'],
    ['a list', [{ StringEquals: { k: 'a' } }]],
    ['null', null],
    ['an operator without keys', { StringEquals: 'a' }],
  ])('nor does a block of %s', (_, block) => {
    expect(decisions(block, { k: 'a' })).toEqual(UNKNOWN);
  });
});

describe('a key from Object.prototype', () => {
  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])(
    '%j is one that the sandbox does not know',
    (key) => {
      const condition = (operator: string, operand: string): unknown =>
        JSON.parse(`{ "${operator}": { "${key}": "${operand}" } }`);
      for (const operator of [
        'StringEquals',
        'StringNotEquals',
        'StringLike',
        'ForAllValues:StringLike',
      ]) {
        expect(decisions(condition(operator, '*') as Properties, {})).toEqual(UNKNOWN);
      }
      expect(decisions(condition('Null', 'true') as Properties, {})).toEqual(UNKNOWN);
    },
  );

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    '${%s} is a variable without a value',
    (name) => {
      const variable = `\${${name}}`;
      expect(ask('StringLike', `*${variable}*`, String({}.constructor))).toEqual(FAILS);
      expect(ask('StringEquals', variable, 'undefined')).toEqual(FAILS);
      expect(ask('ArnLike', `arn:aws:s3:::${variable}`, 'arn:aws:s3:::a')).toEqual(FAILS);
    },
  );
});

describe('a variable without a value', () => {
  const MISSING = '${aws:PrincipalTag/team}';

  test.each<Row>([
    // In AWS, nothing equals a missing value, and `Not` conditions are true.
    ['StringEquals', MISSING, 'a', FAILS],
    ['StringEquals', MISSING, '', FAILS],
    ['StringEquals', MISSING, MISSING, FAILS],
    ['StringLike', `${MISSING}*`, 'a', FAILS],
    ['StringNotEquals', MISSING, 'a', HOLDS],
    ['StringNotLike', `${MISSING}*`, 'a', HOLDS],
    ['ArnNotLike', `arn:aws:iam::123456789012:role/${MISSING}`, ARN, HOLDS],
    ['Bool', MISSING, 'true', FAILS],
    ['StringEquals', [MISSING, 'a'], 'a', HOLDS],
    // Only texts, ARNs and booleans support variables.
    ['NumericLessThan', MISSING, '1', UNKNOWN],
    ['DateLessThan', MISSING, '2026-05-01', UNKNOWN],
    ['IpAddress', MISSING, '10.0.0.1', UNKNOWN],
    ['Null', MISSING, 'a', UNKNOWN],
  ])('in %s %j of %j', (operator, operand, value, expected) => {
    expect(ask(operator, operand, value)).toEqual(expected);
  });
});
