import type { ResourceGraph } from '../../assembly/resource-graph.js';
import { objectOf, stringOf } from '../../assembly/template-values.js';
import { AwsError } from '../../protocols/aws-error.js';
import { parseJsonText } from '../../protocols/json-value.js';
import type { Backend } from './backend.js';
import { requiredText } from './input.js';
import type { Routes } from './routes.js';

const PEEKED_MESSAGES = 100;

/** The messages of queues, and their way back from dead-letter queues. */
export function queueRoutes(backend: Backend): Routes {
  const { queueContents } = backend.context;
  return {
    'GET queues/messages': ({ query }) => ({
      messages: queueContents.peek(query.get('url') ?? '', PEEKED_MESSAGES),
    }),
    'POST queues/redrive': async (request) => {
      const input = await request.input();
      const from = requiredText(input, 'queueUrl');
      const to = input.to === undefined ? sourceOf(backend.graph, from) : requiredText(input, 'to');
      return { moved: queueContents.move(from, to) };
    },
  };
}

/** The queue whose messages a dead-letter queue gets. */
function sourceOf(graph: ResourceGraph, deadLetterUrl: string): string {
  const sources = deadLetterSources(graph, deadLetterUrl);
  const [source, ...others] = sources;
  if (source !== undefined && others.length === 0) return source;
  throw new AwsError(
    'ValidationException',
    source === undefined
      ? 'No queue of the backend sends its messages to this queue. Name the queue to move them to.'
      : `Several queues send their messages to this queue. Name one of them: ${sources.join(', ')}`,
  );
}

/** The URLs of the queues that have a queue as their dead-letter queue. */
export function deadLetterSources(graph: ResourceGraph, deadLetterUrl: string): readonly string[] {
  const queues = graph.ofType('AWS::SQS::Queue');
  const name = (url: string) => url.slice(url.lastIndexOf('/') + 1);
  const deadLetters = queues.find(({ physicalId }) => name(physicalId) === name(deadLetterUrl));
  const arn = deadLetters?.attributes.Arn;
  if (arn === undefined) return [];
  return queues
    .filter(({ properties }) => redriveTarget(properties.RedrivePolicy) === arn)
    .map(({ physicalId }) => physicalId);
}

/** CloudFormation accepts the policy as JSON, too. */
function redriveTarget(policy: Parameters<typeof objectOf>[0]): string | undefined {
  if (typeof policy !== 'string') return stringOf(objectOf(policy).deadLetterTargetArn);
  try {
    const parsed = parseJsonText(policy) as Parameters<typeof objectOf>[0];
    return stringOf(objectOf(parsed).deadLetterTargetArn);
  } catch {
    return undefined;
  }
}
