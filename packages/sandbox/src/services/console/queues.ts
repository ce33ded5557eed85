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
      const to = input.to === undefined ? undefined : requiredText(input, 'to');
      return { moved: queueContents.move(from, to) };
    },
  };
}
