import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * Labels of letters, digits and inner hyphens. The last one is not a number. RFC 1035, RFC 3696.
 */
const HOST_NAME =
  /^(?=.{2,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** No quotes, comments, white space, control or invisible characters. RFC 5321. */
const LOCAL_PART = /^[^\s\p{C}\p{Default_Ignorable_Code_Point}"(),:;<>@[\\\]]+$/u;

/**
 * Returns the domain of an e-mail address, in lower case and in ASCII (IDNA). For `bücher.example`
 * it is `xn--bcher-kva.example`. `undefined` if the text is not one plain address at one domain.
 */
export function mailDomain(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  if (address.length > 254 || !isLocalPart(address.slice(0, Math.max(at, 0)))) return undefined;
  const domain = hostName(address.slice(at + 1));
  return domain?.includes('.') ? domain : undefined;
}

/** Also checks the folded form: a mail server may fold a full-width at sign to a second `@`. */
function isLocalPart(text: string): boolean {
  return [...text].length <= 64 && LOCAL_PART.test(text) && LOCAL_PART.test(text.normalize('NFKC'));
}

/**
 * Returns a host name in lower case and in ASCII, or `undefined` if the text is not a host name.
 *
 * IDNA turns many other texts into host names: it drops soft hyphens, folds full-width letters and
 * cuts off a path. `ama\u00adzon.com` would become `amazon.com`. So the text must be one of the two
 * plain forms of the name, which IDNA does not change.
 */
export function hostName(text: string): string | undefined {
  const name = plainName(text);
  if (name === undefined) return undefined;
  const ascii = domainToASCII(name);
  const unicode = domainToUnicode(ascii);
  const isPlain = name === ascii || name === unicode;
  // domainToUnicode leaves labels with invalid punycode unchanged.
  const isDecoded = !unicode.split('.').some((label) => label.startsWith('xn--'));
  return isPlain && isDecoded && HOST_NAME.test(ascii) ? ascii : undefined;
}

/**
 * Returns a name in lower case, with letters and marks composed. `undefined` if it contains a
 * character that stands for another: the Kelvin sign `\u212a` is a `k` for Unicode, but not for
 * some mail servers. Only capital letters are replaced, by their small letters.
 */
function plainName(text: string): string | undefined {
  let name = '';
  for (const character of text) {
    const small = character.toLowerCase();
    const isCapital = small !== character;
    if (isCapital && small.toUpperCase() !== character) return undefined;
    if (character.normalize('NFC') !== character) return undefined;
    name += small;
  }
  // At the end of a word, a capital sigma can stand for two different small letters.
  return name === text.toLowerCase() ? name.normalize('NFC') : undefined;
}
