import { AwsError } from '../../protocols/aws-error.js';

/** Runs functions. Services that have triggers hold one. */
export type FunctionInvoker = {
  /**
   * Runs a function and waits for its answer (`RequestResponse`).
   *
   * Never rejects for what the function did: a thrown error, a timeout or a crash is in the
   * result.
   *
   * @param functionName Name or ARN of the function.
   * @param event Anything that JSON can carry.
   * @throws {AwsError} `ResourceNotFoundException` when there is no such function.
   */
  invoke(functionName: string, event: unknown, options?: InvokeOptions): Promise<Invocation>;
  /**
   * Hands a function an event, and does not wait (`Event`): what fails is tried again, twice unless
   * the function is configured otherwise.
   *
   * @throws {AwsError} `ResourceNotFoundException` when there is no such function.
   */
  invokeAsync(functionName: string, event: unknown, options?: InvokeOptions): void;
};

/** The functions of a sandbox: {@link offer} is how the service that runs them comes to the others. */
export type Functions = FunctionInvoker & {
  /** Takes over the service that runs functions. Before it, there is no function. */
  offer(functions: RunningFunctions): void;
  /** Waits until no asynchronous invocation is under way. Those that wait for a retry may remain. */
  idle(): Promise<void>;
};

export type RunningFunctions = FunctionInvoker & Partial<Pick<Functions, 'idle'>>;

export function createFunctions(): Functions {
  let offered: RunningFunctions | undefined;
  const running = (): RunningFunctions => {
    if (offered) return offered;
    throw new AwsError('ResourceNotFoundException', 'Function not found', 404);
  };
  return {
    offer(functions) {
      offered = functions;
    },
    invoke: async (...invocation) => running().invoke(...invocation),
    invokeAsync: (...invocation) => running().invokeAsync(...invocation),
    idle: async () => offered?.idle?.(),
  };
}

export type InvokeOptions = {
  /** Who asks, for the record: `PreSignUp_SignUp`, `sandbox.invoke`. */
  readonly source?: string;
};

/** One invocation of a function, as it went. */
export type Invocation = {
  /** Request id. */
  readonly id: string;
  /** The name that the developer gave the function: `pre-sign-up`. */
  readonly function: string;
  readonly functionArn: string;
  readonly source: string | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Time in the handler, in milliseconds. */
  readonly durationMs: number;
  /** Time that the execution environment took to start, in milliseconds, if it was started. */
  readonly initDurationMs: number | undefined;
  readonly event: unknown;
  readonly outcome: InvocationOutcome;
  /** What the function printed, one entry a message. */
  readonly logs: readonly string[];
};

export type InvocationOutcome =
  | {
      readonly status: 'success';
      /** What the handler returned, as JSON carries it; `null` for nothing. */
      readonly response: unknown;
    }
  | {
      readonly status: 'error' | 'timeout' | 'crash';
      /** As Lambda answers it with `X-Amz-Function-Error: Unhandled`. */
      readonly error: FunctionError;
    };

export type FunctionError = {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Stack lines, mapped through the source map. */
  readonly trace?: readonly string[];
};

/** What a function threw, its timeout or its crash, for a caller that wants the response alone. */
export class FunctionInvocationError extends Error {
  /** Stack lines of the function, mapped through its source map. */
  readonly trace: readonly string[];
  readonly status: 'error' | 'timeout' | 'crash';

  constructor(
    functionName: string,
    { status, error }: Exclude<InvocationOutcome, { status: 'success' }>,
  ) {
    super(`${functionName}: ${error.errorMessage}`);
    this.name = error.errorType;
    this.status = status;
    this.trace = error.trace ?? [];
  }
}
