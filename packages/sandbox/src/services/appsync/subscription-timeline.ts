import { contentOf } from '../../context/timeline/content.js';
import type { EntryEnding, Timeline } from '../../context/timeline/timeline.js';
import { userOfToken } from '../../protocols/bearer-token.js';
import type { ServiceRequestHead } from '../../protocols/request.js';
import type { RealtimeApi } from './realtime/connection.js';
import type { SubscribeOutcome } from './realtime/operations.js';
import { operationOf } from './request-timeline.js';

/**
 * Adds the subscriptions that a client starts to the timeline.
 *
 * @param request The request that opened the client's WebSocket.
 */
export function recordSubscriptions<Authorization>(
  timeline: Timeline,
  request: ServiceRequestHead,
  api: RealtimeApi<Authorization>,
): RealtimeApi<Authorization> {
  const from = clientOf(request);
  return {
    ...api,
    async subscribe(message, connection) {
      const user = userOfToken(message.headers.authorization);
      const entry = timeline.begin({
        kind: 'request',
        service: 'appsync',
        name: 'subscription',
        detail: 'subscription',
        from,
        input: contentOf(message.data),
        ...(user !== undefined && { user }),
        describe: () => operationOf(message.query, message.operationName),
      });
      try {
        const outcome = await timeline.runAs(entry.id, () => api.subscribe(message, connection));
        entry.end(endingOf(outcome));
        return outcome;
      } catch (error) {
        entry.end({ state: 'failed', outcome: 'errors', reason: String(error) });
        throw error;
      }
    },
  };
}

/** Adds the message that the subscribers of a mutation got. */
export function recordPublication(
  timeline: Timeline,
  fieldNames: readonly string[],
  subscribers: number,
): void {
  timeline
    .begin({
      kind: 'message',
      service: 'appsync',
      name: fieldNames.join(', '),
      detail: `to ${subscribers} subscriber${subscribers === 1 ? '' : 's'}`,
    })
    .end({ state: 'succeeded', outcome: 'message' });
}

/** The sandbox serves only the console's pages, so a page with its own origin is one of them. */
function clientOf({ headers: { origin, host } }: ServiceRequestHead): string {
  if (origin === undefined) return 'sdk';
  return origin === `http://${host}` ? 'console' : 'browser';
}

function endingOf(outcome: SubscribeOutcome): EntryEnding {
  if (!('errors' in outcome)) return { state: 'succeeded', outcome: 'subscribed' };
  const [error] = outcome.errors;
  const isDenied = /^Unauthorized/.test(error?.errorType ?? '');
  return {
    state: isDenied ? 'denied' : 'failed',
    outcome: isDenied ? 'denied' : 'errors',
    ...(error?.message !== undefined && { reason: error.message }),
  };
}
