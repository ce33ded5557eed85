import { fileURLToPath } from 'node:url';
import {
  type OutboxMessage,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '@amplify-recipes/sandbox';
import { Amplify } from 'aws-amplify';
import { confirmSignUp, fetchAuthSession, signOut, signUp } from 'aws-amplify/auth';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { localBackend } from '../local-backend.ts';

export const PASSWORD = 'Correct-horse-1';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** The user pool of the demo, and the app client that its page uses. */
type UserPool = { readonly id: string; readonly clientId: string };

export type Backend = {
  readonly sandbox: Sandbox;
  readonly userPool: UserPool;
  /** Moves the clock of the sandbox forward. */
  pass(milliseconds: number): void;
  /** The time of the sandbox, in milliseconds since 1970. */
  now(): number;
  messagesTo(address: string): readonly OutboxMessage[];
  /** The code in the newest message to an address. */
  codeFor(address: string): string;
  /** The codes in the e-mails that functions sent to an address. */
  emailCodesTo(address: string): readonly string[];
  invocationsOf(name: string, source: string): Sandbox['invocations'];
  /** The JSON log entries of a function, in order. */
  logOf(name: string): readonly Readonly<Record<string, unknown>>[];
  /** Signs up and confirms a new user, and returns their address. */
  registerAndConfirm(): Promise<string>;
};

let users = 0;

/** Starts the demo's backend for the tests of a file. They use the real client to sign in. */
export function startBackend(options: Pick<SandboxOptions, 'secrets'> = {}): Backend {
  let sandbox: Sandbox;
  let timeShift = 0;

  beforeAll(async () => {
    sandbox = await startSandbox({
      ...localBackend,
      ...options,
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      dataDir: false,
      now: () => Date.now() + timeShift,
    });
    Amplify.configure(sandbox.clientConfig);
  });
  afterEach(() => signOut());
  afterAll(() => sandbox?.stop());

  const messagesTo = (address: string) => sandbox.outbox.filter(({ to }) => to === address);
  const codeFor = (address: string) => messagesTo(address).at(-1)?.code ?? '';
  return {
    get sandbox() {
      return sandbox;
    },
    get userPool() {
      return userPoolOf(sandbox);
    },
    pass(milliseconds) {
      timeShift += milliseconds;
    },
    now: () => Date.now() + timeShift,
    messagesTo,
    codeFor,
    emailCodesTo: (address) =>
      messagesTo(address)
        .filter(({ from }) => from !== undefined)
        .map(({ body }) => /\b\d{8}\b/.exec(body)?.[0] ?? ''),
    invocationsOf: (name, source) =>
      sandbox.invocations.filter(
        (invocation) => invocation.function === name && invocation.source === source,
      ),
    logOf: (name) =>
      sandbox.invocations
        .filter((invocation) => invocation.function === name)
        .flatMap(({ logs }) => logs)
        .flatMap(parseLogLine),
    async registerAndConfirm() {
      const username = newAddress();
      await register(username);
      await confirmSignUp({ username, confirmationCode: codeFor(username) });
      return username;
    },
  };
}

export function userPoolOf({ outputs }: Sandbox): UserPool {
  const { user_pool_id: id, user_pool_client_id: clientId } = outputs.auth ?? {};
  if (typeof id !== 'string' || typeof clientId !== 'string') {
    throw new Error('The outputs of the demo name no user pool: is there auth in its backend.ts?');
  }
  return { id, clientId };
}

/** Retries a check until it passes. */
export const until = (check: () => unknown, timeout = 20_000) =>
  vi.waitFor(check, { timeout, interval: 50 });

/** Parses the JSON in a log line of a function, after the prefix that Lambda writes. */
export function parseLogLine(line: string): Readonly<Record<string, unknown>>[] {
  const start = line.indexOf('{');
  return start < 0 ? [] : [JSON.parse(line.slice(start))];
}

/** An address without an account. */
export const newAddress = () => `user${++users}@amazon.com`;

/** A code that differs from the right one in its last digit. */
export const wrong = (code: string) => code.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));

export const register = (
  username: string,
  password = PASSWORD,
  attributes: Readonly<Record<string, string>> = {},
) =>
  signUp({
    username,
    password,
    options: {
      userAttributes: { email: username, birthdate: '2000-02-29', name: 'Ada', ...attributes },
    },
  });

export async function tokenClaims(): Promise<Readonly<Record<string, unknown>>> {
  return (await fetchAuthSession()).tokens?.accessToken.payload ?? {};
}

export const groups = async (): Promise<unknown> => (await tokenClaims())['cognito:groups'];
