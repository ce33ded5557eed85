import type { TimelineEntry } from '../src/api/contract.ts';

/** An entry of a timeline. Its id is its flow and its start in seconds unless they are given. */
export function entry(id: number, fields: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    id,
    flow: id,
    kind: 'request',
    at: new Date(Date.UTC(2026, 10, 30, 13, 0, 0) + id * 1000).toISOString(),
    service: 'cognito-idp',
    name: 'SignUp',
    from: 'browser',
    state: 'succeeded',
    ...fields,
  };
}
