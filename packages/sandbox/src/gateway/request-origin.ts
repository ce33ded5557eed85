import { type RequestOrigin, sessionOf } from '../context/timeline/request-entry.js';
import type { Timeline } from '../context/timeline/timeline.js';
import { rootOf, traceKey } from '../context/timeline/trace.js';
import type { Caller, ServiceRequestHead } from '../protocols/request.js';

/**
 * The origin of a request, judged by its head: a function by its trace, or a browser.
 *
 * @param redirectedFrom The function that sent it to a host of AWS.
 */
export function headOrigin(
  timeline: Timeline,
  { headers }: ServiceRequestHead,
  redirectedFrom: string | undefined,
): Partial<RequestOrigin> {
  const parent = timeline.causes.find(traceKey(rootOf(headers['x-amzn-trace-id'])));
  const invocation = parent === undefined ? undefined : timeline.find(parent);
  if (invocation) return { from: invocation.function ?? invocation.name, parent };
  if (redirectedFrom !== undefined) return functionOrigin(timeline, redirectedFrom);
  return { from: isOfBrowser(headers) ? browserOf(headers) : 'sdk' };
}

/** The origin of a request that a function signed with the credentials of its role. */
export function callerOrigin(timeline: Timeline, caller: Caller): Partial<RequestOrigin> {
  return caller.type === 'role' && !caller.identityPool
    ? functionOrigin(timeline, sessionOf(caller))
    : {};
}

function functionOrigin(timeline: Timeline, physicalName: string): Partial<RequestOrigin> {
  const session = timeline.functionSessions.find(physicalName);
  return session ? { from: session.name, parent: session.entry } : {};
}

function isOfBrowser(headers: ServiceRequestHead['headers']): boolean {
  return (
    headers.origin !== undefined ||
    headers['sec-fetch-mode'] !== undefined ||
    headers['user-agent']?.startsWith('Mozilla/') === true
  );
}

/** The console's own page opens objects of buckets, too. */
function browserOf({ referer = '', host = '' }: ServiceRequestHead['headers']): string {
  return referer.startsWith(`http://${host}/_console/`) ? 'console' : 'browser';
}
