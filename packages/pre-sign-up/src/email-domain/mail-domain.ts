import { domainToASCII, domainToUnicode } from 'node:url';

/** Labels of letters, digits and inner hyphens; the last one is no number. RFC 1035, RFC 3696. */
const HOST_NAME =
  /^(?=.{2,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** No quotes, comments, white space, control or invisible characters; at most 64. RFC 5321. */
const LOCAL_PART = /^[^\s\p{C}"(),:;<>@[\\\]]{1,64}$/u;

/**
 * The domain of an e-mail address, in lower case and in ASCII (IDNA): `bücher.example` is
 * `xn--bcher-kva.example`. `undefined` for what is not one plain address at one domain.
 */
export function mailDomain(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  if (address.length > 254 || !LOCAL_PART.test(address.slice(0, Math.max(at, 0)))) return undefined;
  const domain = hostName(address.slice(at + 1));
  return domain?.includes('.') ? domain : undefined;
}

/**
 * A host name in lower case and in ASCII, or `undefined` for what is none.
 *
 * IDNA turns much into a name that is not one: it drops soft hyphens, folds full-width letters and
 * cuts a path off. `ama\u00adzon.com` would be `amazon.com`. So a name must be written in one of its
 * two plain forms, and come out of IDNA as it went in.
 */
export function hostName(text: string): string | undefined {
  const name = text.toLowerCase().normalize('NFC');
  const ascii = domainToASCII(name);
  const unicode = domainToUnicode(ascii);
  const isPlain = name === ascii || name === unicode;
  // Punycode that decodes to nothing is left as it is.
  const isDecoded = !unicode.split('.').some((label) => label.startsWith('xn--'));
  return isPlain && isDecoded && HOST_NAME.test(ascii) ? ascii : undefined;
}
