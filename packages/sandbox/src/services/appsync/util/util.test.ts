import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findFunction, LANGUAGES, recordEffects } from '../../../../testing/resolver-util.js';
import type { Namespace } from './effects.js';
import { jsExtensions, jsUtil } from './js-util.js';
import { vtlUtil } from './vtl-util.js';

/** The time of AWS's examples. */
const NOW = 1517943695750;
const FILTER = { title: { contains: 'Hello World' } };
const SQL_RESULT = {
  sqlStatementResults: [
    {
      numberOfRecordsUpdated: 0,
      records: [
        [{ stringValue: 'Mark Twain' }, { isNull: true }, { longValue: 1876 }],
        [{ stringValue: 'Jack London' }, { stringValue: 'x' }, { longValue: 1903 }],
      ],
      columnMetadata: [{ name: 'author' }, { label: '__proto__', name: 'a' }, { name: 'year' }],
    },
    { numberOfRecordsUpdated: 1 },
  ],
};
const SQL_RECORDS = [
  [
    JSON.parse('{"author":"Mark Twain","__proto__":null,"year":1876}'),
    JSON.parse('{"author":"Jack London","__proto__":"x","year":1903}'),
  ],
  [],
];
const BEEP = { foo: 'bar', baz: 1234, beep: ['boop'] };
const BEEP_VALUES = { foo: { S: 'bar' }, baz: { N: '1234' }, beep: { L: [{ S: 'boop' }] } };
const UNUSUAL_NAMES: unknown = JSON.parse('{"__proto__":1,"constructor":2,"id":3}');
const AGES = [
  { description: 'youngest', age: 5 },
  { description: 'middle', age: 45 },
  { description: 'oldest', age: 85 },
];

type Case = readonly [name: string, args: readonly unknown[], expected: unknown];

/** The results of both languages. */
const SHARED: readonly Case[] = [
  [
    'escapeJavaScript',
    [`"it's"\n</b>\u00e9\u{1f600}`],
    `\\"it\\'s\\"\\n<\\/b>\\u00E9\\uD83D\\uDE00`,
  ],
  ['urlEncode', ['a b&c=\u00e9*~'], 'a+b%26c%3D%C3%A9*%7E'],
  ['urlDecode', ['a+b%26c%3D%C3%A9*%7E'], 'a b&c=\u00e9*~'],
  ['base64Encode', ['h\u00e9llo'], 'aMOpbGxv'],
  ['base64Decode', ['aMOpbGxv'], 'h\u00e9llo'],
  ['autoId', [], expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/)],
  ['autoUlid', [], expect.stringMatching(/^01C5P7XAC6[0-9A-HJKMNP-TV-Z]{16}$/)],
  ['autoKsuid', [], expect.stringMatching(/^10Bn7[Q-X][0-9A-Za-z]{21}$/)],
  ['matches', ['a*b', 'aaaaab'], true],
  ['matches', ['b', 'aaaaab'], false],
  ['authType', [], 'User Pool Authorization'],
  ['time.nowISO8601', [], '2018-02-06T19:01:35.750Z'],
  ['time.nowEpochSeconds', [], 1517943695],
  ['time.nowEpochMilliSeconds', [], NOW],
  ['time.nowFormatted', ['yyyy-MM-dd HH:mm:ssZ'], '2018-02-06 19:01:35+0000'],
  ['time.nowFormatted', ['yyyy-MM-dd HH:mm:ssZ', '+08:00'], '2018-02-07 03:01:35+0800'],
  ['time.nowFormatted', ['yyyy-MM-dd HH:mm:ssZ', 'Australia/Perth'], '2018-02-07 03:01:35+0800'],
  ['time.epochMilliSecondsToSeconds', [1517943695758], 1517943695],
  ['time.epochMilliSecondsToISO8601', [1517943695758], '2018-02-06T19:01:35.758Z'],
  [
    'time.epochMilliSecondsToFormatted',
    [1517943695758, 'yyyy-MM-dd HH:mm:ssZ'],
    '2018-02-06 19:01:35+0000',
  ],
  [
    'time.epochMilliSecondsToFormatted',
    [1517943695758, 'yyyy-MM-dd HH:mm:ssZ', '+08:00'],
    '2018-02-07 03:01:35+0800',
  ],
  ['time.parseISO8601ToEpochMilliSeconds', ['2018-02-01T17:21:05.180+08:00'], 1517476865180],
  [
    'time.parseFormattedToEpochMilliSeconds',
    ['2018-02-02 01:19:22+0800', 'yyyy-MM-dd HH:mm:ssZ'],
    1517505562000,
  ],
  [
    'time.parseFormattedToEpochMilliSeconds',
    ['2018-02-02 01:19:22', 'yyyy-MM-dd HH:mm:ss', '+08:00'],
    1517505562000,
  ],
  ['dynamodb.toDynamoDB', ['foo'], { S: 'foo' }],
  ['dynamodb.toDynamoDB', [12345], { N: '12345' }],
  ['dynamodb.toDynamoDB', [true], { BOOL: true }],
  ['dynamodb.toDynamoDB', [null], { NULL: true }],
  ['dynamodb.toDynamoDB', [undefined], { NULL: true }],
  ['dynamodb.toDynamoDB', [BEEP], { M: BEEP_VALUES }],
  [
    'dynamodb.toDynamoDB',
    [UNUSUAL_NAMES],
    { M: JSON.parse('{"__proto__":{"N":"1"},"constructor":{"N":"2"},"id":{"N":"3"}}') },
  ],
  ['dynamodb.toString', ['foo'], { S: 'foo' }],
  ['dynamodb.toString', [null], null],
  ['dynamodb.toStringSet', [['foo', 'bar', 'baz']], { SS: ['foo', 'bar', 'baz'] }],
  ['dynamodb.toNumber', [12345], { N: '12345' }],
  ['dynamodb.toNumberSet', [[1, 23, 4.56]], { NS: ['1', '23', '4.56'] }],
  ['dynamodb.toBinary', ['foo'], { B: 'foo' }],
  ['dynamodb.toBinarySet', [['foo', 'bar', 'baz']], { BS: ['foo', 'bar', 'baz'] }],
  ['dynamodb.toBoolean', [false], { BOOL: false }],
  ['dynamodb.toNull', [], { NULL: true }],
  [
    'dynamodb.toList',
    [['foo', 123, { bar: 'baz' }]],
    { L: [{ S: 'foo' }, { N: '123' }, { M: { bar: { S: 'baz' } } }] },
  ],
  ['dynamodb.toMap', [BEEP], { M: BEEP_VALUES }],
  ['dynamodb.toMapValues', [BEEP], BEEP_VALUES],
  [
    'dynamodb.toS3Object',
    ['foo', 'bar', 'baz'],
    { S: '{"s3":{"key":"foo","bucket":"bar","region":"baz"}}' },
  ],
  [
    'dynamodb.toS3Object',
    ['foo', 'bar', 'baz', 'beep'],
    { S: '{"s3":{"key":"foo","bucket":"bar","region":"baz","version":"beep"}}' },
  ],
  [
    'dynamodb.fromS3ObjectJson',
    ['{ "s3" : { "key" : "foo", "bucket" : "bar", "region" : "baz", "version" : "beep" } }'],
    { key: 'foo', bucket: 'bar', region: 'baz', version: 'beep' },
  ],
  ['dynamodb.fromS3ObjectJson', [{ S: '{"s3":{"key":"foo"}}' }], { key: 'foo' }],
  ['rds.toJsonObject', [SQL_RESULT], SQL_RECORDS],
  ['rds.toJsonObject', [JSON.stringify(SQL_RESULT)], SQL_RECORDS],
  [
    'http.copyHeaders',
    [{ Host: 'a', te: 'b', 'X-Id': 'c', cookie: 'd' }],
    { 'X-Id': 'c', cookie: 'd' },
  ],
  ['xml.toMap', ['<posts><post><id>1</id></post></posts>'], { posts: { post: { id: 1 } } }],
  ['xml.toJsonString', ['<posts><id>1</id></posts>'], '{"posts":{"id":1}}'],
  ['xml.toJsonString', ['<posts><id>1</id></posts>', true], '"{\\"posts\\":{\\"id\\":1}}"'],
  [
    'transform.toDynamoDBFilterExpression',
    [FILTER],
    expect.stringContaining('"expressionNames":{'),
  ],
  ['transform.toDynamoDBConditionExpression', [FILTER], expect.stringContaining('#title')],
  ['transform.toElasticsearchQueryDSL', [{ a: { gt: 1 } }], '{"range":{"a":{"gt":1}}}'],
  [
    'transform.toSubscriptionFilter',
    [{ a: { eq: 1 } }],
    { filterGroup: [{ filters: [{ fieldName: 'a', operator: 'eq', value: 1 }] }] },
  ],
  ['math.roundNum', [10.5], 11],
  ['math.minVal', [13.45, 45.67], 13.45],
  ['math.maxVal', [13.45, 45.67], 45.67],
  ['math.randomDouble', [], expect.toSatisfy((value: number) => value >= 0 && value < 1)],
  ['math.randomWithinRange', [7, 7], 7],
  ['str.normalize', ['e\u0301', 'nfc'], '\u00e9'],
];

/** The results that only VTL has. */
const VTL: readonly Case[] = [
  ['parseJson', ['{"a":[1]}'], { a: [1] }],
  ['parseJson', [null], null],
  ['toJson', [{ a: [undefined, null], b: undefined }], '{"a":[null,null],"b":null}'],
  ['toJson', [undefined], 'null'],
  ['validate', [true, 'never'], ''],
  ['isNull', [undefined], true],
  ['isNull', [0], false],
  ['isNullOrEmpty', [''], true],
  ['isNullOrEmpty', [[]], true],
  ['isNullOrEmpty', [{}], true],
  ['isNullOrEmpty', [' '], false],
  ['isNullOrEmpty', [false], false],
  ['isNullOrBlank', [' \t\n'], true],
  ['isNullOrBlank', [null], true],
  ['isNullOrBlank', ['a'], false],
  ['isNullOrBlank', [0], false],
  ['defaultIfNull', [false, 'default'], false],
  ['defaultIfNull', [undefined, 'default'], 'default'],
  ['defaultIfNullOrEmpty', ['', 'default'], 'default'],
  ['defaultIfNullOrEmpty', ['a', 'default'], 'a'],
  ['defaultIfNullOrBlank', [' ', 'default'], 'default'],
  ['defaultIfNullOrBlank', ['a', 'default'], 'a'],
  ['isString', ['1'], true],
  ['isString', [1], false],
  ['isNumber', [1], true],
  ['isNumber', ['1'], false],
  ['isBoolean', [false], true],
  ['isBoolean', ['false'], false],
  ['isList', [[]], true],
  ['isList', [{}], false],
  ['isMap', [{}], true],
  ['isMap', [[]], false],
  ['isMap', [null], false],
  ['typeOf', [undefined], 'Null'],
  ['typeOf', [1], 'Number'],
  ['typeOf', ['a'], 'String'],
  ['typeOf', [{}], 'Map'],
  ['typeOf', [[]], 'List'],
  ['typeOf', [true], 'Boolean'],
  ['typeOf', [() => 1], 'Object'],
  ['qr', [{ a: 1 }], ''],
  ['quiet', [{ a: 1 }], ''],
  ['dynamodb.toDynamoDBJson', [BEEP], JSON.stringify({ M: BEEP_VALUES })],
  ['dynamodb.toStringJson', ['foo'], '{"S":"foo"}'],
  ['dynamodb.toStringSetJson', [['foo']], '{"SS":["foo"]}'],
  ['dynamodb.toNumberJson', [1], '{"N":"1"}'],
  ['dynamodb.toNumberSetJson', [[1, 4.56]], '{"NS":["1","4.56"]}'],
  ['dynamodb.toBinaryJson', ['foo'], '{"B":"foo"}'],
  ['dynamodb.toBinarySetJson', [['foo']], '{"BS":["foo"]}'],
  ['dynamodb.toBooleanJson', [true], '{"BOOL":true}'],
  ['dynamodb.toNullJson', [], '{"NULL":true}'],
  ['dynamodb.toListJson', [['foo']], '{"L":[{"S":"foo"}]}'],
  ['dynamodb.toMapJson', [BEEP], JSON.stringify({ M: BEEP_VALUES })],
  ['dynamodb.toMapValuesJson', [BEEP], JSON.stringify(BEEP_VALUES)],
  ['dynamodb.toMapValuesJson', [null], 'null'],
  [
    'dynamodb.toS3ObjectJson',
    ['foo', 'bar', 'baz'],
    '{"S":"{\\"s3\\":{\\"key\\":\\"foo\\",\\"bucket\\":\\"bar\\",\\"region\\":\\"baz\\"}}"}',
  ],
  ['rds.toJsonString', [SQL_RESULT], JSON.stringify(SQL_RECORDS)],
  ['str.toUpper', ['hello'], 'HELLO'],
  ['str.toLower', ['HELLO'], 'hello'],
  ['str.toReplace', ['hello world', 'hello', 'mellow'], 'mellow world'],
  ['str.toReplace', ['a.c a.c abc', 'a.c', '$&'], '$& $& abc'],
  [
    'list.copyAndRetainAll',
    [
      [1, 'a', { b: [2] }, null],
      [{ b: [2] }, undefined, 1],
    ],
    [1, { b: [2] }, null],
  ],
  [
    'list.copyAndRemoveAll',
    [
      [1, 'a', { b: [2] }, null],
      [{ b: [2] }, undefined, 1],
    ],
    ['a'],
  ],
  ['list.sortList', [AGES, false, 'description'], [AGES[1], AGES[2], AGES[0]]],
  ['list.sortList', [AGES, true, 'age'], [AGES[2], AGES[1], AGES[0]]],
  ['list.sortList', [[10, 9, 1], false, ''], [1, 9, 10]],
  ['list.sortList', [['b', 'a'], false, ''], ['a', 'b']],
  ['list.sortList', [['b', 1, 'a'], false, ''], ['b', 1, 'a']],
  ['list.sortList', [[{ a: 2 }, {}, { a: 1 }], false, 'a'], [{ a: 2 }, {}, { a: 1 }]],
  ['map.copyAndRetainAllKeys', [UNUSUAL_NAMES, ['__proto__', 'x']], JSON.parse('{"__proto__":1}')],
  [
    'map.copyAndRemoveAllKeys',
    [UNUSUAL_NAMES, ['constructor', 'id']],
    JSON.parse('{"__proto__":1}'),
  ],
];

/** Functions whose only result is an effect or an error. Tests of their own are below. */
const EFFECTS = [
  'unauthorized',
  'error',
  'appendError',
  'http.addResponseHeader',
  'http.addResponseHeaders',
];
const VTL_EFFECTS = ['log.debug', 'log.info', 'log.error'];

function functionsOf(functions: Namespace, prefix = ''): string[] {
  return Object.entries(functions).flatMap(([name, member]) =>
    typeof member === 'function' ? [`${prefix}${name}`] : functionsOf(member, `${prefix}${name}.`),
  );
}

function isNamespace(member: unknown): member is Namespace {
  return typeof member === 'object';
}

test.each(SHARED)('%s(%j) has the same result in both languages', (name, args, expected) => {
  for (const { makeUtil } of LANGUAGES) {
    expect(findFunction(makeUtil(recordEffects(NOW).effects), name)(...args)).toEqual(expected);
  }
});

test.each(VTL)('$util.%s(%j) has its result', (name, args, expected) => {
  expect(findFunction(vtlUtil(recordEffects(NOW).effects), name)(...args)).toEqual(expected);
});

test('each function is in a table above', () => {
  const { effects } = recordEffects(NOW);
  const shared = new Set([...SHARED.map(([name]) => name), ...EFFECTS]);
  const vtl = new Set([...shared, ...VTL.map(([name]) => name), ...VTL_EFFECTS]);
  expect(functionsOf(jsUtil(effects)).sort()).toEqual([...shared].sort());
  expect(functionsOf(vtlUtil(effects)).sort()).toEqual([...vtl].sort());
});

test('JavaScript has exactly the functions that @aws-appsync/utils declares', () => {
  const { effects } = recordEffects(NOW);
  expect(functionsOf(jsUtil(effects)).sort()).toEqual(declaredFunctions('Util'));
  expect(functionsOf(jsExtensions(effects)).sort()).toEqual(declaredFunctions('Extensions'));
});

test('a name of JavaScript’s objects is not a function of AppSync', () => {
  const util = vtlUtil(recordEffects(NOW).effects);
  for (const functions of [util, ...Object.values(util).filter(isNamespace)]) {
    expect(Object.getPrototypeOf(functions)).toBeNull();
    expect(Object.isFrozen(functions)).toBe(true);
  }
});

test('copies do not change their arguments, and keep the members', () => {
  const util = vtlUtil(recordEffects(NOW).effects);
  const member = {};
  const map = { a: member, b: 1 };
  const list = [3, 1, 2];
  const copy = findFunction(util, 'map.copyAndRemoveAllKeys')(map, ['b']) as typeof map;
  findFunction(util, 'list.sortList')(list, false, '');
  expect(copy.a).toBe(member);
  expect(map).toEqual({ a: member, b: 1 });
  expect(list).toEqual([3, 1, 2]);
  expect(findFunction(util, 'defaultIfNull')(map, {})).toBe(map);
});

test('a list of more than 1,000 items is not sorted', () => {
  const list = Array.from({ length: 1001 }, (_, index) => -index);
  const sortList = findFunction(vtlUtil(recordEffects(NOW).effects), 'list.sortList');
  expect(sortList(list, false, '')).toEqual(list);
  expect(sortList(list.slice(1), false, '')).toEqual(list.slice(1).reverse());
});

/** The functions of a type in the declarations of @aws-appsync/utils: `time.nowISO8601`. */
function declaredFunctions(typeName: string): string[] {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@aws-appsync/utils'));
  const declarations = readdirSync(folder)
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll(/\/\*.*?\*\//gs, ''))
    .join('\n');
  const membersOf = (type: string, prefix: string): string[] => {
    const [, body = ''] =
      new RegExp(`^export type ${type} = \\{\\n(.*?)^\\};`, 'ms').exec(declarations) ?? [];
    return [...body.matchAll(/^ {4}(\w+)(?:[<(]|: (\w+);|: \()/gm)].flatMap(
      ([, name, memberType]) =>
        memberType === undefined ? [`${prefix}${name}`] : membersOf(memberType, `${name}.`),
    );
  };
  return [...new Set(membersOf(typeName, ''))].sort();
}
