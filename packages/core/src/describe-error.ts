import { isErrorName } from './error-names.js';
import { isLoggable } from './loggable.js';

/** The properties of an error that are safe to log. */
export type ErrorDescription = {
  readonly name?: string;
  /** Only for an error marked with `loggable`, or if the message is one of Node.js. */
  readonly message?: string;
  /** A hash in place of any other message. Equal messages have equal hashes. */
  readonly messageHash?: string;
  readonly code?: string | number;
  /** The HTTP status. */
  readonly status?: number;
  readonly requestId?: string;
  /** The number of attempts of the SDK. */
  readonly attempts?: number;
  /** The stack frames, without the message before them. */
  readonly stack?: string;
  readonly cause?: ErrorDescription;
  readonly errors?: readonly ErrorDescription[];
};

/**
 * Returns the properties of an error that are safe to log: its name, code, status, request id and
 * stack frames, and those of its causes. The message is included only if the error is marked with
 * {@link loggable}. Any other message may repeat an address or a token of a user, and so may the
 * requests and responses that HTTP clients attach. A hash replaces such a message. Equal messages
 * in one execution environment have equal hashes, so they can be counted.
 *
 * It never throws and accepts any value.
 *
 * @example
 * logger.error('no invoice', { error: describeError(error) });
 */
export function describeError(error: unknown): ErrorDescription {
  try {
    return describe(error, [], { left: MOST_ERRORS });
  } catch {
    return { name: typeof error };
  }
}

/** The limit for causes and nested errors, at all levels together. */
const MOST_ERRORS = 8;

function describe(
  error: unknown,
  ancestors: readonly unknown[],
  budget: { left: number },
): ErrorDescription {
  budget.left -= 1;
  if (typeof error === 'string') return { messageHash: hashOf(error) };
  if (typeof error !== 'object' || error === null) return { name: typeof error };
  const of = (property: string) => read(error, property);
  const nested = (value: unknown) =>
    value && budget.left > 0 && value !== error && !ancestors.includes(value)
      ? describe(value, [...ancestors, error], budget)
      : undefined;
  const text = of('message');
  const message = typeof text === 'string' ? text : '';
  const own = isLoggable(error) ? message : OF_THE_RUNTIME.exec(message)?.[0];
  const metadata = of('$metadata');
  const errors = of('errors');
  const known = {
    name: nameOf(of('name'), of('constructor')),
    message: own,
    messageHash: own === undefined && message !== '' ? hashOf(message) : undefined,
    // Some errors have the system's code only in the message: `connect ECONNREFUSED 10.0.0.1:80`.
    code:
      knownName(of('code')) ??
      countOf(of('code')) ??
      knownName(/\bE[A-Z]{3,14}\b/.exec(message)?.[0]),
    status: countOf(
      of('status') ??
        of('statusCode') ??
        read(metadata, 'httpStatusCode') ??
        read(of('response'), 'status'),
    ),
    requestId: requestIdOf(read(metadata, 'requestId') ?? of('requestId')),
    attempts: countOf(read(metadata, 'attempts')),
    stack: framesOf(of('stack'), message),
    cause: nested(of('cause')),
    errors: Array.isArray(errors)
      ? errors.slice(0, MOST_ERRORS).map((one) => nested(one) ?? {})
      : undefined,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

/** Reads a property. Getters and proxies may throw, and so do revoked proxies. */
function read(value: unknown, property: string): unknown {
  try {
    return (value as Record<string, unknown> | undefined)?.[property];
  } catch {
    return undefined;
  }
}

function nameOf(name: unknown, constructed: unknown): string | undefined {
  const known = knownName(name);
  if (known !== undefined && known !== 'Error') return known;
  // The name of a class comes from code, so it is safe. In a minified bundle it is too short to
  // help.
  const ofClass = typeof constructed === 'function' && read(constructed, 'name');
  return typeof ofClass === 'string' && /^[A-Z]\w{2,63}$/.test(ofClass) ? ofClass : known;
}

function knownName(value: unknown): string | undefined {
  return typeof value === 'string' && isErrorName(value) ? value : undefined;
}

function countOf(value: unknown): number | undefined {
  return Number.isInteger(value) && Math.abs(value as number) < 1000
    ? (value as number)
    : undefined;
}

/** Accepts a UUID, and the ids that S3 and DynamoDB use instead. */
function requestIdOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^(?:[\da-f-]{36}|[\dA-Z]{16}|[\dA-Z]{52})$/.test(value)
    ? value
    : undefined;
}

/** Messages of the runtime, up to the part that may hold a value. */
const OF_THE_RUNTIME =
  /^(?:fetch failed$|Maximum call stack size exceeded$|Cannot read properties of (?:undefined|null)(?= \())/;

let key: string | undefined;

/**
 * Hashes a message with a key that differs in each execution environment. A code has few possible
 * values: without the key, an attacker could try them all. The hash has only consonants, so that
 * nobody mistakes it for a code, a number or a word.
 */
function hashOf(message: string): string {
  const { createHmac, randomUUID } = process.getBuiltinModule('node:crypto');
  key ??= randomUUID();
  const digest = createHmac('sha256', key).update(message.slice(0, 9999)).digest();
  return Array.from(digest.subarray(0, 8), (byte) => 'bcdfghjklmnpqrst'[byte & 15]).join('');
}

const MOST_FRAMES = 20;
const LONGEST_STACK = 20_000;

/** The text that V8 writes before a message in a stack. */
const HEADER = /^[\w$.]{0,80}(?: \[\w+\])?(?:: )?$/;

/** `at async Store.put [as save] (file:///var/task/index.mjs:1:2048)`. */
const FRAME =
  /^ {4}at (?:([\w$.<>#[\] ]{1,99}) \()?((?:file:\/\/)?\/[\w$.@+~/ -]+\.[cm]?[jt]sx?|node:[\w/]+)(?:\?[\w=&.]*)?((?::\d{1,7}){2})\)?$/;

/**
 * Returns the frames of a stack. The message comes before them and may contain lines that look like
 * frames. If the message cannot be separated from the frames, only frames in files that are on the
 * current stack are kept.
 */
function framesOf(stack: unknown, message: string): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const start = stack.indexOf(message);
  const isKnown = start >= 0 && HEADER.test(stack.slice(0, start).slice(0, 200));
  const after = isKnown ? start + message.length : 0;
  const running = isKnown ? '' : String(new Error().stack);
  const frames = stack
    .slice(after, after + LONGEST_STACK)
    .split('\n')
    .flatMap((line) => {
      const [, caller, file = '', position] = FRAME.exec(line) ?? [];
      if (file === '' || !(isKnown || running.includes(`${file}:`))) return [];
      // `@aws-sdk/core/dist/index.js:1:20`
      const place = file.replace(/^.*\/node_modules\/|^file:\/\//, '') + position;
      return isKnown && caller ? `at ${caller} (${place})` : `at ${place}`;
    });
  return frames.slice(0, MOST_FRAMES).join('\n') || undefined;
}
