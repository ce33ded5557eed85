import type { Readable } from 'node:stream';
import type { Resource, ResourceGraph, ResourceType } from '../assembly/resource-graph.js';
import type { ServiceContext } from '../context/service-context.js';
import type { Permission } from '../iam/policy.js';
import type { AwsError } from '../protocols/aws-error.js';
import type {
  Caller,
  ServiceRequest,
  ServiceRequestHead,
  ServiceResponse,
} from '../protocols/request.js';

/**
 * One AWS service, played on this machine. Adding a service is adding a folder here, and one line
 * in `index.ts`.
 */
export type ServiceDefinition<Created extends AnyService = Service> = {
  /** Name in logs and in the start-up report, the folder's own: `cognito-user-pools`. */
  readonly name: string;
  /** The CloudFormation resource types that it serves. */
  readonly resourceTypes: Readonly<Record<string, ResourceType>>;
  create(context: ServiceContext): Created;
};

export type AnyService = Service | StreamService;

/** What every running service does. */
type Running = {
  /**
   * What its requests are signed for, such as `cognito-idp`: a signature for another service is
   * refused. Left out by a service whose requests nobody signs.
   */
  readonly signingName?: string;
  /**
   * Takes over the resources that the backend defines: at the start, and again after each
   * synthesis. State of resources that are still there is kept.
   */
  deploy(graph: ResourceGraph): void | Promise<void>;
  /** Whether a request is for this service, from its target, path or signature. */
  matches(request: ServiceRequestHead): boolean;
  /**
   * An error that the gateway answers in its stead, such as a wrong signature, in the service's
   * own shape. Without it, the shape of the AWS JSON protocol.
   */
  errorResponse?(error: AwsError, request: ServiceRequestHead): ServiceResponse;
  /** What the start-up report says of a resource, such as `eu-west-1_x, 2 triggers`. */
  describe?(resource: Resource): string | undefined;
  /** What the developer should know of the deployed backend before its first request. */
  warnings?(): readonly string[];
  /** Goes on with what an earlier sandbox left. Called once, after the first deployment. */
  resume?(): void;
  stop?(): void | Promise<void>;
};

/** A running service whose requests and responses fit in memory: all but those that carry files. */
export type Service = Running & {
  /** Longest request body taken, in bytes. Longer ones are refused with status 413. */
  readonly maxBodyBytes: number;
  /**
   * What the caller's role must allow before the request is handled, all of it. Without it, whoever
   * signs may. Told by what the operation itself reads: what else a request names must not lead to
   * what it does not act on. An operation that is open to everybody needs nothing; any other needs
   * its action, on `*` where it names no resource. Never throws.
   */
  permissions?(request: ServiceRequest): readonly Permission[];
  handle(request: ServiceRequest): Promise<ServiceResponse>;
};

/**
 * A running service that reads its requests as they come, and may answer with a stream. It tells
 * pages what they may read itself: requests that ask beforehand (`OPTIONS`) come to it, too.
 */
export type StreamService = Running & {
  handleStream(request: StreamRequest): Promise<StreamResponse>;
};

export type StreamRequest = ServiceRequestHead & {
  /**
   * Fails at its end with an `AwsError` where it is not the body that was signed: what was made of
   * it so far must not be kept.
   */
  readonly body: AsyncIterable<Buffer>;
  /** Headers that came after the body, names in lower case. There when the body has ended. */
  trailers(): Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** What is said to a caller whose role does not allow it; undefined where it does. */
  refusal(permission: Permission): string | undefined;
};

export type StreamResponse = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** With a stream, the headers have its `content-length`. */
  readonly body: string | Uint8Array | Readable;
};
