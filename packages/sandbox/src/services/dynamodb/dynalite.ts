import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import type { Item } from '../../protocols/attribute-value.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { emptyValue } from './errors.js';
import type { TableDescription } from './table.js';

/**
 * The parts of dynalite that are used: what checks a request, and what carries it out on a store.
 * They are internal, so that the version is pinned, and `dynalite.test.ts` holds it to what is
 * expected of it here. Its own store, its HTTP server and its timers are not used.
 */

type Callback<T> = (error: Error | null | undefined, value?: T) => void;

/** An error for the client has a status and a body. */
type DynaliteError = Error & {
  readonly statusCode?: number;
  readonly body?: { readonly __type: string; readonly message?: string; readonly Message?: string };
};

/** Between two keys. */
export type Range = {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  /** None for a negative one. */
  readonly limit?: number;
};

/** Entries in the order of their keys. */
export type DynaliteCollection = {
  get(key: string, callback: Callback<Item>): void;
  put(key: string, value: Item, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
  createValueStream(range: Range): Readable;
  /** Whoever holds the lock calls what `release` gave back. */
  lock(key: string, run: (release: <F>(callback: F) => F) => void): void;
};

/** What dynalite's actions ask of a store. */
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

/** Operations whose answer is there when the call returns, on a store that answers at once. */
export type ImmediateOperation =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'UpdateItem';
/** Operations that read a stream. */
export type StreamingOperation = 'Query' | 'Scan';
/** Operations that are only checked here. */
export type CheckedOperation = 'CreateTable' | 'DeleteTable' | 'DescribeTable' | 'ListTables';

export type Dynalite = {
  readonly database: Database;
  /**
   * Checks a request, and gives it as the actions take it.
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

let loaded: Dynalite | undefined;

/** Loads dynalite, which takes its time: only a backend with a table should pay for it. */
export function loadDynalite(): Dynalite {
  loaded ??= load();
  return loaded;
}

function load(): Dynalite {
  const require = createRequire(import.meta.url);
  const fileOf = (operation: string) => operation.charAt(0).toLowerCase() + operation.slice(1);
  const action = (operation: string): Action => require(`dynalite/actions/${fileOf(operation)}`);
  const validations: Validations = require('dynalite/validations');

  return {
    database: require('dynalite/db'),
    check(operation, input, store) {
      const validation: Validation = require(`dynalite/validations/${fileOf(operation)}`);
      try {
        // It drops what it does not know from what it is given.
        const data = validations.checkTypes(structuredClone(input), validation.types);
        validations.checkValidations(data, validation.types, validation.custom, store);
        return data;
      } catch (error) {
        // Its checks take every value for one: what is null breaks them, before any effect.
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

/**
 * What a function hands to its callback, which it calls before it returns.
 *
 * @throws {AwsError} The error that it hands over.
 */
export function immediately<T>(run: (callback: Callback<T>) => void): T {
  let answer: { readonly error: unknown; readonly value: T | undefined } | undefined;
  run((error, value) => {
    answer ??= { error, value };
  });
  // A write that goes on after its transaction would be neither whole nor undone.
  if (!answer) throw new Error('dynalite did not answer at once.');
  if (answer.error) throw toAwsError(answer.error);
  return answer.value as T;
}

/** An error of dynalite's for the client as one of ours; any other as it is. */
export function toAwsError(error: unknown): unknown {
  const { body } = error as DynaliteError;
  if (!body) return error;
  const name = body.__type.slice(body.__type.indexOf('#') + 1);
  return new AwsError(name, body.message ?? body.Message ?? '');
}
