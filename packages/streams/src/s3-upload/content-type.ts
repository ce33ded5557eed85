/** The names of RFC 6838. They have no `*`, so a pattern is not a type. */
const NAME = '[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}';

const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";

/** ASCII without a comma: some browsers split a list at a comma even inside quotes. */
const QUOTED = String.raw`"(?:[\t \x21\x23-\x2b\x2d-\x5b\x5d-\x7e]|\\[\t \x21-\x2b\x2d-\x7e])*"`;

const MIME_TYPE = new RegExp(
  `^(${NAME}/${NAME})(?:[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|${QUOTED}))*$`,
);

const PATTERN = new RegExp(`^${NAME}/(?:\\*|${NAME})$`);

/** Browsers read these as an unknown type. They inspect the bytes, and may find HTML. */
const UNKNOWN = new Set(['application/unknown', 'unknown/unknown']);

/** XML, such as SVG, may be a page that runs scripts. */
const XML = /^(?:text|application)\/xml$|\+xml$/;

/**
 * Reads the type of a `Content-Type`, in lower case and without parameters.
 *
 * Browsers use the last valid type of a list, and inspect the bytes if they find none:
 * `image/png;, text/html` and `image/` may be pages. So this function repairs nothing.
 *
 * @returns Undefined if the text is not exactly one valid MIME type.
 * @see https://mimesniff.spec.whatwg.org/#valid-mime-type
 * @see https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
 */
export function mimeTypeOf(contentType: unknown): string | undefined {
  if (typeof contentType !== 'string') return undefined;
  const type = MIME_TYPE.exec(contentType)?.[1]?.toLowerCase();
  return type !== undefined && !UNKNOWN.has(type) ? type : undefined;
}

/** Whether a text is a type without parameters, `image/png`, or a pattern, `image/*`. */
export function isMimePattern(text: string): boolean {
  return PATTERN.test(text) && !UNKNOWN.has(text.toLowerCase());
}

/**
 * Whether one of the patterns matches a content type. XML matches only its full name: most people
 * who write `image/*` do not think of SVG, which runs scripts.
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
