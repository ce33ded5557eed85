/** The sandbox that has a bucket, by the bucket's name. */
const sandboxes = new Map<string, string>();

/**
 * Leads the URLs of buckets at Amazon S3 to a sandbox. Amplify Storage takes no endpoint: it makes
 * the URL of a bucket at AWS by `URL`, copies it by its text, and signs the copy. From here on the
 * text of such a URL is that of the sandbox, so that what is signed is what is sent, and a URL of
 * `getUrl` is good wherever a page puts it. Other URLs are left alone.
 *
 * @param sandbox `http://127.0.0.1:<port>`
 */
export function leadBucketUrls(buckets: readonly string[], sandbox: string): void {
  if (sandboxes.size === 0 && buckets.length > 0) patchUrl();
  for (const bucket of buckets) sandboxes.set(bucket, sandbox);
}

function patchUrl(): void {
  const { prototype } = URL;
  const property = (name: keyof URL): PropertyDescriptor => ({
    ...Object.getOwnPropertyDescriptor(prototype, name),
  });
  const { get: hrefOf } = property('href');
  const { set: setPathname } = property('pathname');
  if (!hrefOf || !setPathname) throw new TypeError('This URL is not that of the URL standard.');

  function text(this: URL): string {
    return localUrl(hrefOf?.call(this));
  }
  function setPath(this: URL, path: string): void {
    // To delete several objects at once, Amplify Storage takes the bucket for a part of the host.
    if (path === '/' && isLocalBucket(hrefOf?.call(this))) return;
    setPathname?.call(this, path);
  }
  Object.defineProperties(prototype, {
    href: { ...property('href'), get: text },
    toString: { ...property('toString'), value: text },
    toJSON: { ...property('toJSON'), value: text },
    pathname: { ...property('pathname'), set: setPath },
  });
}

/** `https://<bucket>.s3.<region>.amazonaws.com/<key>`, or with the bucket before the key. */
const AWS_URL = /^https:\/\/([^/]+)\.amazonaws\.com(?:\.cn)?(\/.*)$/s;

function localUrl(href: string): string {
  const [, host = '', path = ''] = AWS_URL.exec(href) ?? [];
  for (const [bucket, sandbox] of sandboxes) {
    if (host.startsWith(`${bucket}.s3`)) return `${sandbox}/${bucket}${path}`;
    if (host.startsWith('s3') && path.split(/[/?#]/)[1] === bucket) return sandbox + path;
  }
  return href;
}

function isLocalBucket(href: string): boolean {
  return [...sandboxes].some(
    ([bucket, sandbox]) => href.replace(/\/$/, '') === `${sandbox}/${bucket}`,
  );
}
