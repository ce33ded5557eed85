import type { Invocation } from '../../lambda/invocation.js';
import type { Outbox } from '../../outbox.js';
import type { AmplifyOutputs } from '../../outputs.js';
import type { Service, ServiceResponse } from '../../service.js';

export type SandboxApiOptions = {
  readonly outputs: () => AmplifyOutputs;
  readonly outbox: Outbox;
  readonly invocations: readonly Invocation[];
};

/** Paths of the sandbox's own, which no AWS service has. */
const PREFIX = '/_sandbox/';

/**
 * What the sandbox tells of itself, for pages and scripts of this machine: the outputs, the outbox
 * and the invocations, each as JSON.
 */
export function createSandboxApi({ outputs, outbox, invocations }: SandboxApiOptions): Service {
  const pages: Readonly<Record<string, () => unknown>> = {
    'amplify_outputs.json': outputs,
    outbox: () => outbox.messages,
    invocations: () => invocations,
  };
  return {
    maxBodyBytes: 0,
    matches: ({ path }) => path.startsWith(PREFIX),
    deploy: () => {},
    async handle({ method, path }) {
      const name = path.slice(PREFIX.length);
      const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
      if (!page) {
        return json(404, {
          message: `There is no ${path}. There are ${Object.keys(pages)
            .map((known) => PREFIX + known)
            .join(', ')}.`,
        });
      }
      if (method !== 'GET' && method !== 'HEAD') {
        return json(405, { message: `${path} is read with GET.` });
      }
      return json(200, page());
    },
  };
}

function json(status: number, body: unknown): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
