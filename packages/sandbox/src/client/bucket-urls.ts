/** Returns the sandbox that has a bucket, by the bucket's name. */
const sandboxes = new Map<string, string>();

/**
 * Redirects the URLs of S3 buckets to a sandbox. Amplify Storage has no option for an endpoint: it
 * creates the URL of a bucket in AWS with `URL`, copies the URL as text, and signs the copy. From
 * this call on, the text of such a URL contains the sandbox's address. So the signed URL is the one
 * that is sent, and a page can use a URL from `getUrl` anywhere. Other URLs do not change.
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
  if (!hrefOf || !setPathname)
    throw new TypeError('The global URL is not the class of the URL standard.');

  function text(this: URL): string {
    return localUrl(hrefOf?.call(this));
  }
  function setPath(this: URL, path: string): void {
    // To delete several objects at once, Amplify Storage removes the bucket from the host.
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

/** Local URL of `https://<bucket>.s3.<region>.amazonaws.com/<key>` or of the path form of it. */
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
