import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import type { Item } from '../../protocols/attribute-value.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { emptyValue } from './errors.js';
import { withoutNeedlessParentheses } from './parentheses.js';
import type { TableDescription } from './table.js';

/**
 * The parts of dynalite in use: those that check a request, and those that run it on a store.
 *
 * These parts are internal. Therefore the version is pinned, and `dynalite.test.ts` checks the
 * assumptions in this file. Its own store, HTTP server and timers are not used.
 */

type Callback<T> = (error: Error | null | undefined, value?: T) => void;

/** An error for the client has a status and a body. */
type DynaliteError = Error & {
  readonly statusCode?: number;
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
};

/** A range between two keys. */
export type Range = {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  /** `undefined` for a negative limit. */
  readonly limit?: number;
};

/** Entries sorted by key. */
export type DynaliteCollection = {
  get(key: string, callback: Callback<Item>): void;
  put(key: string, value: Item, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
  createValueStream(range: Range): Readable;
  /** The owner of the lock calls the function that `release` returned. */
  lock(key: string, run: (release: <F>(callback: F) => F) => void): void;
};

/** The store interface that dynalite's actions use. */
export type DynaliteStore = {
  readonly options: { readonly maxItemSize: number };
  getTable(name: string, ...rest: readonly [...unknown[], Callback<TableDescription>]): void;
  getItemDb(table: string): DynaliteCollection;
  getIndexDb(kind: string, table: string, index: string): DynaliteCollection;
};

type Action = (store: DynaliteStore, data: JsonObject, callback: Callback<JsonObject>) => void;

type Validation = { readonly types: object; readonly custom?: (...args: never) => unknown };

type Validations = {
  checkTypes(data: JsonObject, types: object): JsonObject;
  checkValidations(
    data: JsonObject,
    types: object,
    custom: Validation['custom'],
    store: DynaliteStore,
  ): void;
};

type Database = {
  validateKey(key: Item, table: TableDescription): DynaliteError | undefined;
  checkConditional(data: JsonObject, item: Item | undefined): DynaliteError | null | undefined;
  updateIndexes(
    store: DynaliteStore,
    table: TableDescription,
    oldItem: Item | undefined,
    newItem: Item | undefined,
    callback: Callback<void>,
  ): void;
};

/** Operations that are complete when the call returns, on a store that answers synchronously. */
export type ImmediateOperation =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'UpdateItem';
/** Operations that read a stream. */
export type StreamingOperation = 'Query' | 'Scan';
/** Operations whose input only is checked by dynalite. */
export type CheckedOperation = 'CreateTable' | 'DeleteTable' | 'DescribeTable' | 'ListTables';

export type Dynalite = {
  readonly database: Database;
  /**
   * Checks a request and returns it in the form that the actions expect.
   *
   * @throws {AwsError} `SerializationException`, `ValidationException`
   */
  check(
    operation: ImmediateOperation | StreamingOperation | CheckedOperation,
    input: JsonObject,
    store: DynaliteStore,
  ): JsonObject;
  /** @throws {AwsError} The error of the operation. */
  run(operation: ImmediateOperation, data: JsonObject, store: DynaliteStore): JsonObject;
  stream(
    operation: StreamingOperation,
    data: JsonObject,
    store: DynaliteStore,
  ): Promise<JsonObject>;
};

const CONDITIONS = ['ConditionExpression', 'FilterExpression', 'KeyConditionExpression'] as const;

let loaded: Dynalite | undefined;

/** Loads dynalite. This is slow, so it happens only when a backend has a table. */
export function loadDynalite(): Dynalite {
  loaded ??= load();
  return loaded;
}

function load(): Dynalite {
  const require = createRequire(import.meta.url);
  const fileOf = (operation: string) => operation.charAt(0).toLowerCase() + operation.slice(1);
  const action = remembered<Action>((name) => require(`dynalite/actions/${fileOf(name)}`));
  const validationOf = remembered<Validation>((name) =>
    require(`dynalite/validations/${fileOf(name)}`),
  );
  const validations: Validations = require('dynalite/validations');

  const check = (operation: string, input: JsonObject, store: DynaliteStore) => {
    const { types, custom } = validationOf(operation);
    // `checkTypes` removes unknown members from its argument, so it gets a copy.
    const data = validations.checkTypes(structuredClone(input), types);
    validations.checkValidations(data, types, custom, store);
    return data;
  };

  return {
    database: require('dynalite/db'),
    check(operation, input, store) {
      const simple = withSimpleExpressions(input);
      if (simple) {
        try {
          return check(operation, simple, store);
        } catch {
          // The error must be about the expressions of the client.
        }
      }
      try {
        return check(operation, input, store);
      } catch (error) {
        // Its checks throw a TypeError on null, before they have any effect.
        throw error instanceof TypeError ? emptyValue() : toAwsError(error);
      }
    },
    run(operation, data, store) {
      return immediately((callback) => action(operation)(store, data, callback));
    },
    stream(operation, data, store) {
      return new Promise((resolve, reject) => {
        action(operation)(store, data, (error, result) => {
          if (error) reject(toAwsError(error));
          else resolve(result ?? {});
        });
      });
    },
  };
}

function remembered<T>(load: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const value = known.get(name) ?? load(name);
    known.set(name, value);
    return value;
  };
}

/** The input with conditions that dynalite parses faster. Undefined if there are none. */
function withSimpleExpressions(input: JsonObject): JsonObject | undefined {
  const simple = CONDITIONS.flatMap((name) => {
    const condition = input[name];
    if (typeof condition !== 'string') return [];
    const text = withoutNeedlessParentheses(condition);
    return text === condition ? [] : [[name, text] as const];
  });
  return simple.length > 0 ? { ...input, ...Object.fromEntries(simple) } : undefined;
}

/**
 * Returns the value that a function passes to its callback before it returns.
 *
 * @throws {AwsError} The error that the function passes to its callback.
 */
export function immediately<T>(run: (callback: Callback<T>) => void): T {
  let answer: { readonly error: unknown; readonly value: T | undefined } | undefined;
  run((error, value) => {
    answer ??= { error, value };
  });
  // A write that continued after its transaction would be neither complete nor undone.
  if (!answer) throw new Error('dynalite did not answer at once.');
  if (answer.error) throw toAwsError(answer.error);
  return answer.value as T;
}

/**
 * Converts an error of dynalite for the client to an `AwsError`. Returns any other error unchanged.
 */
export function toAwsError(error: unknown): unknown {
  const { body } = error as DynaliteError;
  if (!body) return error;
  const name = body.__type.slice(body.__type.indexOf('#') + 1);
  return new AwsError(name, body.message ?? body.Message ?? '');
}
