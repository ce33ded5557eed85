import { RecordError } from '@amplify-recipes/core';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttributeContent, unmarshall } from './unmarshall.js';

const contentOf = (value: AttributeValue) => unmarshall({ value }).value;

describe('unmarshall', () => {
  it.each<[string, AttributeValue, AttributeContent]>([
    ['a text', { S: 'Zoë' }, 'Zoë'],
    ['an empty text', { S: '' }, ''],
    ['true', { BOOL: true }, true],
    ['false', { BOOL: false }, false],
    ['null', { NULL: true }, null],
    ['bytes', { B: 'AP+A' }, new Uint8Array([0, 255, 128])],
    ['no bytes', { B: '' }, new Uint8Array()],
    ['a list', { L: [{ S: 'a' }, { N: '1' }, { L: [] }] }, ['a', 1, []]],
    ['a map', { M: { a: { M: { b: { NULL: true } } } } }, { a: { b: null } }],
    ['a set of texts', { SS: ['a', 'b'] }, new Set(['a', 'b'])],
    ['a set of numbers', { NS: ['1', '9007199254740993'] }, new Set([1, 9007199254740993n])],
    ['a set of bytes', { BS: ['AP8='] }, new Set([new Uint8Array([0, 255])])],
  ])('reads %s', (_, value, expected) => {
    expect(contentOf(value)).toEqual(expected);
  });

  it.each<[string, AttributeContent]>([
    ['0', 0],
    ['-1', -1],
    ['3.10', 3.1],
    ['0.1', 0.1],
    ['0.30000000000000004', 0.30000000000000004],
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['12345678901234567890123456789012345678', 12345678901234567890123456789012345678n],
    ['9007199254740993.0', 9007199254740993n],
    ['1E+30', 10n ** 30n],
    ['9.9999999999999999999999999999999999999E+125', BigInt(`${'9'.repeat(38)}${'0'.repeat(88)}`)],
    ['1E-130', 1e-130],
    ['1.5e3', 1500],
    ['0.12345678901234567890', '0.12345678901234567890'],
    ['9007199254740993.5', '9007199254740993.5'],
    ['-0.00000000000000012345678901234567', '-0.00000000000000012345678901234567'],
  ])('reads the number %s without losing a digit', (text, expected) => {
    expect(contentOf({ N: text })).toBe(expected);
  });

  it.each(['', ' ', 'x', '0x10', 'NaN', 'Infinity', '1e999', '.', '-', '1_000', '1n'])(
    'refuses %j as a number, and does not repeat it',
    (text) => {
      expect(() => contentOf({ N: text })).toThrow(
        new RecordError('An attribute of the type number is not a number.'),
      );
    },
  );

  it('refuses an unknown type', () => {
    expect(() => contentOf({ X: 'a' } as unknown as AttributeValue)).toThrow(RecordError);
    expect(() => contentOf({} as AttributeValue)).toThrow(RecordError);
  });

  it('reads an attribute named __proto__ like any other', () => {
    const image = JSON.parse('{"__proto__":{"M":{"isAdmin":{"BOOL":true}}},"id":{"S":"1"}}');
    const item = unmarshall(image);
    expect(item.isAdmin).toBeUndefined();
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
    expect(Object.entries(item)).toEqual([
      ['__proto__', { isAdmin: true }],
      ['id', '1'],
    ]);
  });

  it('reads what the SDK wrote', () => {
    const scalar = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((n) => n + 0),
      fc.bigInt(2n ** 53n, 10n ** 37n),
      fc.uint8Array({ minLength: 1 }),
    );
    const { item } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        tie('item'),
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }).map((all) => new Set(all)),
      ),
      item: fc.dictionary(
        // The SDK cannot write these two.
        fc.string({ minLength: 1 }).filter((n) => n !== '__proto__' && n !== 'constructor'),
        tie('value'),
        { maxKeys: 4 },
      ),
    }));
    fc.assert(
      fc.property(item, (written) => {
        const image = marshall(written, { convertEmptyValues: false });
        expect(unmarshall(asLambdaWrites(image))).toEqual({ ...(written as object) });
      }),
    );
  });
});

/** Bytes are in base64 in an event. */
function asLambdaWrites(image: object): Record<string, AttributeValue> {
  return JSON.parse(
    JSON.stringify(image, (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );
}
