import { requireString } from './arguments.js';
import { isNull } from './value-types.js';

const ESCAPES = new Map([
  ["'", "\\'"],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['/', '\\/'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * `util.escapeJavaScript`: escapes quotes, slashes and all but printable ASCII characters.
 *
 * @see https://commons.apache.org/proper/commons-text/apidocs/org/apache/commons/text/StringEscapeUtils.html
 */
export function escapeJavaScript(value: unknown): string {
  return requireString('util.escapeJavaScript', value)
    .split('')
    .map((unit) => ESCAPES.get(unit) ?? (/[ -~]/.test(unit) ? unit : unicodeEscape(unit)))
    .join('');
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** `util.urlEncode`: encodes as `application/x-www-form-urlencoded`. */
export function urlEncode(value: unknown): string {
  const text = requireString('util.urlEncode', value);
  return new URLSearchParams([['', text]]).toString().slice('='.length);
}

/**
 * `util.urlDecode`: decodes `application/x-www-form-urlencoded`.
 *
 * @throws {Error} A percent sign does not begin a UTF-8 character.
 */
export function urlDecode(value: unknown): string {
  const text = requireString('util.urlDecode', value);
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Error('util.urlDecode: the argument is not URL-encoded UTF-8 text.');
  }
}

/** `util.base64Encode`: encodes text, as UTF-8. */
export function base64Encode(value: unknown): string {
  return Buffer.from(requireString('util.base64Encode', value)).toString('base64');
}

/** `util.base64Decode`: decodes to text, as UTF-8. */
export function base64Decode(value: unknown): string {
  return Buffer.from(requireString('util.base64Decode', value), 'base64').toString();
}

/**
 * `$util.parseJson`: null for null, which `util.transform` returns for a filter it cannot read.
 *
 * @throws {Error} The text is not JSON.
 */
export function parseJson(value: unknown): unknown {
  if (isNull(value)) return null;
  try {
    return JSON.parse(requireString('util.parseJson', value));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Error('util.parseJson: the argument is not JSON.');
  }
}

/** `$util.toJson`: null in place of undefined. */
export function toJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_name, member: unknown) => member ?? null);
}
