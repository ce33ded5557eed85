import type { QueueMessage, QueueSource } from '../../../context/events/queue-sources.js';
import type { ServiceContext } from '../../../context/service-context.js';
import { AwsError } from '../../../protocols/aws-error.js';
import { recordBatch } from './batch-entry.js';
import type { QueueMapping } from './configuration.js';
import { failedMessages } from './invocation-result.js';
import type { Run } from './poller.js';

export type QueueRunOptions = {
  readonly mapping: QueueMapping;
  readonly queue: QueueSource;
  readonly context: Pick<ServiceContext, 'functions' | 'timeline'>;
  /** Settles when the mapping's earlier run has ended. */
  readonly previous: Promise<void>;
  /** Whether the sandbox is stopping. The result of an invocation that it ended does not count. */
  isStopped(): boolean;
  /** Called with an error in the sandbox itself. */
  onError(error: unknown): void;
};

/** The maximum size of an invocation's messages in bytes. The whole event may have 6 MB. */
const MAXIMUM_BYTES = 5.5 * 1024 * 1024;

/**
 * Invokes a function with the messages of a queue. Messages that fail become visible again after
 * the queue's visibility timeout.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export function startQueueRun(options: QueueRunOptions): Run {
  const controller = new AbortController();
  const ended = options.previous
    .then(() => poll(options, controller.signal))
    .catch((error: unknown) => {
      controller.abort();
      if (!options.isStopped()) options.onError(error);
    });
  return { end: () => controller.abort(), ended };
}

async function poll(options: QueueRunOptions, signal: AbortSignal): Promise<void> {
  const { mapping } = options;
  const collect = createCollector(options, signal);
  const running = new Set<Promise<void>>();
  let failure: unknown;
  while (!signal.aborted && failure === undefined) {
    if (running.size >= mapping.maximumConcurrency) {
      await Promise.race(running);
      continue;
    }
    const batch = await collect();
    if (batch.length === 0) continue;
    const delivery = deliver(options, batch)
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => running.delete(delivery));
    running.add(delivery);
  }
  await Promise.all(running);
  if (failure !== undefined) throw failure;
}

/** Returns a function that waits for a batch. Its batch is empty after the signal. */
function createCollector({ mapping, queue }: QueueRunOptions, signal: AbortSignal) {
  /** A message that did not fit into the last batch. */
  let next: QueueMessage | undefined;
  return async (): Promise<readonly QueueMessage[]> => {
    const batch: QueueMessage[] = [];
    let bytes = 0;
    let windowEnd: number | undefined;
    const add = (message: QueueMessage) => {
      bytes += Buffer.byteLength(JSON.stringify(message.event));
      const fits = bytes <= MAXIMUM_BYTES || batch.length === 0;
      if (fits) batch.push(message);
      else next = message;
      return fits;
    };
    if (next) add(next);
    next = undefined;
    for (;;) {
      if (signal.aborted) break;
      // One by one, because the size of a message is known only when it is received.
      const [message] = queue.receive(1);
      if (message) {
        if (!isWanted(mapping, message)) queue.remove(message);
        else if (!add(message) || batch.length === mapping.batchSize) return batch;
        continue;
      }
      if (batch.length === 0) {
        await queue.wait(signal);
        continue;
      }
      windowEnd ??= performance.now() + mapping.batchingWindowSeconds * 1000;
      const left = windowEnd - performance.now();
      if (left <= 0) return batch;
      await queue.wait(signal, left);
    }
    for (const message of next ? [...batch, next] : batch) queue.release(message);
    return [];
  };
}

function isWanted({ filters }: QueueMapping, { filterable }: QueueMessage): boolean {
  return filters.length === 0 || filters.some((matches) => matches(filterable));
}

async function deliver(
  { mapping, queue, context, isStopped }: QueueRunOptions,
  messages: readonly QueueMessage[],
): Promise<void> {
  const { functions, timeline } = context;
  const { functionName, eventSourceArn } = mapping;
  const count = `${messages.length} message${messages.length === 1 ? '' : 's'}`;
  const cause = messages.find((message) => message.cause !== undefined)?.cause;
  const attempt = messages[0]?.receives ?? 1;
  let failed: ReadonlySet<string> = new Set(messages.map(({ id }) => id));
  await recordBatch(
    timeline,
    { functionName, source: 'sqs', detail: count, cause, attempt },
    async () => {
      const event = {
        Records: messages.map((message) => ({ ...message.event, eventSourceARN: eventSourceArn })),
      };
      try {
        const invocation = await functions.invoke(functionName, event, { source: 'aws:sqs' });
        failed = failedMessages(invocation, messages, mapping);
        return failed.size === 0 ? 'done' : 'failed';
      } catch (error) {
        // The function is throttled or deleted. The messages come again.
        if (error instanceof AwsError) return 'not-invoked';
        throw error;
      }
    },
  );
  if (isStopped()) return;
  for (const message of messages) if (!failed.has(message.id)) queue.remove(message);
}
