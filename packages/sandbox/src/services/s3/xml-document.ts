import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { malformedXml } from './errors.js';

/** An element of a request's document. */
export type XmlElement = {
  text(name: string): string | undefined;
  elements(name: string): readonly XmlElement[];
};

/**
 * Every element is a list and every value a string. A key of digits, or with spaces around it, is
 * therefore not changed.
 */
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: () => true,
});

/** @throws {AwsError} `MalformedXML` */
export function parseXml(document: string, rootName: string): XmlElement {
  // A request never declares entities, and they could be expanded without limit.
  if (document.includes('<!') || XMLValidator.validate(document) !== true) throw malformedXml();
  let root: unknown;
  try {
    root = parser.parse(document);
  } catch {
    throw malformedXml();
  }
  const [element, ...others] = elementOf(root).elements(rootName);
  if (!element || others.length > 0) throw malformedXml();
  return element;
}

function elementOf(value: unknown): XmlElement {
  const children = (name: string): readonly unknown[] => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
    const list: unknown = (value as Readonly<Record<string, unknown>>)[name];
    return Array.isArray(list) ? list : [list];
  };
  return {
    elements: (name) => children(name).map(elementOf),
    text(name) {
      const [child] = children(name);
      return typeof child === 'string' ? child : undefined;
    },
  };
}
