import type { Budget } from '../budget.js';
import { MAX_TEXT_LENGTH } from '../budget.js';
import { isEqual, textOf } from '../values.js';
import { method, methodTable } from './method.js';
import { matchesPattern, replacePattern, splitByPattern } from './patterns.js';

type Call = { readonly receiver: string; readonly budget: Budget };

/** Pays for reading the whole text. */
function whole({ receiver, budget }: Call): string {
  return budget.text(receiver);
}

/** The methods of `java.lang.String`. */
export const TEXT_METHODS = methodTable<string>([
  method('length', [], ({ receiver }: Call) => receiver.length),
  method('isEmpty', [], ({ receiver }: Call) => receiver === ''),
  method('isBlank', [], (call: Call) => whole(call).trim() === ''),
  method('charAt', ['integer'], ({ receiver }: Call, index) =>
    substring(receiver, index, index + 1),
  ),
  method('substring', ['integer'], ({ receiver }: Call, start) =>
    substring(receiver, start, receiver.length),
  ),
  method('substring', ['integer', 'integer'], ({ receiver }: Call, start, end) =>
    substring(receiver, start, end),
  ),
  method('indexOf', ['text'], (call: Call, part) => whole(call).indexOf(part)),
  method('indexOf', ['text', 'integer'], (call: Call, part, start) =>
    whole(call).indexOf(part, start),
  ),
  method('lastIndexOf', ['text'], (call: Call, part) => whole(call).lastIndexOf(part)),
  method('contains', ['text'], (call: Call, part) => whole(call).includes(part)),
  method('startsWith', ['text'], ({ receiver }: Call, part) => receiver.startsWith(part)),
  method('endsWith', ['text'], ({ receiver }: Call, part) => receiver.endsWith(part)),
  method('toLowerCase', [], (call: Call) => call.budget.text(whole(call).toLowerCase())),
  method('toUpperCase', [], (call: Call) => call.budget.text(whole(call).toUpperCase())),
  method('trim', [], (call: Call) => whole(call).trim()),
  method('concat', ['text'], ({ receiver, budget }: Call, other) => budget.text(receiver + other)),
  method('repeat', ['integer'], ({ receiver, budget }: Call, count) => {
    if (count < 0) throw new Error(`The count ${count} is negative.`);
    budget.checkLength(receiver.length * count);
    return budget.text(receiver.repeat(receiver === '' ? 0 : count));
  }),
  method('replace', ['text', 'text'], replace),
  method('replaceAll', ['text', 'text'], ({ receiver, budget }: Call, pattern, replacement) =>
    replacePattern({ text: receiver, pattern, budget }, replacement, 'all'),
  ),
  method('replaceFirst', ['text', 'text'], ({ receiver, budget }: Call, pattern, replacement) =>
    replacePattern({ text: receiver, pattern, budget }, replacement, 'first'),
  ),
  method('matches', ['text'], ({ receiver, budget }: Call, pattern) =>
    matchesPattern({ text: receiver, pattern, budget }),
  ),
  method('split', ['text'], ({ receiver, budget }: Call, pattern) =>
    splitByPattern({ text: receiver, pattern, budget }, 0),
  ),
  method('split', ['text', 'integer'], ({ receiver, budget }: Call, pattern, limit) =>
    splitByPattern({ text: receiver, pattern, budget }, limit),
  ),
  method('join', ['text', 'list'], ({ budget }: Call, separator, items) =>
    join(items, separator, budget),
  ),
  method('valueOf', ['any'], ({ budget }: Call, value) => textOf(value, budget)),
  method('equals', ['any'], ({ receiver, budget }: Call, other) =>
    isEqual(receiver, other, budget),
  ),
  method('equalsIgnoreCase', ['text'], (call: Call, other) =>
    isEqual(whole(call).toLowerCase(), call.budget.text(other).toLowerCase(), call.budget),
  ),
  method('compareTo', ['text'], (call: Call, other) => compare(whole(call), other)),
  method('compareToIgnoreCase', ['text'], (call: Call, other) =>
    compare(whole(call).toLowerCase(), call.budget.text(other).toLowerCase()),
  ),
  method('toString', [], ({ receiver }: Call) => receiver),
  method('hashCode', [], ({ receiver, budget }: Call) => {
    budget.spend(receiver.length);
    let hash = 0;
    for (let index = 0; index < receiver.length; index += 1) {
      hash = (Math.imul(hash, 31) + receiver.charCodeAt(index)) | 0;
    }
    return hash;
  }),
]);

function substring(text: string, start: number, end: number): string {
  if (start < 0 || end > text.length || start > end) {
    throw new Error(`The range ${start} to ${end} is out of bounds for length ${text.length}.`);
  }
  return text.slice(start, end);
}

function replace({ receiver, budget }: Call, part: string, replacement: string): string {
  // Splitting creates a list as long as the text, if the part is empty.
  budget.spend(receiver.length);
  const pieces = receiver.split(part);
  const isEmpty = part === '';
  const growth = (pieces.length + (isEmpty ? 1 : -1)) * (replacement.length - part.length);
  budget.checkLength(receiver.length + growth);
  const text = pieces.join(replacement);
  return budget.text(isEmpty ? replacement + text + (receiver && replacement) : text);
}

/** The difference of the first characters that differ, or of the lengths. */
function compare(left: string, right: string): number {
  const length = Math.min(left.length, right.length, MAX_TEXT_LENGTH);
  for (let index = 0; index < length; index += 1) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function join(items: readonly unknown[], separator: string, budget: Budget): string {
  budget.spend(items.length);
  const texts = items.map((item) => textOf(item, budget));
  const length = texts.reduce((total, text) => total + text.length + separator.length, 0);
  budget.checkLength(length);
  return budget.text(texts.join(separator));
}
