import type { Budget } from '../budget.js';
import { isEqual } from '../values.js';
import { method, methodTable } from './method.js';

type Call<Receiver> = { readonly receiver: Receiver; readonly budget: Budget };

/**
 * The methods of `Integer`, `Long` and `Double`. The parsing ones are static methods of the class:
 * templates write `#set($Integer = 0)` to call `$Integer.parseInt($text)`.
 */
export const NUMBER_METHODS = methodTable<number>([
  method('intValue', [], ({ receiver }: Call<number>) => Math.trunc(receiver)),
  method('longValue', [], ({ receiver }: Call<number>) => Math.trunc(receiver)),
  method('doubleValue', [], ({ receiver }: Call<number>) => receiver),
  method('floatValue', [], ({ receiver }: Call<number>) => Math.fround(receiver)),
  method('toString', [], ({ receiver }: Call<number>) => String(receiver)),
  method('equals', ['any'], ({ receiver, budget }: Call<number>, other) =>
    isEqual(receiver, other, budget),
  ),
  method('compareTo', ['number'], ({ receiver }: Call<number>, other) =>
    Math.sign(receiver - other),
  ),
  method('parseInt', ['text'], (_: Call<number>, text) => parseInteger(text)),
  method('parseLong', ['text'], (_: Call<number>, text) => parseInteger(text)),
  method('valueOf', ['text'], (_: Call<number>, text) => parseDecimal(text)),
  method('valueOf', ['number'], (_: Call<number>, number) => number),
  method('parseDouble', ['text'], (_: Call<number>, text) => parseDecimal(text)),
]);

/** The methods of `Boolean`. */
export const BOOLEAN_METHODS = methodTable<boolean>([
  method('booleanValue', [], ({ receiver }: Call<boolean>) => receiver),
  method('toString', [], ({ receiver }: Call<boolean>) => String(receiver)),
  method('equals', ['any'], ({ receiver, budget }: Call<boolean>, other) =>
    isEqual(receiver, other, budget),
  ),
]);

function parseInteger(text: string): number {
  return parse(text, /^[+-]?\d+$/);
}

function parseDecimal(text: string): number {
  return parse(text.trim(), /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/);
}

function parse(text: string, format: RegExp): number {
  if (!format.test(text)) throw new Error(`'${text.slice(0, 100)}' is no number.`);
  return Number(text);
}
