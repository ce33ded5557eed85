import { describe, expect, it } from 'vitest';
import { withoutNeedlessParentheses } from './parentheses.js';

const plain = (text: string) => withoutNeedlessParentheses(text).replace(/ +/g, ' ').trim();

describe('the parentheses of a condition', () => {
  it.each([
    ['around a comparison', '(#a = :a)', '#a = :a'],
    ['around each comparison', '(#a = :a) OR (#b = :b)', '#a = :a OR #b = :b'],
    ['around all', '((#a = :a) OR (#b = :b))', '#a = :a OR #b = :b'],
    [
      'around a function',
      '(attribute_exists(#a)) AND (size(#b) > :b)',
      'attribute_exists(#a) AND size(#b) > :b',
    ],
    ['without spaces', '(#a=:a)AND(#b=:b)', '#a=:a AND #b=:b'],
  ])('%s are removed', (_, text, expected) => {
    expect(plain(text)).toBe(expected.replace(/(:a)AND/, '$1 AND'));
  });

  it.each([
    ['around the operands of another operator', '(#a = :a OR #b = :b) AND #c = :c'],
    ['of IN', '#a IN (:a, :b)'],
    ['of a function', 'contains(#a, :a)'],
    ['after NOT', 'NOT (#a = :a)'],
    ['around BETWEEN', '(#a BETWEEN :a AND :b) AND #c = :c'],
    ['that are double, which DynamoDB rejects', '((#a = :a))'],
    ['that do not match', '((#a = :a) OR #b = :b'],
    ['that close first', ')#a = :a('],
  ])('%s stay', (_, text) => {
    expect(withoutNeedlessParentheses(text)).toBe(text);
  });
});
