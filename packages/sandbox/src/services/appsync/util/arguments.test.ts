import { describe, expect, test } from 'vitest';
import { LANGUAGES, setUp } from '../../../../testing/resolver-util.js';
import { vtlUtil } from './vtl-util.js';

describe.each(LANGUAGES)('in $language', ({ makeUtil }) => {
  test.each([
    ['escapeJavaScript', [1]],
    ['urlEncode', [null]],
    ['urlDecode', ['%']],
    ['base64Encode', [{}]],
    ['base64Decode', [[]]],
    ['matches', ['a']],
    ['matches', ['(', 'a']],
    ['matches', ['(?=a)b', 'b']],
    ['error', ['a', 1]],
    ['dynamodb.toDynamoDB', [() => 1]],
    ['dynamodb.toDynamoDB', [Number.NaN]],
    ['dynamodb.toString', [1]],
    ['dynamodb.toStringSet', ['a']],
    ['dynamodb.toStringSet', [[1]]],
    ['dynamodb.toNumber', ['1']],
    ['dynamodb.toNumberSet', [['1']]],
    ['dynamodb.toBinary', [1]],
    ['dynamodb.toBinarySet', ['a']],
    ['dynamodb.toBoolean', ['true']],
    ['dynamodb.toList', [{}]],
    ['dynamodb.toMap', [[]]],
    ['dynamodb.toMapValues', ['a']],
    ['dynamodb.toS3Object', ['foo', 'bar']],
    ['dynamodb.fromS3ObjectJson', ['{']],
    ['rds.toJsonObject', [1]],
    ['http.copyHeaders', [[]]],
    ['http.addResponseHeaders', ['a']],
    ['xml.toMap', [1]],
    ['xml.toMap', ['<a>']],
    ['xml.toMap', ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>']],
    ['math.roundNum', ['1']],
    ['math.minVal', [1]],
    ['math.maxVal', [1, Number.POSITIVE_INFINITY]],
    ['math.randomWithinRange', [2, 1]],
    ['math.randomWithinRange', [0.5, 1]],
    ['str.normalize', ['a', 'nfx']],
    ['time.nowFormatted', [1]],
    ['time.nowFormatted', ['bogus']],
    ['time.nowFormatted', ['yyyy', 'Nowhere/Land']],
    ['time.epochMilliSecondsToSeconds', ['1']],
    ['time.epochMilliSecondsToISO8601', [1e300]],
    ['time.parseFormattedToEpochMilliSeconds', ['1', 'bogus']],
  ])('util.%s%j throws an error with the name of the function', (name, args) => {
    const { call } = setUp(makeUtil);
    expect(() => call(name, ...args)).toThrow(`util.${name}`);
  });
});

test.each([
  ['validate', ['false', 'a']],
  ['parseJson', ['{']],
  ['parseJson', [1]],
  ['list.copyAndRetainAll', [[], null]],
  ['list.copyAndRemoveAll', [{}, []]],
  ['list.sortList', [[], false]],
  ['map.copyAndRetainAllKeys', [{}, 'a']],
  ['map.copyAndRemoveAllKeys', [[], []]],
  ['str.toUpper', [1]],
  ['str.toLower', [null]],
  ['str.toReplace', ['a', 'b']],
])('$util.%s%j throws an error with the name of the function', (name, args) => {
  const { call } = setUp(vtlUtil);
  expect(() => call(name, ...args)).toThrow(`util.${name}`);
});
