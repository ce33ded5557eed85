import { validateHeaderName, validateHeaderValue } from 'node:http';
import { requireMap } from './arguments.js';
import type { ResolverEffects } from './effects.js';
import { toJson } from './encodings.js';
import { isNull, isString, type MapValue } from './value-types.js';

const RESTRICTED_REQUEST_HEADERS = [
  'transfer-encoding',
  'connection',
  'host',
  'expect',
  'keep-alive',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'content-length',
];

const RESTRICTED_RESPONSE_HEADERS = [
  ...RESTRICTED_REQUEST_HEADERS,
  'access-control-allow-credentials',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'vary',
  'content-type',
];

/** All names and values of the added headers: 4 KB. */
const MAXIMUM_HEADER_BYTES = 4 * 1024;

/** `util.http.copyHeaders`: a copy without the headers of one connection. */
export function copyHeaders(headers: unknown): MapValue {
  return Object.fromEntries(
    Object.entries(requireMap('util.http.copyHeaders', headers)).filter(
      ([name]) => !RESTRICTED_REQUEST_HEADERS.includes(name.toLowerCase()),
    ),
  );
}

/**
 * `util.http.addResponseHeader` and `addResponseHeaders`. A header that AppSync does not accept is
 * ignored, and adds an error of the type `ResponseHeaderError` to the response.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/http-helpers-in-utils-http.html
 */
export function responseHeaders(effects: ResolverEffects): {
  readonly addResponseHeader: (name: unknown, value: unknown) => void;
  readonly addResponseHeaders: (headers: unknown) => void;
} {
  const addResponseHeader = (name: unknown, value: unknown): void => {
    const text = isString(value) ? value : toJson(value);
    const size = Buffer.byteLength(`${name}${text}`);
    const refusal =
      effects.responseHeaderBytes() + size > MAXIMUM_HEADER_BYTES
        ? `response headers exceed ${MAXIMUM_HEADER_BYTES} bytes`
        : refusalOf(name, value, text);
    if (refusal !== undefined) {
      effects.appendError({
        message: `util.http.addResponseHeader: ${refusal}. The header is ignored.`,
        errorType: 'ResponseHeaderError',
      });
      return;
    }
    effects.addResponseHeader(String(name), text);
  };
  return {
    addResponseHeader,
    addResponseHeaders(headers) {
      const entries = Object.entries(requireMap('util.http.addResponseHeaders', headers));
      for (const [name, value] of entries) addResponseHeader(name, value);
    },
  };
}

function refusalOf(name: unknown, value: unknown, text: string): string | undefined {
  if (!isString(name) || name === '') return 'the name is not a text, or empty';
  const lowerName = name.toLowerCase();
  if (RESTRICTED_RESPONSE_HEADERS.includes(lowerName) || /^x-amzn?-/.test(lowerName)) {
    return `the name ${name} is restricted`;
  }
  if (isNull(value)) return `the value of ${name} is null`;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, text);
  } catch {
    // A line break in a value would begin another header.
    return 'the name or the value has a character that HTTP headers do not allow';
  }
  return undefined;
}
