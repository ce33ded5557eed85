import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Properties } from '../assembly/resource-graph.js';
import { decide, parsePolicy } from './policy.js';
import type { ConditionContext } from './policy-variables.js';

const BUCKET = 'arn:aws:s3:::files';
const ME = 'eu-west-1:11111111-2222-4333-8444-555555555555';
const SUB = '${cognito-identity.amazonaws.com:sub}';

type Asked = { action?: string; resources?: readonly string[]; context?: ConditionContext };

const ask = (statements: readonly Properties[], asked: Asked = {}) =>
  decide([parsePolicy({ Version: '2012-10-17', Statement: statements })], {
    action: 's3:GetObject',
    resources: [`${BUCKET}/a.txt`],
    ...asked,
  });

const allow = (members: Properties = {}): Properties => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: `${BUCKET}/*`,
  ...members,
});

describe('an action and a resource', () => {
  test.each<[name: string, statement: Properties, asked: Asked, decision: unknown]>([
    ['that a statement names', allow(), {}, 'Allow'],
    ['in lists', allow({ Action: ['s3:PutObject', 's3:GetObject'] }), {}, 'Allow'],
    ['whatever the case of the action', allow({ Action: 'S3:getobject' }), {}, 'Allow'],
    ['with a wildcard in the action', allow({ Action: 's3:Get*' }), {}, 'Allow'],
    ['with a question mark', allow({ Resource: `${BUCKET}/?.txt` }), {}, 'Allow'],
    ['of another name', allow({ Action: 's3:GetObjectVersion' }), {}, undefined],
    ['whose name only begins with it', allow({ Action: 's3:Get' }), {}, undefined],
    ['of another resource', allow({ Resource: 'arn:aws:s3:::other/*' }), {}, undefined],
    ['whose resource differs in case', allow({ Resource: `${BUCKET}/A.txt` }), {}, undefined],
    ['of the bucket and not of its objects', allow({ Resource: BUCKET }), {}, undefined],
    [
      'with a dot that matches only a dot',
      allow({ Resource: `${BUCKET}/a.txt` }),
      { resources: [`${BUCKET}/aXtxt`] },
      undefined,
    ],
    ['with a new line in the key', allow(), { resources: [`${BUCKET}/a\nb`] }, 'Allow'],
    [
      'of all but one action',
      { Effect: 'Allow', NotAction: 's3:PutObject', Resource: '*' },
      {},
      'Allow',
    ],
    ['that is left out', { Effect: 'Allow', NotAction: 's3:Get*', Resource: '*' }, {}, undefined],
    [
      'of a resource that is left out',
      { Effect: 'Allow', Action: '*', NotResource: `${BUCKET}/*` },
      {},
      undefined,
    ],
    ['where the statement is not in a list', allow(), {}, 'Allow'],
    [
      'of several resources of which one is enough',
      allow({ Resource: `${BUCKET}/b` }),
      { resources: [`${BUCKET}/a`, `${BUCKET}/b`] },
      'Allow',
    ],
  ])('%s', (_, statement, asked, decision) => {
    expect(ask([statement], asked)).toBe(decision);
  });

  test('of several resources, one denied resource denies the request', () => {
    const deny = allow({ Effect: 'Deny', Resource: `${BUCKET}/b` });
    expect(ask([allow(), deny], { resources: [`${BUCKET}/a`, `${BUCKET}/b`] })).toBe('Deny');
  });

  test('a deny overrides every allow, wherever it is', () => {
    const deny = allow({ Effect: 'Deny' });
    expect(ask([allow(), deny])).toBe('Deny');
    expect(ask([deny, allow()])).toBe('Deny');
    expect(ask([allow(), { ...deny, Action: 's3:PutObject' }])).toBe('Allow');
  });

  test('no policy allows anything that it does not name', () => {
    const name = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(name, name, name, (allowed, asked, bucket) => {
        const decision = ask(
          [allow({ Action: `s3:${allowed}`, Resource: `arn:aws:s3:::${bucket}/*` })],
          {
            action: `s3:${asked}`,
            resources: [`arn:aws:s3:::${bucket}/key`],
          },
        );
        expect(decision).toBe(allowed === asked ? 'Allow' : undefined);
      }),
    );
  });
});

describe('a variable', () => {
  const own = allow({ Resource: `${BUCKET}/${SUB}/*` });
  const at = (key: string, subject: string | undefined) => ({
    resources: [`${BUCKET}/${key}`],
    context: { 'cognito-identity.amazonaws.com:sub': subject },
  });

  test.each<[name: string, asked: Asked, decision: unknown]>([
    ["has the caller's value", at(`${ME}/a`, ME), 'Allow'],
    ['keeps others out', at(`eu-west-1:other/a`, ME), undefined],
    ['that has no value matches nothing', at('/a', undefined), undefined],
    ['that has no value is not its own name', at(`${SUB}/a`, undefined), undefined],
    ['whose value is a wildcard is no wildcard', at('anybody/a', '*'), undefined],
  ])('%s', (_, asked, decision) => {
    expect(ask([own], asked)).toBe(decision);
  });

  const MISSING = `${BUCKET}/\${aws:PrincipalTag/team}/*`;
  const excepting = (Effect: string, ...NotResource: string[]) => ({
    Effect,
    Action: 's3:*',
    NotResource,
  });

  test.each<[name: string, statements: Properties[], decision: unknown]>([
    ['in an exception allows nothing', [excepting('Allow', MISSING)], undefined],
    [
      'in one of several exceptions allows nothing',
      [excepting('Allow', `${BUCKET}/other/*`, MISSING)],
      undefined,
    ],
    ['in an exception of a denial denies', [allow(), excepting('Deny', MISSING)], 'Deny'],
    [
      'beside an exception that holds keeps that one',
      [allow(), excepting('Deny', `${BUCKET}/*`, MISSING)],
      'Allow',
    ],
    [
      'in a denial denies nothing',
      [allow(), allow({ Effect: 'Deny', Resource: MISSING })],
      'Allow',
    ],
    [
      'beside a resource that is named keeps that one',
      [allow({ Resource: [MISSING, `${BUCKET}/*`] })],
      'Allow',
    ],
    [
      'of JavaScript allows nothing',
      [excepting('Allow', `${BUCKET}/\${constructor}/*`)],
      undefined,
    ],
    ['of JavaScript names nothing', [allow({ Resource: `${BUCKET}/*\${toString}` })], undefined],
  ])('that has no value %s', (_, statements, decision) => {
    expect(ask(statements)).toBe(decision);
  });

  test('no policy with an exception of a missing value allows anything', () => {
    const key = fc.stringMatching(/^[a-z/]{0,12}$/);
    fc.assert(
      fc.property(key, key, key, (before, after, asked) => {
        const exception = `${BUCKET}/${before}\${aws:PrincipalTag/team}${after}`;
        expect(
          ask([excepting('Allow', exception)], { resources: [`${BUCKET}/${asked}`] }),
        ).toBeUndefined();
      }),
    );
  });

  test('may have a default for a missing value', () => {
    const statement = allow({ Resource: `${BUCKET}/\${aws:PrincipalTag/team, 'common'}/*` });
    expect(ask([statement], { resources: [`${BUCKET}/common/a`] })).toBe('Allow');
  });

  test('stands for a literal character', () => {
    const statement = allow({ Resource: `${BUCKET}/\${$}{a}` });
    expect(ask([statement], { resources: [`${BUCKET}/\${a}`] })).toBe('Allow');
  });
});

describe('a condition', () => {
  const context = {
    's3:prefix': 'mine/a',
    's3:delimiter': undefined,
    's3:max-keys': '10',
    'aws:securetransport': 'true',
    'aws:currenttime': '2026-05-01T12:00:00.000Z',
  };
  const when = (Condition: Properties, effect = 'Allow') =>
    ask([allow({ Effect: effect, Condition })], { context });

  test.each<[condition: Properties, decision: unknown]>([
    [{ StringEquals: { 's3:prefix': 'mine/a' } }, 'Allow'],
    [{ StringEquals: { 's3:prefix': ['other', 'mine/a'] } }, 'Allow'],
    [{ StringEquals: { 'S3:Prefix': 'mine/a' } }, 'Allow'],
    [{ StringEquals: { 's3:prefix': 'MINE/A' } }, undefined],
    [{ StringEqualsIgnoreCase: { 's3:prefix': 'MINE/A' } }, 'Allow'],
    [{ StringLike: { 's3:prefix': ['mine/*'] } }, 'Allow'],
    [{ StringEquals: { 's3:prefix': 'mine/*' } }, undefined],
    [{ StringNotEquals: { 's3:prefix': ['other', 'mine/a'] } }, undefined],
    [{ StringNotLike: { 's3:prefix': 'other/*' } }, 'Allow'],
    [{ StringEquals: { 's3:delimiter': '/' } }, undefined],
    [{ StringNotEquals: { 's3:delimiter': '/' } }, 'Allow'],
    [{ StringEqualsIfExists: { 's3:delimiter': '/' } }, 'Allow'],
    [{ 'ForAllValues:StringEquals': { 's3:delimiter': '/' } }, 'Allow'],
    [{ 'ForAnyValue:StringEquals': { 's3:delimiter': '/' } }, undefined],
    [{ 'ForAnyValue:StringNotEquals': { 's3:delimiter': '/' } }, undefined],
    [{ Null: { 's3:delimiter': 'true' } }, 'Allow'],
    [{ Null: { 's3:prefix': 'true' } }, undefined],
    [{ NumericLessThanEquals: { 's3:max-keys': '10' } }, 'Allow'],
    [{ NumericGreaterThan: { 's3:max-keys': 10 } }, undefined],
    [{ Bool: { 'aws:SecureTransport': true } }, 'Allow'],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, undefined],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-05-01T13:00:00Z' } }, 'Allow'],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-05-01T13:00:00Z' } }, undefined],
    [{ StringLike: { 's3:prefix': 'mine/*' }, NumericEquals: { 's3:max-keys': 11 } }, undefined],
  ])('%j', (condition, decision) => {
    expect(when(condition)).toBe(decision);
  });

  test.each<[name: string, condition: Properties]>([
    ['of a key that the sandbox does not know', { StringEquals: { 'aws:SourceIp': '10.0.0.1' } }],
    ['that such a key has no value', { Null: { 'aws:MultiFactorAuthAge': 'true' } }],
    ['that such a key has another value', { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }],
    [
      'that all of its values are',
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'a' } },
    ],
    ['with an operator that does not exist', { StringMatches: { 's3:prefix': 'mine/a' } }],
  ])('%s allows nothing, and denies', (_, condition) => {
    expect(when(condition)).toBeUndefined();
    expect(when(condition, 'Deny')).toBe('Deny');
  });
});

describe('a principal', () => {
  const ROLE = 'arn:aws:iam::123456789012:role/app';
  const byPolicy = (Principal: Properties | string, who = ROLE) =>
    decide(
      [parsePolicy({ Statement: { ...allow(), Principal } })],
      { action: 's3:GetObject', resources: [`${BUCKET}/a`] },
      { arns: [who] },
    );

  test.each<[name: string, principal: Properties | string, decision: unknown]>([
    ['that is named', { AWS: ROLE }, 'Allow'],
    ['in a list', { AWS: ['arn:aws:iam::123456789012:role/other', ROLE] }, 'Allow'],
    ['that includes everybody', '*', 'Allow'],
    ['that includes all of AWS', { AWS: '*' }, 'Allow'],
    ['that is another', { AWS: 'arn:aws:iam::123456789012:role/other' }, undefined],
    ['that is a service', { Service: 'sns.amazonaws.com' }, undefined],
    [
      'that is the account, whose roles must allow it themselves',
      { AWS: 'arn:aws:iam::123456789012:root' },
      undefined,
    ],
  ])('%s', (_, principal, decision) => {
    expect(byPolicy(principal)).toBe(decision);
  });
});

test.each<[name: string, document: unknown]>([
  ['nothing', undefined],
  ['text', 'Allow *'],
  ['no statements', {}],
  ['a statement that is not an object', { Statement: ['Allow'] }],
  ['a statement without an effect', { Statement: [{ Action: '*', Resource: '*' }] }],
  ['a statement without an action', { Statement: [{ Effect: 'Allow', Resource: '*' }] }],
  ['a statement without a resource', { Statement: [{ Effect: 'Allow', Action: '*' }] }],
  [
    'an action and its exception',
    { Statement: [{ Effect: 'Allow', Action: '*', NotAction: 'iam:*', Resource: '*' }] },
  ],
  ['no exceptions', { Statement: [{ Effect: 'Allow', NotAction: [], Resource: '*' }] }],
  ['no excepted resource', { Statement: [{ Effect: 'Allow', Action: '*', NotResource: [] }] }],
  [
    'an exception that is unresolved',
    { Statement: [{ Effect: 'Allow', Action: '*', NotResource: [{ Ref: 'Bucket' }] }] },
  ],
  [
    'conditions that are not valid',
    { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: 'never' }] },
  ],
])('a document of %s allows nothing', (_, document) => {
  const policy = parsePolicy(document as Properties);
  expect(decide([policy], { action: 's3:GetObject', resources: [`${BUCKET}/a`] })).not.toBe(
    'Allow',
  );
});

test.each<[attack: string, members: Properties, asked: Asked]>([
  [
    'slashes',
    { Resource: `${BUCKET}/${'*/'.repeat(500)}x` },
    { resources: [`${BUCKET}/${'/'.repeat(1000)}`] },
  ],
  [
    'letters in an action',
    { Action: `s3:${'*a'.repeat(500)}b` },
    { action: `s3:${'a'.repeat(1000)}` },
  ],
  [
    'letters in a condition',
    { Condition: { StringLike: { 's3:prefix': `${'*a'.repeat(500)}b` } } },
    { context: { 's3:prefix': 'a'.repeat(1000) } },
  ],
  ['open braces', { Resource: `${BUCKET}/${'${'.repeat(3000)}` }, {}],
])('a policy of 500 wildcards between %s is decided at once', (_, members, asked) => {
  const startedAt = process.cpuUsage();
  expect(ask([allow(members)], asked)).toBeUndefined();
  expect(process.cpuUsage(startedAt).user / 1000).toBeLessThan(2000);
});
