import type { Readable } from 'node:stream';
import type { Resource, ResourceGraph, ResourceType } from '../assembly/resource-graph.js';
import type { ServiceContext } from '../context/service-context.js';
import type { RequestTimeline } from '../context/timeline/request-entry.js';
import type { Permission } from '../iam/policy.js';
import type { AwsError } from '../protocols/aws-error.js';
import type {
  Caller,
  ServiceRequest,
  ServiceRequestHead,
  ServiceResponse,
} from '../protocols/request.js';

/**
 * One AWS service, simulated on this machine.
 *
 * To add a service, add a folder here and one line in `index.ts`.
 */
export type ServiceDefinition<Created extends AnyService = Service> = {
  /** Name in logs and in the start-up report, the same as the folder's: `cognito-user-pools`. */
  readonly name: string;
  /** The CloudFormation resource types that it supports. */
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  create(context: ServiceContext): Created;
};

export type AnyService = Service | StreamService | SocketService;

/** The methods of every running service. */
type Running = {
  /**
   * The name that requests are signed for, such as `cognito-idp`: a signature for another service is
   * refused. Undefined for a service whose requests nobody signs.
   */
  readonly signingName?: string;
  /**
   * Deploys the resources that the backend defines: at the start, and again after each synthesis.
   * The state of resources that still exist is kept.
   */
  deploy(graph: ResourceGraph): void | Promise<void>;
  /** How its requests appear in the timeline. `false` if they do not. */
  readonly timeline?: false | RequestTimeline;
  /** Whether a request belongs to this service, judged by its target, path or signature. */
  matches(request: ServiceRequestHead): boolean;
  /**
   * Formats an error that the gateway answers for the service, such as a wrong signature. Default:
   * the format of the AWS JSON protocol.
   */
  errorResponse?(error: AwsError, request: ServiceRequestHead): ServiceResponse;
  /** The description of a resource in the start-up report, such as `eu-west-1_x, 2 triggers`. */
  describe?(resource: Resource): string | undefined;
  /** Warnings about the deployed backend, shown to the developer before its first request. */
  warnings?(): readonly string[];
  /** Resumes the work that an earlier sandbox left. Called once, after the first deployment. */
  resume?(): void;
  stop?(): void | Promise<void>;
};

/**
 * A running service whose requests and responses fit in memory. Only services for files need more.
 */
export type Service = Running & {
  /** Longest accepted request body, in bytes. Longer ones are rejected with status 413. */
  readonly maxBodyBytes: number;
  /**
   * The permissions that the caller's role needs before the request is handled, all of them.
   * Without this method, every signed request is allowed.
   *
   * They must come from the same input that the operation reads. Otherwise a request could name one
   * resource here and act on another. An operation that is open to everybody needs none. Any other
   * needs its action, on `*` where it names no resource. Never throws.
   */
  permissions?(request: ServiceRequest): readonly Permission[];
  handle(request: ServiceRequest): Promise<ServiceResponse>;
};

/**
 * A running service that reads requests as they arrive, and may answer with a stream.
 *
 * It answers CORS requests itself: the gateway also passes it preflight requests (`OPTIONS`).
 */
export type StreamService = Running & {
  handleStream(request: StreamRequest): Promise<StreamResponse>;
};

/**
 * A running service that also accepts WebSockets.
 *
 * The gateway opens a WebSocket for every upgrade that the service matches. It checks only that the
 * client is local: the service authorizes the client.
 */
export type SocketService = (Service | StreamService) & {
  /** The subprotocol, such as `graphql-ws`. The gateway selects it if the client offers it. */
  readonly socketProtocol?: string;
  /** Longest accepted message, in bytes. A longer one closes the WebSocket with code 1009. */
  readonly maxMessageBytes: number;
  /** A client that has not read so many bytes is disconnected. Default: 8 MB. */
  readonly maxUnreadBytes?: number;
  /** Whether to open a WebSocket. If not, the request is answered as if it asked for none. */
  acceptsSocket?(request: ServiceRequestHead): boolean;
  /** Adds its listeners before it returns. A message that arrives earlier would be lost. */
  handleSocket(request: ServiceRequestHead, socket: ServiceSocket): void;
};

/** A WebSocket of a client, without the protocol: services send and receive text. */
export type ServiceSocket = {
  /** Ignored after the WebSocket was closed. A client that does not read is disconnected. */
  send(text: string): void;
  /**
   * @param code Default: 1000, a normal end.
   * @param reason At most 123 bytes.
   */
  close(code?: number, reason?: string): void;
  onMessage(listener: (text: string) => void): void;
  /** Called once, whichever side closes. */
  onClose(listener: () => void): void;
};

export type StreamRequest = ServiceRequestHead & {
  /**
   * Throws an `AwsError` at its end if it is not the body that was signed. The bytes read so far
   * must then be discarded.
   */
  readonly body: AsyncIterable<Buffer>;
  /** Headers that followed the body, names in lower case. Available when the body has ended. */
  trailers(): Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** The refusal for a caller whose role does not allow it; undefined if the caller is allowed. */
  refusal(permission: Permission): string | undefined;
};

export type StreamResponse = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** With a stream, the headers contain its `content-length`. */
  readonly body: string | Uint8Array | Readable;
};
