import type { AmplifyOutputs } from '../../assembly/outputs.js';
import type { Invocation } from '../../context/events/function-invoker.js';
import { summarise } from '../../context/schedules/summary.js';
import type { ServiceContext } from '../../context/service-context.js';
import { SandboxError } from '../../errors.js';
import { AwsError } from '../../protocols/aws-error.js';
import { type JsonObject, parseJsonInput } from '../../protocols/json.js';
import type { ServiceResponse } from '../../protocols/request.js';
import { optionalTime } from '../../protocols/request-input.js';
import type { Service, ServiceDefinition } from '../service.js';

export type SandboxApiOptions = {
  outputs(): AmplifyOutputs;
  readonly invocations: readonly Invocation[];
};

/** The prefix of the sandbox's own paths. No AWS service uses it. */
const PREFIX = '/_sandbox/';

/**
 * The sandbox's own API for pages and scripts on this machine.
 *
 * It returns the outputs, the outbox, the invocations and the schedules as JSON. It can also run a
 * schedule now.
 */
export function sandboxApi(options: SandboxApiOptions): ServiceDefinition {
  return {
    name: 'sandbox-api',
    resourceTypes: {},
    create: (context) => createSandboxApi(options, context),
  };
}

function createSandboxApi(
  { outputs, invocations }: SandboxApiOptions,
  { outbox, schedules, now }: ServiceContext,
): Service {
  const pages: Readonly<Record<string, () => unknown>> = {
    'amplify_outputs.json': () => outputs(),
    outbox: () => outbox.messages,
    invocations: () => invocations,
    schedules: () => summarise(schedules),
  };
  const actions: Readonly<Record<string, (input: JsonObject) => unknown>> = {
    async 'schedules/run'(input) {
      const time = optionalTime(input, 'scheduledTime') ?? now();
      const results = await schedules.runNow(String(input.name ?? ''), time);
      return { scheduledTime: new Date(time).toISOString(), results };
    },
  };
  return {
    maxBodyBytes: 16 * 1024,
    // A page that shows the timeline reads this API all the time.
    timeline: false,
    matches: ({ path }) => path.startsWith(PREFIX),
    deploy: () => {},
    async handle({ method, path, body }) {
      const name = path.slice(PREFIX.length);
      const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (page) {
        if (method === 'GET' || method === 'HEAD') return json(200, page());
        return json(405, { message: `${path} supports only GET.` });
      }
      if (action) {
        if (method !== 'POST') return json(405, { message: `${path} supports only POST.` });
        return run(() => action(parseJsonInput(body)));
      }
      return json(404, {
        message: `${path} does not exist. The paths are ${[
          ...Object.keys(pages),
          ...Object.keys(actions),
        ]
          .map((known) => PREFIX + known)
          .join(', ')}.`,
      });
    },
  };
}

async function run(action: () => unknown): Promise<ServiceResponse> {
  try {
    return json(200, await action());
  } catch (error) {
    if (error instanceof AwsError) return json(error.status, { message: error.message });
    if (!(error instanceof SandboxError)) throw error;
    const { code, message, resolution } = error;
    return json(code === 'SCHEDULE_NOT_FOUND' ? 404 : 500, { code, message, resolution });
  }
}

function json(status: number, body: unknown): ServiceResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      // The outbox holds codes. A page that may read them asks for them by `fetch` and says who it
      // is: none needs them in a frame, as an image or as a script.
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
    body: JSON.stringify(body),
  };
}
