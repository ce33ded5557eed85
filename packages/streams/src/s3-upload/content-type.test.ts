import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIMEType } from 'whatwg-mimetype';
import { isOneOf, mimeTypeOf } from './content-type.js';

/**
 * The type that a browser uses for this header: the last valid type of a list. Undefined if the
 * browser inspects the bytes.
 *
 * @see https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
 */
function typeInBrowser(header: string, splits: RegExp): string | undefined {
  const types = header
    .split(splits)
    .map((value) => MIMEType.parse(value)?.essence)
    .filter((essence) => essence !== undefined && essence !== '*/*');
  return types.at(-1);
}

/** The commas of a list outside of quotes, as in Fetch, or all commas, as in simple parsers. */
const SPLITS = [/,(?=(?:[^"]*"(?:\\.|[^"\\])*")*[^"]*$)/s, /,/];

describe('a content type', () => {
  it.each([
    ['a type', 'image/png', 'image/png'],
    ['capitals', 'Image/PNG', 'image/png'],
    ['a parameter', 'text/plain;charset=utf-8', 'text/plain'],
    ['spaces around a semicolon', 'text/plain ; charset=utf-8', 'text/plain'],
    ['a tab', 'text/plain;\tcharset=utf-8', 'text/plain'],
    ['several parameters', 'multipart/mixed; boundary=a; charset=b', 'multipart/mixed'],
    ['a quoted parameter', 'text/plain; charset="utf-8"', 'text/plain'],
    ['an empty quoted parameter', 'text/plain; charset=""', 'text/plain'],
    ['an escaped quote', String.raw`text/plain; name="a\"b"`, 'text/plain'],
    ['a semicolon in quotes', 'text/plain; name="a;b"', 'text/plain'],
    ['a tree of a vendor', 'application/vnd.ms-excel', 'application/vnd.ms-excel'],
    ['a suffix', 'image/svg+xml', 'image/svg+xml'],
    ['an underscore', 'text/x_y', 'text/x_y'],
  ])('with %s is valid', (_, header, type) => {
    expect(mimeTypeOf(header)).toBe(type);
  });

  it.each<[string, unknown]>([
    ['a list in an empty parameter', 'image/png;, text/html'],
    ['a list', 'image/png, text/html'],
    ['a list without a space', 'image/png,text/html'],
    ['a list of one type', 'image/png, image/png'],
    ['a comma at the end', 'image/png,'],
    ['a comma at the beginning', ',image/png'],
    ['a list in a parameter', 'image/png;a=b, text/html'],
    ['a list in quotes', 'image/png;a=", text/html"'],
    ['a list behind an open quote', 'image/png;a=", text/html'],
    ['a list behind an escaped quote', String.raw`image/png;a="\", text/html"`],
    ['a list behind a quote of another kind', "image/png;a=', text/html'"],
    ['no second part', 'image/'],
    ['no first part', '/png'],
    ['no slash', 'image'],
    ['a slash alone', '/'],
    ['several slashes', 'image/png/html'],
    ['two slashes', 'image//png'],
    ['a wildcard', 'image/*'],
    ['wildcards', '*/*'],
    ['a type that a browser does not know', 'unknown/unknown'],
    ['a type that a browser does not know, in capitals', 'Application/Unknown'],
    ['an empty parameter', 'image/png;'],
    ['an empty parameter and a space', 'image/png; '],
    ['two semicolons', 'image/png;;a=b'],
    ['a parameter without a value', 'image/png;a'],
    ['a parameter with an empty value', 'image/png;a='],
    ['a parameter without a name', 'image/png;=b'],
    ['spaces around an equals sign', 'image/png;a = b'],
    ['an open quote', 'image/png;a="b'],
    ['something behind a quote', 'image/png;a="b"c'],
    ['a space before it', ' image/png'],
    ['a space behind it', 'image/png '],
    ['spaces around the slash', 'image / png'],
    ['another type behind a space', 'image/png text/html'],
    ['a line break', 'image/png\n'],
    ['a header behind a line break', 'image/png\r\nContent-Type: text/html'],
    ['a line break in a parameter', 'image/png;a="b\nc"'],
    ['a null character', 'image/png\0'],
    ['a null character inside', 'image/\0png'],
    ['a no-break space', 'image/png\u00a0'],
    ['a byte order mark', '\ufeffimage/png'],
    ['a full-width slash', 'image／png'],
    ['a Kelvin sign', 'image/\u212a'],
    ['a long s', 'text/plain\u017f'],
    ['letters with marks', 'image/pñg'],
    ['letters with marks in a parameter', 'image/png;a="ü"'],
    ['angle brackets', '<image/png>'],
    ['a comment', 'image/png (text/html)'],
    ['a name of 128 characters', `image/${'x'.repeat(128)}`],
    ['nothing in it', ''],
    ['nothing', undefined],
    ['null', null],
    ['a list of types', ['image/png']],
    ['an object', { toString: () => 'image/png' }],
  ])('with %s is invalid, and matches no pattern', (_, header) => {
    expect(mimeTypeOf(header)).toBeUndefined();
    expect(isOneOf(['image/png', 'image/*', 'text/*', 'application/*'], header)).toBe(false);
  });

  it('has the same type for a browser, whatever the header is', () => {
    const part = fc.constantFrom(
      ...['image', 'png', 'text', 'html', '/', ';', ',', ' ', '"', '\\', '=', 'a', '*', "'"],
      ...['\t', '\n', '\0', '\u00a0', '\u212a', 'image/png', 'text/html', '; a=b', '; a="', '", '],
    );
    const header = fc.array(part, { maxLength: 10 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          header,
          fc.constant('image/png').chain((type) => header.map((rest) => type + rest)),
        ),
        (text) => {
          const type = mimeTypeOf(text);
          if (type === undefined) return;
          for (const split of SPLITS) expect(typeInBrowser(text, split)).toBe(type);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('is read in linear time', () => {
    const start = process.cpuUsage();
    for (const piece of ['a', ';', '; a=b', '; a="', ' ', '\\"', '\t;']) {
      expect(mimeTypeOf(`image/png${piece.repeat(100_000)}\0`)).toBeUndefined();
    }
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
  });
});

describe('a pattern', () => {
  it.each([
    ['image/*', 'image/png', true],
    ['IMAGE/*', 'image/PNG', true],
    ['image/*', 'imagex/png', false],
    ['image/*', 'text/html', false],
    ['text/*', 'text/html', true],
    ['image/*', 'image/svg+xml', false],
    ['image/*', 'IMAGE/SVG+XML; charset=utf-8', false],
    ['application/*', 'application/xhtml+xml', false],
    ['application/*', 'application/xml', false],
    ['text/*', 'text/xml', false],
    ['text/*', 'text/xmlish', true],
    ['image/svg+xml', 'image/svg+xml', true],
    ['application/xml', 'application/xml', true],
  ])('%s matches %s: %s', (pattern, type, isTaken) => {
    expect(isOneOf([pattern], type)).toBe(isTaken);
  });
});
