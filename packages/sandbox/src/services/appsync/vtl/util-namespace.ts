import type { Namespace } from '../util/effects.js';
import type { Run } from './run.js';
import { payFor } from './values.js';

/** Functions that do not read their arguments as a whole, whatever the size. */
const CONSTANT_TIME = new Set([
  'defaultIfNull',
  'defaultIfNullOrBlank',
  'defaultIfNullOrEmpty',
  'isBoolean',
  'isList',
  'isMap',
  'isNull',
  'isNullOrBlank',
  'isNullOrEmpty',
  'isNumber',
  'isString',
  'qr',
  'quiet',
  'typeOf',
]);

/** `$util`, `$util.dynamodb` or `$extensions` in a template. It is no map: its only use is a call. */
export class UtilNamespace {
  readonly #path: string;
  readonly #namespace: Namespace;

  constructor(path: string, namespace: Namespace) {
    this.#path = path;
    this.#namespace = namespace;
  }

  /** @throws {Error} for a name that AppSync does not have, so that no typing error is silent. */
  child(name: string): UtilNamespace {
    const path = `${this.#path}.${name}`;
    const member = this.#member(name);
    if (typeof member === 'function') throw new Error(`${path} is a function. Call it: ${path}()`);
    if (!member) throw new Error(`There is no ${path}.`);
    return new UtilNamespace(path, member);
  }

  /** @throws {Error} for a function that does not exist. */
  call(name: string, args: readonly unknown[], run: Run): unknown {
    const member = this.#member(name);
    if (typeof member !== 'function') {
      throw new Error(`There is no function ${this.#path}.${name}().`);
    }
    if (!CONSTANT_TIME.has(name)) for (const arg of args) payFor(arg, run.budget);
    const result = member(...args);
    return typeof result === 'string' ? run.budget.text(result) : result;
  }

  #member(name: string): Namespace[string] | undefined {
    return Object.hasOwn(this.#namespace, name) ? this.#namespace[name] : undefined;
  }
}
