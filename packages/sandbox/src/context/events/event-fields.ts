import { isJsonObject } from '../../protocols/json-value.js';
import type { Leaf } from './filter-rules.js';

/** An element of one of the event's arrays, which are numbered. */
export type ArrayElement = {
  readonly array: number;
  readonly index: number;
  /** The element around its array. */
  readonly outer: ArrayElement | undefined;
};

/** A value of an event, and the innermost array element around it. */
export type Field = { readonly value: Leaf; readonly element: ArrayElement | undefined };

/**
 * Returns the values of an event by path, with dots between names: `{ a: [{ b: 1 }] }` has a field
 * `a.b`, and so has `{ 'a.b': 1 }`. Only the requested fields are read.
 *
 * @param names The paths of the requested fields.
 */
export function fieldsOf(
  event: unknown,
  names: Iterable<string>,
): ReadonlyMap<string, readonly Field[]> {
  const wanted = beginnings(names);
  const fields = new Map<string, Field[]>();
  let arrays = 0;
  type Open = { name: string | undefined; value: unknown; element: ArrayElement | undefined };
  const open: Open[] = [{ name: undefined, value: event, element: undefined }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { name, value, element } = next;
    if (Array.isArray(value)) {
      const array = arrays++;
      for (const [index, child] of value.entries()) {
        const isLeaf = typeof child !== 'object' || child === null;
        const within = isLeaf ? element : { array, index, outer: element };
        open.push({ name, value: child, element: within });
      }
    } else if (isJsonObject(value)) {
      for (const [member, child] of Object.entries(value)) {
        const path = name === undefined ? member : `${name}.${member}`;
        if (wanted.has(path)) open.push({ name: path, value: child, element });
      }
    } else if (name !== undefined && isLeafValue(value)) {
      const known = fields.get(name);
      if (known) known.push({ value, element });
      else fields.set(name, [{ value, element }]);
    }
  }
  return fields;
}

/** Each name, and each of its prefixes that ends before a dot. */
function beginnings(names: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) {
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      found.add(name.slice(0, dot));
    }
    found.add(name);
  }
  return found;
}

function isLeafValue(value: unknown): value is Leaf {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  );
}
