import type { DatabaseSync } from 'node:sqlite';
import { type Access, createAccess } from '../iam/access.js';
import type { Denial } from '../iam/denial.js';
import { createEventStreams, type EventStreams } from './events/event-streams.js';
import { createFunctions, type Functions } from './events/function-invoker.js';
import {
  createMessageDestinations,
  type MessageDestinations,
} from './events/message-destinations.js';
import { createQueueContents, type QueueContents } from './events/queue-contents.js';
import { createQueueSources, type QueueSources } from './events/queue-sources.js';
import { type KeyStore, openKeyStore } from './keys/key-store.js';
import { type Outbox, type OutboxMessage, openOutbox } from './outbox.js';
import { createSchedules, type Schedules } from './schedules/schedules.js';
import { createServiceCalls, type ServiceCalls } from './service-calls.js';
import { recordMessage } from './timeline/message-entry.js';
import { createTimeline, type Timeline } from './timeline/timeline.js';
import { createUserPoolTokens, type UserPoolTokens } from './tokens/user-pool-tokens.js';

/** The parts of the sandbox that a service can use. */
export type ServiceContext = {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  /** The time in milliseconds since 1970. Tests move it. Services never call `Date.now()`. */
  now(): number;
  /** The sandbox's database. Each service prefixes its tables with its own name. */
  readonly database: DatabaseSync;
  readonly outbox: Outbox;
  readonly functions: Functions;
  /** The permissions of roles, for requests that a service makes on behalf of a role. */
  readonly access: Pick<Access, 'refusal'>;
  /** The keys of AWS KMS, for services that encrypt with them. */
  readonly keys: KeyStore;
  /** The streams of services, for event source mappings. */
  readonly eventStreams: EventStreams;
  /** The queues and topics of all services, for services that send to them by ARN. */
  readonly messageDestinations: MessageDestinations;
  /** The queues, for event source mappings. */
  readonly queueSources: QueueSources;
  /** The messages that wait in queues, for the console. */
  readonly queueContents: QueueContents;
  /** The schedules of services, and the clock that runs them. */
  readonly schedules: Schedules;
  /** Verifies the tokens of user pools, for services that accept them. */
  readonly userPoolTokens: UserPoolTokens;
  /** The services of the sandbox, for services that call another one. */
  readonly serviceCalls: ServiceCalls;
  /** What happens in the backend, and what caused it. */
  readonly timeline: Timeline;
};

export type ServiceContextOptions = Pick<
  ServiceContext,
  'region' | 'accountId' | 'partition' | 'now' | 'database'
> & {
  /** Called with each message of the outbox when it is sent. */
  readonly onMessage?: (message: OutboxMessage) => void;
  /** Called with each call between services that a role is not allowed to make. */
  readonly onDenied?: (denial: Denial) => void;
};

/**
 * Creates the parts that the services of one sandbox share. The caller deploys the policies to
 * `access`.
 */
export function createServiceContext({
  onMessage,
  onDenied,
  ...place
}: ServiceContextOptions): ServiceContext & { readonly access: Access } {
  const { now, database } = place;
  const functions = createFunctions();
  const access = createAccess(place);
  const userPoolTokens = createUserPoolTokens();
  const timeline = createTimeline({ now, contactOf: userPoolTokens.contactOf });
  const messageDestinations = createMessageDestinations(timeline);
  return {
    ...place,
    timeline,
    outbox: openOutbox(database, now, (message) => {
      recordMessage(timeline, message);
      onMessage?.(message);
    }),
    functions,
    access,
    keys: openKeyStore(place),
    eventStreams: createEventStreams(),
    messageDestinations,
    queueSources: createQueueSources(),
    queueContents: createQueueContents(),
    schedules: createSchedules({ functions, messageDestinations, timeline, now }),
    userPoolTokens,
    serviceCalls: createServiceCalls({ access, timeline, ...(onDenied && { onDenied }) }),
  };
}
