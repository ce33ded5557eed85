/**
 * A key as lists with `encoding-type=url` and events of S3 have it: as in a form, with the slashes
 * left as they are. `red flower+1.jpg` is `red+flower%2B1.jpg`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function formEncodeKey(key: string): string {
  return new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/');
}
