import { expect, test } from 'vitest';
import { plainItem } from './typed-values.js';

test('an attribute __proto__ of an item is an attribute', () => {
  const item = JSON.parse(
    '{ "__proto__": { "S": "outer" }, "map": { "M": { "__proto__": { "N": "1" } } } }',
  );
  const plain = plainItem(item);
  expect(JSON.stringify(plain)).toBe('{"__proto__":"outer","map":{"__proto__":1}}');
  expect(Object.getPrototypeOf(plain)).toBe(Object.prototype);
});
