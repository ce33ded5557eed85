import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { textsWrittenIn } from './index.js';

const schemaOf = (parts: object) => {
  const validate = (value: unknown) => ({ value });
  return { '~standard': { version: 1, vendor: 'test', validate }, ...parts } as StandardSchemaV1;
};

it('reads messages and names at any depth of a schema', () => {
  const schema = v.object({
    name: v.union(
      [
        v.pipe(
          v.string('One.'),
          v.nonEmpty(() => 'Two.'),
        ),
      ],
      'Three.',
    ),
    'custom:a': v.optional(v.array(v.strictObject({ b: v.number('Four.') }))),
  });
  const { messages, names } = textsWrittenIn(schema);
  expect([...messages].sort()).toEqual(['Four.', 'One.', 'Three.', 'Two.']);
  expect([...names]).toEqual(expect.arrayContaining(['name', 'custom:a', 'b']));
});

it.each<[string, object]>([
  [
    'a message that is built from an issue',
    { error: ({ input }: { input: string }) => `Not ${input}` },
  ],
  ['a message that is not a string', { message: 1, error: () => ({ message: undefined }) }],
  [
    'a property that throws',
    Object.defineProperty({}, 'message', {
      enumerable: true,
      value: new Proxy(() => '', {
        apply() {
          throw new Error('No.');
        },
      }),
    }),
  ],
  ['bytes', { bytes: new Uint8Array(10_000_000) }],
])('reads no text in %s', (_, parts) => {
  expect([...textsWrittenIn(schemaOf(parts)).messages]).toEqual([]);
});

it('ends for circular and endless schemas', () => {
  const endless = (): object => ({
    get next() {
      return endless();
    },
  });
  const schema = schemaOf({ message: 'One.', endless: endless() });
  Object.assign(schema, { itself: schema });
  expect([...textsWrittenIn(schema).messages]).toEqual(['One.']);
});

it('reads a schema once, as later changes may contain user data', () => {
  const schema = schemaOf({ message: 'One.' });
  textsWrittenIn(schema);
  Object.assign(schema, { error: 'Lovelace', Lovelace: {} });
  const { messages, names } = textsWrittenIn(schema);
  expect([...messages]).toEqual(['One.']);
  expect(names.has('Lovelace')).toBe(false);
});
