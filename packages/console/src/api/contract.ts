import type { DeployedResource, Invocation, ScheduleSummary } from '@amplify-recipes/sandbox';

export type {
  DeployedResource,
  Invocation,
  OutboxMessage,
  ScheduleSummary,
} from '@amplify-recipes/sandbox';

/** One thing that happened in the backend. */
export type TimelineEntry = {
  readonly id: number;
  readonly parent?: number;
  readonly flow: number;
  readonly kind: 'request' | 'invocation' | 'message' | 'batch' | 'schedule';
  readonly at: string;
  readonly durationMs?: number;
  readonly service: string;
  readonly name: string;
  readonly detail?: string;
  readonly from: string;
  readonly user?: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'denied';
  readonly outcome?: string;
  readonly status?: number;
  readonly reason?: string;
  readonly function?: string;
  readonly invocationId?: string;
  readonly initDurationMs?: number;
  readonly attempt?: number;
  readonly logs?: number;
  readonly messageId?: string;
};

export type TimelineDenial = {
  readonly action: string;
  readonly resources: readonly string[];
  readonly message: string;
  readonly grant?: string;
};

export type TimelineDetails = {
  readonly entry: TimelineEntry;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly trace?: readonly string[];
  };
  readonly logs?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly truncated?: boolean;
  readonly denial?: TimelineDenial;
};

export type LiveMessage =
  | {
      readonly type: 'hello';
      readonly run: string;
      readonly entries: readonly TimelineEntry[];
      readonly forgotten: number;
    }
  | { readonly type: 'entries'; readonly entries: readonly TimelineEntry[] }
  | { readonly type: 'cleared' }
  | { readonly type: 'deployed' }
  | { readonly type: 'deploy-failed'; readonly message: string }
  | { readonly type: 'stopping' };

export type FunctionRow = {
  readonly name: string;
  readonly physicalName: string;
  readonly arn: string;
  readonly runtime: string;
  readonly memoryMB: number;
  readonly timeoutSeconds: number;
  readonly triggers: readonly string[];
};

export type Overview = {
  readonly app: string;
  readonly url: string;
  readonly region: string;
  readonly startedAt: string;
  readonly frontEnd: string;
  readonly resources: readonly DeployedResource[];
  readonly unserved: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly userPools: readonly {
    readonly id: string;
    readonly name: string;
    readonly clients: readonly { readonly id: string; readonly name: string }[];
    readonly groups: readonly string[];
  }[];
  readonly identityPools: readonly { readonly id: string }[];
  readonly apis: readonly {
    readonly id: string;
    readonly name: string;
    readonly url: string;
    readonly authModes: readonly string[];
    readonly apiKey?: string;
  }[];
  readonly tables: readonly {
    readonly name: string;
    readonly friendlyName: string;
    readonly keys: unknown;
    readonly streamArn?: string;
  }[];
  readonly buckets: readonly { readonly name: string; readonly friendlyName: string }[];
  readonly queues: readonly {
    readonly name: string;
    readonly friendlyName: string;
    readonly url: string;
    readonly arn: string;
    readonly deadLetterOf?: readonly string[];
  }[];
  readonly topics: readonly { readonly arn: string; readonly name: string }[];
  readonly streams: readonly { readonly name: string; readonly arn: string }[];
  readonly functions: readonly FunctionRow[];
  readonly schedules: readonly ScheduleSummary[];
  readonly keptEntries: number;
};

export type InvokeResult = { readonly entry: number; readonly invocation: Invocation };
