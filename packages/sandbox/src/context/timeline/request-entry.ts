import type { Denial } from '../../iam/denial.js';
import { isJsonObject, parseJson } from '../../protocols/json-value.js';
import type { Caller, ServiceRequest, ServiceRequestHead } from '../../protocols/request.js';
import { contentOf, isKept } from './content.js';
import type { TimelineDenial } from './entry.js';
import type { EntryChange, EntryDescription, OpenEntry, Timeline } from './timeline.js';

/** How the requests of a service appear in the timeline. */
export type RequestTimeline = {
  /** Default: the service's signing name. */
  readonly service?: string;
  /**
   * Describes a request when somebody looks at it. Its operation is the name by default. Never
   * throws.
   */
  describe?(request: RecordedRequest): EntryDescription;
  /** Describes a response, if its status does not say whether it succeeded. */
  describeResponse?(body: string | Uint8Array): EntryDescription;
};

export type RecordedRequest = Omit<ServiceRequest, 'caller'>;

/** The parts of a running service that the timeline uses. */
export type RecordedService = {
  readonly signingName?: string;
  /** `false` if its requests do not appear. */
  readonly timeline?: false | RequestTimeline;
};

/** A request in the timeline, from its head to its response. */
export type RequestEntry = {
  /** Reports the request, when its caller is known. */
  received(
    request: { readonly caller: Caller; readonly body?: Buffer },
    origin?: Partial<RequestOrigin>,
  ): void;
  denied(denial: Denial): void;
  /** Handles the request. What begins in it is caused by the request. */
  run<Result>(work: () => Result): Result;
  answered(response: { readonly status: number; readonly body: unknown }): void;
  /** The client disconnected before it had sent the whole request. */
  aborted(): void;
};

const NO_BODY = Buffer.alloc(0);

const UNRECORDED: RequestEntry = {
  received: () => {},
  denied: () => {},
  run: (work) => work(),
  answered: () => {},
  aborted: () => {},
};

/** The origin of a request. */
export type RequestOrigin = {
  readonly from: string;
  readonly parent?: number | undefined;
};

/**
 * Adds a request to the timeline.
 *
 * @param service The service that answers it. Undefined if no service does.
 */
export function beginRequest(
  timeline: Timeline | undefined,
  service: RecordedService | undefined,
  head: ServiceRequestHead,
  origin: Partial<RequestOrigin> = {},
): RequestEntry {
  const described = service?.timeline ?? {};
  if (!timeline || described === false || !isOfInterest(service, head)) return UNRECORDED;
  const entry = timeline.begin({
    kind: 'request',
    service: described.service ?? service?.signingName ?? head.signingName ?? 'sandbox',
    name: head.target?.operation ?? `${head.method} ${head.path}`,
    headers: usefulHeaders(head),
    headBytes: bytesOf(head),
    ...(origin.from !== undefined && { from: origin.from }),
    ...(origin.parent !== undefined && { parent: origin.parent }),
  });
  let isDenied = false;
  return {
    received({ caller, body }, callerOrigin = {}) {
      // A trace names the invocation; credentials name only the function.
      const { from, parent } = origin.parent === undefined ? callerOrigin : {};
      const recorded = { ...head, body: body ?? NO_BODY };
      entry.change({
        ...(body && { input: contentOf(body) }),
        ...(from !== undefined && { from }),
        ...(parent !== undefined && { parent }),
        ...descriptionOf(recorded.body, () => ({
          ...nameInForm(recorded),
          ...userOf(caller),
          ...described.describe?.(recorded),
        })),
      });
    },
    denied(denial) {
      isDenied = true;
      entry.change(denialChange(denial));
    },
    run: (work) => timeline.runAs(entry.id, work),
    answered(response) {
      endRequest(entry, response, { isDenied, describeResponse: described.describeResponse });
    },
    aborted: () => entry.end({ state: 'failed', outcome: 'aborted' }),
  };
}

/** Describes a body later, when somebody looks at it. A body that is not kept is described now. */
function descriptionOf(body: string | Uint8Array, describe: () => EntryDescription): EntryChange {
  return isKept(body) ? { describe } : describe();
}

/** A request that no service answers is of interest if it was meant for AWS. */
function isOfInterest(service: RecordedService | undefined, head: ServiceRequestHead): boolean {
  return service !== undefined || head.signingName !== undefined || head.target !== undefined;
}

function endRequest(
  entry: OpenEntry,
  { status, body }: { readonly status: number; readonly body: unknown },
  {
    isDenied,
    describeResponse,
  }: {
    readonly isDenied: boolean;
    readonly describeResponse: RequestTimeline['describeResponse'];
  },
): void {
  const buffered = typeof body === 'string' || body instanceof Uint8Array ? body : undefined;
  const failed = status >= 400;
  entry.end({
    status,
    state: isDenied ? 'denied' : failed ? 'failed' : 'succeeded',
    outcome: isDenied ? 'denied' : String(status),
    ...(buffered !== undefined && { output: contentOf(buffered) }),
    ...(buffered !== undefined &&
      !isDenied &&
      (failed || describeResponse) &&
      descriptionOf(buffered, () => ({
        ...(failed && reasonIn(buffered)),
        ...describeResponse?.(buffered),
      }))),
  });
}

/** What a denial adds to the entry of its request. */
export function denialChange({ caller, permission, message }: Denial) {
  const { action, resources } = permission;
  const denial: TimelineDenial = {
    action,
    resources,
    message,
    ...(caller.type === 'role' && { roleArn: caller.roleArn, session: sessionOf(caller) }),
  };
  return { reason: `${action} on ${resources.join(', ')} is not allowed`, denial };
}

/** The session's name, which for a function is its physical name. */
export function sessionOf(caller: Caller): string {
  return caller.type === 'role' ? caller.arn.slice(caller.arn.lastIndexOf('/') + 1) : '';
}

const USEFUL_HEADERS = ['content-type', 'user-agent', 'origin', 'x-amz-target', 'host'];

function usefulHeaders({ headers }: ServiceRequestHead): Readonly<Record<string, string>> {
  const useful: Record<string, string> = {};
  for (const name of USEFUL_HEADERS) {
    const value = headers[name];
    if (value !== undefined) useful[name] = value;
  }
  return useful;
}

/** A head is kept until the entry is described. */
function bytesOf({ path, headers }: ServiceRequestHead): number {
  let bytes = path.length;
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0);
  return bytes;
}

/** The operation of the Query protocol, which is in the form. */
function nameInForm({ target, headers, body }: RecordedRequest): EntryDescription {
  if (target || !headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return {};
  }
  const action = new URLSearchParams(body.toString('latin1')).get('Action');
  return action ? { name: action } : {};
}

/** The user of an identity pool, by the subject of the login. */
function userOf(caller: Caller): EntryDescription {
  if (caller.type !== 'role' || !caller.identityPool) return {};
  return { user: caller.identityPool.login?.subject ?? 'guest' };
}

const LONGEST_REASON = 500;

/** The reason in an error response, of any protocol of AWS. */
function reasonIn(body: string | Uint8Array): EntryDescription {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString();
  const json = parseJson(Buffer.from(text));
  const fields = isJsonObject(json) ? json : {};
  const message = textOf(fields.message) ?? textOf(fields.Message) ?? inElement(text, 'Message');
  const code = textOf(fields.__type) ?? textOf(fields.name) ?? inElement(text, 'Code');
  const reason = [code, message].filter((part) => part).join(': ') || text;
  return reason ? { reason: reason.slice(0, LONGEST_REASON) } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function inElement(text: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
}
