import { randomBytes } from 'node:crypto';

/**
 * The trace header of an invocation. The AWS SDKs of a function send it with each request, which
 * tells the invocation that caused it. It turns recording off, because the sandbox has no X-Ray.
 *
 * @param now Milliseconds since 1970.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function newTraceHeader(now: number): string {
  const seconds = Math.floor(now / 1000).toString(16);
  const root = randomBytes(12).toString('hex');
  return `Root=1-${seconds}-${root};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}

/** The root of a trace header, which all requests of an invocation share. */
export function rootOf(header: string | undefined): string {
  return /(?:^|;)\s*Root=([\w-]{1,64})/i.exec(header ?? '')?.[1] ?? '';
}

/** The key of an invocation in the causes of the timeline. */
export function traceKey(root: string): string {
  return `trace ${root}`;
}
