/** One thing that happened in the backend. The timeline keeps the last 10,000. */
export type TimelineEntry = {
  /** 1, 2, 3 … in the order of their starts. Never used twice in a run of the sandbox. */
  readonly id: number;
  /** The entry that caused it. Absent for the first entry of a flow. */
  readonly parent?: number;
  /** The first entry of its flow. */
  readonly flow: number;
  readonly kind: 'request' | 'invocation' | 'message' | 'batch' | 'schedule';
  /** The start, in ISO 8601. */
  readonly at: string;
  /** In milliseconds. Absent while it runs. */
  readonly durationMs?: number;
  /** The service's signing name: `cognito-idp`, `appsync`, `dynamodb`. */
  readonly service: string;
  /** `SignUp`, `createTodo`, or the developer's name for a function. */
  readonly name: string;
  /** `PreSignUp_SignUp`, `table Todo`, `cron(0 9 * * ? *)`. */
  readonly detail?: string;
  /** Who acts: `browser`, `sdk`, `console`, a function's name, or a service. */
  readonly from: string;
  /** The username or e-mail address of the user, if it is known. */
  readonly user?: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'denied';
  /**
   * `200`, `returned`, `threw`, `timed out`, `crashed`, `denied`, `message`, and `refused` for a
   * request that a trigger refused.
   */
  readonly outcome?: string;
  /** The HTTP status of a request. */
  readonly status?: number;
  /** The reason why it failed or was denied. */
  readonly reason?: string;
  /** The developer's name for the function of an invocation. */
  readonly function?: string;
  /** Lambda's request id. */
  readonly invocationId?: string;
  /** The time to start the execution environment, in milliseconds. Only for a cold start. */
  readonly initDurationMs?: number;
  /** 2 is the first retry. */
  readonly attempt?: number;
  /** The number of log entries of an invocation. */
  readonly logs?: number;
  /** The id of a message in the outbox. */
  readonly messageId?: string;
};

/** An entry with its input and output. Passwords, codes and tokens are replaced by `••••`. */
export type TimelineDetails = {
  readonly entry: TimelineEntry;
  /** The body of a request, or the event of a function. */
  readonly input?: unknown;
  /** The body of a response, or the value that a function returned. */
  readonly output?: unknown;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly trace?: readonly string[];
  };
  readonly logs?: readonly string[];
  /** Some headers of a request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether parts of the input, the output or the logs are not kept. */
  readonly truncated?: boolean;
  readonly denial?: TimelineDenial;
};

/** A request that the policies of its role do not allow. */
export type TimelineDenial = {
  /** `s3:PutObject` */
  readonly action: string;
  /** ARNs, or `*`. */
  readonly resources: readonly string[];
  /** The refusal in AWS's words. */
  readonly message: string;
  readonly roleArn?: string;
  /** The line to write in the backend that allows it, if there is one. */
  readonly grant?: string;
  /** The name of the role's session: for a function, its physical name. */
  readonly session?: string;
};
