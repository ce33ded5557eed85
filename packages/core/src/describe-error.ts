import { isErrorName } from './error-names.js';
import { isLoggable } from './loggable.js';

/** What the log may hold of an error. */
export type ErrorDescription = {
  readonly name?: string;
  /** Only of an error that was marked by `loggable`, or of a message that is Node.js's own. */
  readonly message?: string;
  /** In place of a message that is not known to be safe: the same for the same message. */
  readonly messageHash?: string;
  readonly code?: string | number;
  /** The status of HTTP. */
  readonly status?: number;
  readonly requestId?: string;
  /** How often the SDK tried. */
  readonly attempts?: number;
  /** Where it was made: the frames, without the message that stands before them. */
  readonly stack?: string;
  readonly cause?: ErrorDescription;
  readonly errors?: readonly ErrorDescription[];
};

/**
 * What is known to be safe of an error, for the log: its name, code, status and request id, the
 * frames of its stack, and the same of its causes. The message is kept where it was marked by
 * {@link loggable}. Any other may repeat what a user gave, an address or a token, as do the requests
 * and responses that HTTP clients attach: a hash stands for it, by which equal messages of one
 * execution environment can be counted.
 *
 * It never throws, whatever was thrown.
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

/** Causes, causes of causes and errors of errors. */
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
    // Some have the code of the system in their message alone: `connect ECONNREFUSED 10.0.0.1:80`.
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

/** A getter or a proxy may throw, and so may one that is revoked. */
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
  // The name of a class stands in code. Those of a minified bundle say nothing.
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

/** A UUID, or what S3 and DynamoDB have in its place. */
function requestIdOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^(?:[\da-f-]{36}|[\dA-Z]{16}|[\dA-Z]{52})$/.test(value)
    ? value
    : undefined;
}

/** Messages of the runtime, as far as they are its own. */
const OF_THE_RUNTIME =
  /^(?:fetch failed$|Maximum call stack size exceeded$|Cannot read properties of (?:undefined|null)(?= \())/;

let key: string | undefined;

/**
 * Another key in each execution environment: a code has few values, and without the key one could
 * try them all. Letters, none of them a vowel: a hash is no code, no number and no word.
 */
function hashOf(message: string): string {
  const { createHmac, randomUUID } = process.getBuiltinModule('node:crypto');
  key ??= randomUUID();
  const digest = createHmac('sha256', key).update(message.slice(0, 9999)).digest();
  return Array.from(digest.subarray(0, 8), (byte) => 'bcdfghjklmnpqrst'[byte & 15]).join('');
}

const MOST_FRAMES = 20;
const LONGEST_STACK = 20_000;

/** What V8 writes before a message. */
const HEADER = /^[\w$.]{0,80}(?: \[\w+\])?(?:: )?$/;

/** `at async Store.put [as save] (file:///var/task/index.mjs:1:2048)`. */
const FRAME =
  /^ {4}at (?:([\w$.<>#[\] ]{1,99}) \()?((?:file:\/\/)?\/[\w$.@+~/ -]+\.[cm]?[jt]sx?|node:[\w/]+)(?:\?[\w=&.]*)?((?::\d{1,7}){2})\)?$/;

/**
 * The frames of a stack. Before them stands the message, which may hold what reads like a frame:
 * where it cannot be told from the frames, only places in files that run at this moment are taken.
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
