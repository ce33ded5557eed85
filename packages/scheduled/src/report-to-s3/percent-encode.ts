/**
 * By RFC 3986, as S3 signs a path: `encodeURIComponent` leaves some characters that it reserves.
 *
 * @see https://datatracker.ietf.org/doc/html/rfc3986#section-2.2
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
