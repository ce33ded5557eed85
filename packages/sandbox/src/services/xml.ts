/** What an element holds: a text, elements by name, or, for a list, one element for each item. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [element: string]: XmlValue };

/** Everything that XML 1.0 does not allow in a document, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/**
 * Writes an element as the AWS Query protocol does: lists as `member` elements, nothing for what is
 * undefined.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#response-serialization
 */
export function toXml(name: string, value: XmlValue, namespace?: string): string {
  if (value === undefined) return '';
  const attribute = namespace === undefined ? '' : ` xmlns="${escapeXml(namespace)}"`;
  return `<${name}${attribute}>${contentOf(value)}</${name}>`;
}

function contentOf(value: Exclude<XmlValue, undefined>): string {
  if (typeof value !== 'object') return escapeXml(String(value));
  if (isList(value)) return value.map((item) => toXml('member', item)).join('');
  return Object.entries(value)
    .map(([name, child]) => toXml(name, child))
    .join('');
}

function isList(value: object): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** A reader makes a bare carriage return a line feed, so that it is escaped too. */
function escapeXml(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[<>&'"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
