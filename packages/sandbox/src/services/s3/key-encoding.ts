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
