import { AwsError } from '../../../protocols/aws-error.js';
import type { ExecutionEnvironment } from './execution-environment.js';

/** The properties of a function that the pool uses. */
export type PooledFunction = {
  readonly name: string;
  /** Changes with the function's code or configuration. */
  readonly version: string;
  readonly reservedConcurrency: number | undefined;
};

export type Lease = {
  readonly environment: ExecutionEnvironment;
  /** Whether the environment was started for this invocation. */
  readonly cold: boolean;
};

export type EnvironmentPoolOptions<F extends PooledFunction> = {
  /** The maximum number of open environments, of all functions together. */
  readonly maxEnvironments: number;
  /** How long an environment waits for its next invocation before it is ended, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** @param onLog Called with each entry that the function prints while it initialises. */
  start(fn: F, onLog: (message: string) => void): Promise<ExecutionEnvironment>;
};

type Member = {
  readonly environment: ExecutionEnvironment;
  readonly fn: PooledFunction;
  idleTimer: NodeJS.Timeout | undefined;
};

// The runtime asks for its next invocation right after it has answered the last. A busy machine may
// delay it, but by less than the start of another process takes there.
const finishingGraceMs = 250;

/**
 * The execution environments of all functions. They are started on demand, reused while they are
 * warm, and run one invocation at a time.
 */
export class EnvironmentPool<F extends PooledFunction> {
  readonly #options: EnvironmentPoolOptions<F>;
  readonly #members = new Map<ExecutionEnvironment, Member>();
  /** The most recently used one is last. */
  #idle: Member[] = [];
  /** The number of running invocations, by function. */
  readonly #running = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];
  #current = new Map<string, string>();
  /** The number of environments that are open or about to be opened. */
  #open = 0;
  #stopped = false;

  constructor(options: EnvironmentPoolOptions<F>) {
    this.#options = options;
  }

  /**
   * Returns an environment for one invocation. If the maximum is open, it waits until one is free.
   *
   * @throws {AwsError} `TooManyRequestsException` when the function's reserved concurrency is used
   *   up.
   */
  async lease(fn: F, onLog: (message: string) => void): Promise<Lease> {
    const running = this.#running.get(fn.name) ?? 0;
    if (fn.reservedConcurrency !== undefined && running >= fn.reservedConcurrency) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    this.#running.set(fn.name, running + 1);
    try {
      return await this.#take(fn, onLog);
    } catch (error) {
      this.#finished(fn);
      throw error;
    }
  }

  /** Starts a new environment to replace a leased one that did not initialise. */
  async replace(
    environment: ExecutionEnvironment,
    fn: F,
    onLog: (message: string) => void,
  ): Promise<ExecutionEnvironment> {
    this.#open += 1;
    await environment.stop();
    return this.#start(fn, onLog);
  }

  /** Takes an environment back after its invocation, or after its process has ended. */
  release(fn: F, environment: ExecutionEnvironment): void {
    this.#finished(fn);
    const member = this.#members.get(environment);
    if (!member) return;
    if (!environment.alive || this.#stopped || this.#isOutdated(member)) {
      void environment.stop();
      return;
    }
    this.#idle.push(this.#rest(member));
    this.#waiting.shift()?.();
  }

  /**
   * Replaces the functions with new versions. Idle environments of old versions end now, busy ones
   * after their invocation.
   */
  deploy(functions: readonly PooledFunction[]): void {
    this.#current = new Map(functions.map(({ name, version }) => [name, version]));
    for (const member of this.#idle.filter((each) => this.#isOutdated(each))) {
      this.#unlist(member);
      void member.environment.stop();
    }
  }

  /** Ends all environments, including busy ones. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.all([...this.#members.keys()].map((environment) => environment.stop()));
  }

  async #take(fn: F, onLog: (message: string) => void): Promise<Lease> {
    for (;;) {
      if (this.#stopped) throw new AwsError('ServiceException', 'The sandbox is stopping.', 500);
      const environment = await this.#takeWarm(fn);
      if (environment) return { environment, cold: false };
      if (this.#open < this.#options.maxEnvironments) {
        this.#open += 1;
        return { environment: await this.#start(fn, onLog), cold: true };
      }
      const [oldest] = this.#idle;
      if (oldest) {
        this.#unlist(oldest);
        await oldest.environment.stop();
      } else {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    }
  }

  async #takeWarm(fn: F): Promise<ExecutionEnvironment | undefined> {
    const member = this.#idle.findLast(
      (each) => each.fn.name === fn.name && each.fn.version === fn.version,
    );
    if (!member) return undefined;
    this.#unlist(member);
    if (await member.environment.isReady(finishingGraceMs)) return member.environment;
    // It is still busy with its last invocation, or its process has ended.
    if (member.environment.alive) this.#idle.unshift(this.#rest(member));
    return undefined;
  }

  async #start(fn: F, onLog: (message: string) => void): Promise<ExecutionEnvironment> {
    try {
      const environment = await this.#options.start(fn, onLog);
      const member: Member = { environment, fn, idleTimer: undefined };
      this.#members.set(environment, member);
      void environment.ended.then(() => {
        this.#members.delete(environment);
        this.#unlist(member);
        this.#closed();
      });
      if (this.#stopped) await environment.stop();
      return environment;
    } catch (error) {
      this.#closed();
      throw error;
    }
  }

  #closed(): void {
    this.#open -= 1;
    this.#waiting.shift()?.();
  }

  #finished({ name }: PooledFunction): void {
    this.#running.set(name, (this.#running.get(name) ?? 1) - 1);
  }

  #isOutdated({ fn }: Member): boolean {
    return this.#current.get(fn.name) !== fn.version;
  }

  #rest(member: Member): Member {
    member.idleTimer = setTimeout(
      () => void member.environment.stop(),
      this.#options.idleTimeoutMs,
    ).unref();
    return member;
  }

  #unlist(member: Member): void {
    clearTimeout(member.idleTimer);
    this.#idle = this.#idle.filter((each) => each !== member);
  }
}
