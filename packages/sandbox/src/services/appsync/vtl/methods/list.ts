import type { Budget } from '../budget.js';
import { checkIndex, getProperty, isEqual, textOf } from '../values.js';
import { method, methodTable } from './method.js';

type Call = { readonly receiver: unknown[]; readonly budget: Budget };

/** The methods of `java.util.List`. `add` and `get` come first, because templates call them most. */
export const LIST_METHODS = methodTable<unknown[]>([
  method('add', ['any'], ({ receiver }: Call, item) => {
    receiver.push(item);
    return true;
  }),
  method('add', ['integer', 'any'], ({ receiver, budget }: Call, index, item) => {
    insert({ receiver, budget }, index, [item]);
    return undefined;
  }),
  method('addAll', ['list'], ({ receiver, budget }: Call, items) => {
    insert({ receiver, budget }, receiver.length, items);
    return items.length > 0;
  }),
  method('addAll', ['integer', 'list'], ({ receiver, budget }: Call, index, items) => {
    insert({ receiver, budget }, index, items);
    return items.length > 0;
  }),
  // A template that reads an element of an empty list, such as `$ctx.result.items[0]`, gets null.
  method('get', ['integer'], ({ receiver }: Call, index) =>
    index < 0 ? null : getProperty(receiver, index),
  ),
  method('set', ['integer', 'any'], ({ receiver }: Call, index, item) => {
    checkIndex(index, receiver.length);
    const previous = receiver[index];
    receiver[index] = item;
    return previous;
  }),
  method('remove', ['integer'], ({ receiver, budget }: Call, index) => {
    checkIndex(index, receiver.length);
    budget.spend(receiver.length);
    return receiver.splice(index, 1)[0];
  }),
  method('remove', ['any'], (call: Call, item) => {
    const index = indexOf(call, item);
    if (index >= 0) call.receiver.splice(index, 1);
    return index >= 0;
  }),
  method('removeAll', ['list'], (call: Call, items) => keepOnly(call, items, false)),
  method('retainAll', ['list'], (call: Call, items) => keepOnly(call, items, true)),
  method('clear', [], ({ receiver }: Call) => {
    receiver.length = 0;
    return undefined;
  }),
  method('contains', ['any'], (call: Call, item) => indexOf(call, item) >= 0),
  method('containsAll', ['list'], (call: Call, items) =>
    items.every((item) => indexOf(call, item) >= 0),
  ),
  method('indexOf', ['any'], indexOf),
  method('lastIndexOf', ['any'], ({ receiver, budget }: Call, item) =>
    receiver.findLastIndex((candidate) => isEqual(candidate, item, budget)),
  ),
  method('subList', ['integer', 'integer'], ({ receiver, budget }: Call, start, end) => {
    if (start < 0 || end > receiver.length || start > end) {
      throw new Error(
        `The range ${start} to ${end} is out of bounds for length ${receiver.length}.`,
      );
    }
    budget.spend(end - start);
    return receiver.slice(start, end);
  }),
  method('toArray', [], ({ receiver, budget }: Call) => {
    budget.spend(receiver.length);
    return [...receiver];
  }),
  method('size', [], ({ receiver }: Call) => receiver.length),
  method('isEmpty', [], ({ receiver }: Call) => receiver.length === 0),
  method('equals', ['any'], ({ receiver, budget }: Call, other) =>
    isEqual(receiver, other, budget),
  ),
  method('toString', [], ({ receiver, budget }: Call) => textOf(receiver, budget)),
]);

function insert({ receiver, budget }: Call, index: number, items: readonly unknown[]): void {
  if (index !== receiver.length) checkIndex(index, receiver.length);
  // Each element may take eight bytes, so that a list that doubles in size must end early.
  budget.spend(items.length * 10 + (receiver.length - index));
  const tail = receiver.slice(index);
  const added = [...items];
  receiver.length = index;
  for (const item of added) receiver.push(item);
  for (const item of tail) receiver.push(item);
}

function indexOf({ receiver, budget }: Call, item: unknown): number {
  return receiver.findIndex((candidate) => isEqual(candidate, item, budget));
}

/** Removes the elements that are in a list, or those that are not. Returns whether there were any. */
function keepOnly({ receiver, budget }: Call, items: readonly unknown[], listed: boolean): boolean {
  const isListed = (item: unknown) => items.some((other) => isEqual(item, other, budget));
  const kept = receiver.filter((item) => isListed(item) === listed);
  const changed = kept.length !== receiver.length;
  receiver.length = 0;
  for (const item of kept) receiver.push(item);
  return changed;
}
