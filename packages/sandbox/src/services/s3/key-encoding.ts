/**
 * Encodes a key for lists with `encoding-type=url` and for events, as S3 does.
 *
 * It is the encoding of forms, but slashes are unchanged. `red flower+1.jpg` becomes
 * `red+flower%2B1.jpg`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function formEncodeKey(key: string): string {
  return new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/');
}

/**
 * The filter of an event notification, or a form-encoded key, in the form in which the two are
 * compared: characters that S3 calls safe are as they are, and escapes are in upper case.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function comparableForm(encoded: string): string {
  return encoded.replace(/%[\da-f]{2}/gi, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    if (character === ' ') return '+';
    return SAFE.test(character) ? character : escaped.toUpperCase();
  });
}

/** Whether any key can match a filter. None can if the filter has a character that S3 encodes. */
export function isEncoded(filter: string): boolean {
  return /^([\w.*/!'()+-]|%[\da-f]{2})*$/i.test(filter);
}

const SAFE = /^[\w.*/!'()-]$/;
