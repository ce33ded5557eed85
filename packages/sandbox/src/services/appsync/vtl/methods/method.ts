import type { MutableObject } from '../../resolvers/resolver-context.js';
import type { Budget } from '../budget.js';
import { isMap } from '../values.js';

/** The types of parameters. Java finds no method if an argument has another type. */
type Parameters = {
  readonly any: unknown;
  readonly text: string;
  readonly integer: number;
  readonly number: number;
  readonly list: readonly unknown[];
  readonly map: MutableObject;
};

type Arguments<Types extends readonly (keyof Parameters)[]> = {
  readonly [Index in keyof Types]: Parameters[Types[Index]];
};

type Call<Receiver> = { readonly receiver: Receiver; readonly budget: Budget };

/** One overload of a Java method. */
export type Method<Receiver> = {
  readonly name: string;
  /** Undefined if the overload takes other arguments. */
  readonly attempt: (
    call: Call<Receiver>,
    args: readonly unknown[],
  ) => { readonly result: unknown } | undefined;
};

export function method<Receiver, const Types extends readonly (keyof Parameters)[]>(
  name: string,
  types: Types,
  call: (call: Call<Receiver>, ...args: Arguments<Types>) => unknown,
): Method<Receiver> {
  return {
    name,
    attempt: (receiver, args) =>
      takes(types, args) ? { result: call(receiver, ...args) } : undefined,
  };
}

export type MethodTable<Receiver> = ReadonlyMap<string, readonly Method<Receiver>[]>;

export function methodTable<Receiver>(methods: readonly Method<Receiver>[]): MethodTable<Receiver> {
  const table = new Map<string, Method<Receiver>[]>();
  for (const overload of methods) {
    const overloads = table.get(overload.name);
    if (overloads) overloads.push(overload);
    else table.set(overload.name, [overload]);
  }
  return table;
}

/** Calls the first overload that takes the arguments. Null if there is none. */
export function callFrom<Receiver>(
  table: MethodTable<Receiver>,
  call: Call<Receiver>,
  name: string,
  args: readonly unknown[],
): unknown {
  for (const overload of table.get(name) ?? []) {
    const outcome = overload.attempt(call, args);
    if (outcome) return outcome.result;
  }
  return null;
}

function takes<Types extends readonly (keyof Parameters)[]>(
  types: Types,
  args: readonly unknown[],
): args is Arguments<Types> {
  return types.length === args.length && types.every((type, index) => isOf(type, args[index]));
}

function isOf(type: keyof Parameters, value: unknown): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'text':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'list':
      return Array.isArray(value);
    case 'map':
      return isMap(value);
  }
}
