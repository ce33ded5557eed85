import type { TimelineDetails } from '../api/contract.ts';

/** How an entry can run again. */
export type Rerun =
  | { readonly kind: 'invoke'; readonly function: string; readonly input: unknown }
  | {
      readonly kind: 'call';
      readonly service: string;
      readonly operation: string;
      readonly input: unknown;
    }
  | {
      readonly kind: 'graphql';
      readonly apiId: string;
      readonly operation: string;
      readonly input: object;
    }
  | { readonly kind: 'schedule'; readonly name: string }
  | { readonly kind: 'none'; readonly reason: string };

/** What the sandbox writes in the place of passwords, codes and tokens. */
export const HIDDEN = '••••';

/** The services whose operations the console can call: those with a JSON protocol. */
const callable = new Set([
  'cognito-identity',
  'cognito-idp',
  'dynamodb',
  'events',
  'kinesis',
  'kms',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
]);

/**
 * How an entry can run again, or why it cannot.
 *
 * @param apiId The GraphQL API of the backend. Undefined if it has none or several.
 */
export function rerunOf(
  { entry, input, truncated }: TimelineDetails,
  apiId: string | undefined,
): Rerun {
  if (truncated) return { kind: 'none', reason: 'Its input is too large to be kept.' };
  switch (entry.kind) {
    case 'invocation':
    case 'batch':
      if (entry.function === undefined) break;
      return { kind: 'invoke', function: entry.function, input: input ?? {} };
    case 'schedule':
      return { kind: 'schedule', name: entry.name };
    case 'request':
      if (typeof input !== 'object' || input === null) break;
      if (entry.service === 'appsync' && apiId !== undefined && 'query' in input) {
        return { kind: 'graphql', apiId, operation: entry.name, input };
      }
      if (!callable.has(entry.service) || !/^[A-Z]\w+$/.test(entry.name)) break;
      return { kind: 'call', service: entry.service, operation: entry.name, input };
    case 'message':
      break;
  }
  return { kind: 'none', reason: 'Only functions, schedules and operations with JSON run again.' };
}

/** Whether a value has parts that the sandbox does not show, so that it must be edited first. */
export function hasHidden(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes(HIDDEN);
}
