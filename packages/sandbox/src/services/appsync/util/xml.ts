import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { requireString } from './arguments.js';
import { isNull } from './value-types.js';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'content',
  ignoreDeclaration: true,
  ignorePiTags: true,
  htmlEntities: true,
  parseAttributeValue: true,
  // A number with more digits than a double holds stays a text.
  numberParseOptions: { hex: false, leadingZeros: false, skipLike: /^[-+]?\d{16,}/ },
});

/**
 * `util.xml.toMap`: an element with attributes or children is a map, with its text as `content`.
 * Equal siblings are a list. Null for null.
 *
 * @throws {Error} The text is not XML, or it declares a document type.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/xml-helpers-in-utils-xml-js.html
 */
export function toMap(xml: unknown): unknown {
  return isNull(xml) ? null : parse('util.xml.toMap', xml);
}

/** `util.xml.toJsonString(xml, stringEncode?)`: with `stringEncode`, the JSON is a JSON string. */
export function toJsonString(xml: unknown, stringEncode?: unknown): string | null {
  if (isNull(xml)) return null;
  const json = JSON.stringify(parse('util.xml.toJsonString', xml));
  return stringEncode === true ? JSON.stringify(json) : json;
}

function parse(functionName: string, xml: unknown): unknown {
  const document = requireString(functionName, xml);
  // The entities of a document type could be expanded without limit.
  if (/<!DOCTYPE/i.test(document)) {
    throw new Error(`${functionName}: the sandbox does not support document types.`);
  }
  const validation = XMLValidator.validate(document);
  if (validation !== true) {
    const { msg, line } = validation.err;
    throw new Error(`${functionName}: the argument is not XML. Line ${line}: ${msg}`);
  }
  return parser.parse(document);
}
