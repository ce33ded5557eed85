import { AwsError } from '../../protocols/aws-error.js';

/** Runs functions. Services with triggers use it. */
export type FunctionInvoker = {
  /**
   * Runs a function and waits for its answer (`RequestResponse`).
   *
   * Does not reject when the function throws, times out or crashes: the result contains the error.
   *
   * @param functionName Name or ARN of the function.
   * @param event Any JSON value.
   * @throws {AwsError} `ResourceNotFoundException` when the function does not exist.
   */
  invoke(functionName: string, event: unknown, options?: InvokeOptions): Promise<Invocation>;
  /**
   * Sends an event to a function and does not wait (`Event`). A failed invocation is retried twice,
   * unless the function is configured otherwise.
   *
   * @throws {AwsError} `ResourceNotFoundException` when the function does not exist.
   */
  invokeAsync(functionName: string, event: unknown, options?: InvokeOptions): void;
};

/** The functions of a sandbox. The service that runs them registers itself with {@link offer}. */
export type Functions = FunctionInvoker & {
  /** Registers the service that runs functions. Before this call, no function exists. */
  offer(functions: RunningFunctions): void;
  /**
   * Waits until no asynchronous invocation is running. Invocations that wait for a retry may
   * remain.
   */
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
  /** The caller, for the record: `PreSignUp_SignUp`, `sandbox.invoke`. */
  readonly source?: string;
};

/** The record of one invocation of a function. */
export type Invocation = {
  /** Request id. */
  readonly id: string;
  /** The developer's name for the function: `pre-sign-up`. */
  readonly function: string;
  readonly functionArn: string;
  readonly source: string | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Time in the handler, in milliseconds. */
  readonly durationMs: number;
  /** Time to start the execution environment, in milliseconds, if it was started. */
  readonly initDurationMs: number | undefined;
  readonly event: unknown;
  readonly outcome: InvocationOutcome;
  /** The output of the function, one entry for each message. */
  readonly logs: readonly string[];
};

export type InvocationOutcome =
  | {
      readonly status: 'success';
      /** The value that the handler returned, as JSON. `null` if it returned nothing. */
      readonly response: unknown;
    }
  | {
      readonly status: 'error' | 'timeout' | 'crash';
      /** The error as Lambda returns it with `X-Amz-Function-Error: Unhandled`. */
      readonly error: FunctionError;
    };

export type FunctionError = {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Stack lines, mapped through the source map. */
  readonly trace?: readonly string[];
};

/**
 * The error of a function that threw, timed out or crashed, for callers that need only the
 * response.
 */
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
