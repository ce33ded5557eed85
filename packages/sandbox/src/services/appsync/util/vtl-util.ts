import {
  copyAndRemoveAll,
  copyAndRemoveAllKeys,
  copyAndRetainAll,
  copyAndRetainAllKeys,
  sortList,
} from './collections.js';
import { dynamodbFunctions } from './dynamodb-values.js';
import type { Namespace, ResolverEffects, UtilFunction } from './effects.js';
import { parseJson, toJson } from './encodings.js';
import { validate } from './errors.js';
import { logger } from './log.js';
import { namespace } from './namespace.js';
import { toJsonString } from './rds.js';
import { sharedExtensions, sharedUtil } from './shared-functions.js';
import { toLower, toReplace, toUpper } from './strings.js';
import {
  isBoolean,
  isList,
  isMap,
  isNull,
  isNullOrBlank,
  isNullOrEmpty,
  isNumber,
  isString,
  typeOf,
} from './value-types.js';

/**
 * `$util` of mapping templates.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-util-reference.html
 */
export function vtlUtil(effects: ResolverEffects): Namespace {
  const shared = sharedUtil(effects);
  const { http } = shared;
  return namespace({
    ...shared,
    ...valueFunctions,
    appendError: silent(shared.appendError),
    validate: silent(validate),
    parseJson,
    toJson,
    // The template has run the statement in the argument before it calls these.
    qr: () => '',
    quiet: () => '',
    log: {
      debug: silent(logger(effects, 'debug')),
      info: silent(logger(effects, 'info')),
      error: silent(logger(effects, 'error')),
    },
    dynamodb: { ...dynamodbFunctions, ...jsonFunctions() },
    http: {
      copyHeaders: http.copyHeaders,
      addResponseHeader: silent(http.addResponseHeader),
      addResponseHeaders: silent(http.addResponseHeaders),
    },
    rds: { ...shared.rds, toJsonString },
    str: { ...shared.str, toUpper, toLower, toReplace },
    list: { copyAndRetainAll, copyAndRemoveAll, sortList },
    map: { copyAndRetainAllKeys, copyAndRemoveAllKeys },
  });
}

/**
 * `$extensions` of mapping templates.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/extensions.html
 */
export function vtlExtensions(effects: ResolverEffects): Namespace {
  const functions = Object.entries(sharedExtensions(effects));
  return namespace(Object.fromEntries(functions.map(([name, run]) => [name, silent(run)])));
}

/** Velocity renders a function without a result as an empty text, but null as its source. */
function silent(run: UtilFunction): UtilFunction {
  return (...args) => {
    run(...args);
    return '';
  };
}

/** `toMapJson` and the others: the JSON of each function of `util.dynamodb`. */
function jsonFunctions(): Namespace {
  const { fromS3ObjectJson: _, ...functions } = dynamodbFunctions;
  return Object.fromEntries(
    Object.entries<UtilFunction>(functions).map(([name, convert]) => [
      `${name}Json`,
      (...args: readonly unknown[]) => JSON.stringify(convert(...args)),
    ]),
  );
}

const valueFunctions = {
  isNull,
  isNullOrEmpty,
  isNullOrBlank,
  isString,
  isNumber,
  isBoolean,
  isList,
  isMap,
  typeOf,
  defaultIfNull: (value: unknown, fallback: unknown) => value ?? fallback,
  defaultIfNullOrEmpty: (value: unknown, fallback: unknown) =>
    isNullOrEmpty(value) ? fallback : value,
  defaultIfNullOrBlank: (value: unknown, fallback: unknown) =>
    isNullOrBlank(value) ? fallback : value,
};
