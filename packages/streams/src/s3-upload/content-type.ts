/** The names of RFC 6838, which have no `*`: a pattern is no type. */
const NAME = '[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}';

const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

/** ASCII without a comma: not every browser knows that one between quotes begins no other type. */
const QUOTED = String.raw`"(?:[\t \x21\x23-\x2b\x2d-\x5b\x5d-\x7e]|\\[\t \x21-\x2b\x2d-\x7e])*"`;

const MIME_TYPE = new RegExp(
  `^(${NAME}/${NAME})(?:[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|${QUOTED}))*$`,
);

const PATTERN = new RegExp(`^${NAME}/(?:\\*|${NAME})$`);

/** For a browser these say that the type is not known: it looks into the bytes, and may see HTML. */
const UNKNOWN = new Set(['application/unknown', 'unknown/unknown']);

/** XML may be a page that runs script. SVG is one of them. */
const XML = /^(?:text|application)\/xml$|\+xml$/;

/**
 * The type of a `Content-Type`, in lower case and without its parameters. `undefined` for what is
 * not exactly one valid MIME type.
 *
 * A browser takes the last valid type of a list, and looks into the bytes where it finds none:
 * `image/png;, text/html` and `image/` are pages. So nothing is left out or put right here.
 *
 * @see https://mimesniff.spec.whatwg.org/#valid-mime-type
 * @see https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
 */
export function mimeTypeOf(contentType: unknown): string | undefined {
  if (typeof contentType !== 'string') return undefined;
  const type = MIME_TYPE.exec(contentType)?.[1]?.toLowerCase();
  return type !== undefined && !UNKNOWN.has(type) ? type : undefined;
}

/** Whether a text is a type without parameters, `image/png`, or all of a kind, `image/*`. */
export function isMimePattern(text: string): boolean {
  return PATTERN.test(text) && !UNKNOWN.has(text.toLowerCase());
}

/**
 * Whether one of the patterns takes a content type. XML is only taken by its own name: who writes
 * `image/*` seldom thinks of SVG, which runs script.
 */
export function isOneOf(patterns: readonly string[], contentType: unknown): boolean {
  const type = mimeTypeOf(contentType);
  if (type === undefined) return false;
  return patterns.some((pattern) => {
    const wanted = pattern.toLowerCase();
    return wanted.endsWith('/*')
      ? type.startsWith(wanted.slice(0, -1)) && !XML.test(type)
      : type === wanted;
  });
}
