import { domainToASCII, domainToUnicode } from 'node:url';

/** Labels of letters, digits and inner hyphens; the last one is no number. RFC 1035, RFC 3696. */
const HOST_NAME =
  /^(?=.{2,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** No quotes, comments, white space, control or invisible characters. RFC 5321. */
const LOCAL_PART = /^[^\s\p{C}\p{Default_Ignorable_Code_Point}"(),:;<>@[\\\]]+$/u;

/**
 * The domain of an e-mail address, in lower case and in ASCII (IDNA): `bücher.example` is
 * `xn--bcher-kva.example`. `undefined` for what is not one plain address at one domain.
 */
export function mailDomain(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  if (address.length > 254 || !isLocalPart(address.slice(0, Math.max(at, 0)))) return undefined;
  const domain = hostName(address.slice(at + 1));
  return domain?.includes('.') ? domain : undefined;
}

/** Also as a mail server may fold it: a full-width at sign would put the domain before it. */
function isLocalPart(text: string): boolean {
  return [...text].length <= 64 && LOCAL_PART.test(text) && LOCAL_PART.test(text.normalize('NFKC'));
}

/**
 * A host name in lower case and in ASCII, or `undefined` for what is none.
 *
 * IDNA turns much into a name that is not one: it drops soft hyphens, folds full-width letters and
 * cuts a path off. `ama\u00adzon.com` would be `amazon.com`. So a name must be written in one of its
 * two plain forms, and come out of IDNA as it went in.
 */
export function hostName(text: string): string | undefined {
  const name = plainName(text);
  if (name === undefined) return undefined;
  const ascii = domainToASCII(name);
  const unicode = domainToUnicode(ascii);
  const isPlain = name === ascii || name === unicode;
  // Punycode that decodes to nothing is left as it is.
  const isDecoded = !unicode.split('.').some((label) => label.startsWith('xn--'));
  return isPlain && isDecoded && HOST_NAME.test(ascii) ? ascii : undefined;
}

/**
 * A name in lower case, with letters and their marks put together. `undefined` where a character is
 * another way to write one: the Kelvin sign `\u212a` is a `k` for Unicode, and for some mail servers
 * it is not. Only a capital becomes another character here, and only that of its small letter.
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
  // At the end of a word, a capital sigma is one of two small letters.
  return name === text.toLowerCase() ? name.normalize('NFC') : undefined;
}
