import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type CodeHolder,
  isRightCode,
  issue,
  issueToNobody,
  keyed,
  newCode,
  readIssued,
  writeIssued,
} from './code.js';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const holder = fc.record<CodeHolder>({ userPoolId: text, clientId: text, userName: text });
const digits = fc.integer({ min: 6, max: 10 });
const time = fc.integer({ min: 0, max: 9e12 });

it('makes codes of the given length, all equally likely', () => {
  fc.assert(
    fc.property(digits, (count) => {
      const code = newCode(count);
      expect(code).toMatch(/^\d+$/);
      expect(code).toHaveLength(count);
    }),
  );
  const counts = new Array(10).fill(0);
  for (let index = 0; index < 10_000; index += 1) counts[Number(newCode(6)[0])] += 1;
  // A fair source exceeds this in less than one of a billion runs.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(220);
});

it('accepts a code for its holder, from the written record', () => {
  fc.assert(
    fc.property(text, holder, digits, time, (key, whose, count, issuedAt) => {
      const code = newCode(count);
      const issued = issue(key, whose, code, issuedAt);
      expect(readIssued(writeIssued(issued))).toEqual(issued);
      expect(writeIssued(issued)).not.toContain(code);
      expect(isRightCode(key, whose, code, issued)).toBe(true);
    }),
  );
});

it('rejects a code if the key, the holder, the time or the code differs', () => {
  const all = fc.record({ key: text, whose: holder, code: text, issuedAt: time });
  fc.assert(
    fc.property(
      all,
      all,
      fc.subarray(['key', 'whose', 'code', 'issuedAt'] as const, { minLength: 1 }),
      (right, other, changed) => {
        const wrong = {
          ...right,
          ...Object.fromEntries(changed.map((name) => [name, other[name]])),
        };
        fc.pre(JSON.stringify(wrong) !== JSON.stringify(right));
        const issued = issue(right.key, right.whose, right.code, right.issuedAt);
        expect(
          isRightCode(wrong.key, wrong.whose, wrong.code, { ...issued, issuedAt: wrong.issuedAt }),
        ).toBe(false);
      },
    ),
  );
});

it('accepts a code that was issued before a deployment', () => {
  const whose = { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'client', userName: 'ada' };
  const issued = {
    issuedAt: 1_795_342_262_000,
    digest: 'UUkRxqki_fJ61YIHkO1thta8rvXQlpCxQuAPf5W7fdY',
  };
  expect(isRightCode('key', whose, '01234567', issued)).toBe(true);
});

it('accepts no code for a record that was issued to nobody', () => {
  fc.assert(
    fc.property(text, holder, digits, (key, whose, count) => {
      const issued = issueToNobody(1);
      expect(isRightCode(key, whose, newCode(count), issued)).toBe(false);
      expect(writeIssued(issued)).toMatch(/^1\.[\w-]{43}$/);
    }),
  );
});

it('makes different digests of lists whose texts are equal when joined', () => {
  const texts = fc.array(text, { maxLength: 4 });
  fc.assert(
    fc.property(texts, texts, (some, others) => {
      fc.pre(JSON.stringify(some) !== JSON.stringify(others));
      expect(keyed('key', some).equals(keyed('key', others))).toBe(false);
    }),
  );
  expect(keyed('key', ['ab', 'c']).equals(keyed('key', ['a', 'bc']))).toBe(false);
});

it('reads no record from a text that it did not write', () => {
  fc.assert(
    fc.property(fc.option(fc.string(), { nil: undefined }), (any) => {
      const read = readIssued(any);
      expect(read === undefined || writeIssued(read) === any).toBe(true);
    }),
  );
});
