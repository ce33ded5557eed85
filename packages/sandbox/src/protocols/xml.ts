/**
 * The content of an element: a text, elements by name, or a list of elements, one for each item.
 */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [element: string]: XmlValue };

/** All characters that XML 1.0 does not allow in a document, even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/**
 * The format of lists: each item is a `member` of the element, as in the AWS Query protocol, or an
 * element with the list's name, as in Amazon S3.
 */
type Lists = 'member' | 'flattened';

/**
 * Formats an element as the AWS protocols do. An undefined value gives an empty text.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#response-serialization
 * @see https://smithy.io/2.0/spec/protocol-traits.html#xmlflattened-trait
 */
export function toXml(
  name: string,
  value: XmlValue,
  namespace?: string,
  lists: Lists = 'member',
): string {
  if (value === undefined) return '';
  if (lists === 'flattened' && typeof value === 'object' && isList(value)) {
    return value.map((item) => toXml(name, item, namespace, lists)).join('');
  }
  const attribute = namespace === undefined ? '' : ` xmlns="${escapeXml(namespace)}"`;
  return `<${name}${attribute}>${contentOf(value, lists)}</${name}>`;
}

function contentOf(value: Exclude<XmlValue, undefined>, lists: Lists): string {
  if (typeof value !== 'object') return escapeXml(String(value));
  if (isList(value)) return value.map((item) => toXml('member', item, undefined, lists)).join('');
  return Object.entries(value)
    .map(([name, child]) => toXml(name, child, undefined, lists))
    .join('');
}

function isList(value: object): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** Escapes carriage returns too, because an XML reader turns them into line feeds. */
function escapeXml(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[<>&'"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
