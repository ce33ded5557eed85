import type { ScheduleSummary } from '../../context/schedules/summary.js';
import type { TimelineEntry } from '../../context/timeline/entry.js';

/** Changes of the deployment, for the open pages of the console. */
export type DeploymentNews =
  | { readonly type: 'deployed' }
  | { readonly type: 'deploy-failed'; readonly message: string }
  | { readonly type: 'stopping' };

/** A message of the WebSocket `/_console/api/live`. */
export type LiveMessage =
  | {
      readonly type: 'hello';
      /** Identifies the run of the sandbox, in which ids count from 1. */
      readonly run: string;
      /** All entries that are kept, the oldest first. */
      readonly entries: readonly TimelineEntry[];
      /** The number of entries that were forgotten. */
      readonly forgotten: number;
    }
  /** Entries that began or changed, by id. */
  | { readonly type: 'entries'; readonly entries: readonly TimelineEntry[] }
  | { readonly type: 'cleared' }
  | DeploymentNews;

/** `GET overview`: everything that the backend has. */
export type Overview = {
  /** The name of the app's folder. */
  readonly app: string;
  /** The endpoint of every service. */
  readonly url: string;
  readonly region: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** The code that connects a front end. */
  readonly frontEnd: string;
  readonly resources: readonly {
    readonly type: string;
    readonly name: string;
    readonly description: string;
  }[];
  readonly unserved: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly userPools: readonly {
    readonly id: string;
    readonly name: string;
    readonly clients: readonly { readonly id: string; readonly name: string }[];
    /** The groups of the template. Code may have added others. */
    readonly groups: readonly string[];
  }[];
  readonly identityPools: readonly { readonly id: string; readonly name: string }[];
  readonly apis: readonly {
    readonly id: string;
    readonly name: string;
    readonly url: string;
    /** `AMAZON_COGNITO_USER_POOLS`, `AWS_IAM`, `API_KEY`. The default is first. */
    readonly authModes: readonly string[];
    readonly apiKey?: string;
  }[];
  readonly tables: readonly {
    /** Physical name. */
    readonly name: string;
    /** The model's name, or the developer's name for the table. */
    readonly friendlyName: string;
    /** The names of the key attributes, the partition key first. */
    readonly keys: readonly string[];
    readonly streamArn?: string;
  }[];
  readonly buckets: readonly { readonly name: string; readonly friendlyName: string }[];
  readonly queues: readonly {
    readonly name: string;
    readonly friendlyName: string;
    readonly url: string;
    readonly arn: string;
    /** The names of the queues that have it as their dead-letter queue. */
    readonly deadLetterOf?: readonly string[];
    /** The queue for its messages that were received too often. */
    readonly deadLetters?: { readonly queue: string; readonly maxReceives: number };
  }[];
  readonly topics: readonly { readonly arn: string; readonly name: string }[];
  readonly streams: readonly {
    readonly arn: string;
    readonly name: string;
    readonly friendlyName: string;
  }[];
  readonly functions: readonly FunctionRow[];
  readonly schedules: readonly ScheduleSummary[];
  /** The number of entries that the timeline keeps. */
  readonly keptEntries: number;
};

export type FunctionRow = {
  /** The developer's name. */
  readonly name: string;
  readonly physicalName: string;
  readonly arn: string;
  readonly runtime: string;
  readonly memoryMB: number;
  readonly timeoutSeconds: number;
  /** `PreSignUp of amplifyAuth`, `stream of Todo`. */
  readonly triggers: readonly string[];
};

/** `GET functions/<name>` */
export type FunctionDetails = FunctionRow & {
  /** The values of secrets are hidden. */
  readonly environment: Readonly<Record<string, string>>;
  readonly policies: readonly {
    readonly effect: string;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
  readonly layers: readonly string[];
  readonly handler: string;
  readonly logFormat: string;
  readonly logLevel: string | undefined;
  readonly ephemeralStorageMB: number;
  readonly architecture: string;
  readonly eventSources: readonly {
    readonly arn: string;
    readonly batchSize: number;
    readonly enabled: boolean;
  }[];
  /** What its role did not allow, the latest first. */
  readonly denied: readonly {
    readonly action: string;
    readonly resources: readonly string[];
    /** The line that allows it. */
    readonly grant?: string;
  }[];
};
