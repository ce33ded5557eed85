import type { Properties } from '../../src/assembly/resource-graph.js';

/** A function for Node.js, its configuration, and its expected results in Lambda. */
export type NodeFunction = {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** The default is `index.handler`. */
  readonly handler?: string;
  readonly properties?: Properties;
  /**
   * The result with the runtimes up to Node.js 22. Without it, the function is not run with them.
   */
  readonly in22?: ExpectedOutcome;
  /** The result with the runtimes from Node.js 24 on. The default is that of the older ones. */
  readonly in24?: ExpectedOutcome;
  /** The function's log without Lambda's own lines. It has `TIME` for times and `ID` for the id. */
  readonly logs?: readonly string[];
};

export type ExpectedOutcome =
  | { readonly status: 'success'; readonly response: unknown }
  | {
      readonly status: 'error';
      readonly type: string;
      readonly message: string;
      readonly first?: string;
    }
  | { readonly status: 'crash'; readonly message: string };

export const esModule = (source: string) => ({ 'index.mjs': source });
export const commonJs = (source: string) => ({ 'index.js': source });

export const returns = (response: unknown): ExpectedOutcome => ({ status: 'success', response });

/**
 * @param first The first line of the trace, without the folder of the code. Empty if there is no
 *   trace.
 */
export const fails = (
  type: string,
  message: string,
  first: string | undefined = `${type}: ${message}`,
): ExpectedOutcome => ({ status: 'error', type, message, first });

/** A thrown value that is not an error has no trace. */
export const throwsValue = (type: string, message: string): ExpectedOutcome => ({
  status: 'error',
  type,
  message,
});

export const crashes = (reason: string): ExpectedOutcome => ({
  status: 'crash',
  message: `RequestId: ID Error: ${reason}`,
});

/** Returns the id of its process. */
export const answersProcess = esModule(`export const handler = async () => process.pid;`);

/** Runs for the time in its event, and returns the id of its process. */
export const sleeps = esModule(
  `export const handler = async ({ ms }) => { await new Promise((resolve) => setTimeout(resolve, ms)); return process.pid; };`,
);

/**
 * Waits, and appends the index of its event to a file, one per line. The events with an index of 5
 * and more wait for a file with the same name and `.released`.
 */
export const writesSlowly = (file: string) =>
  esModule(`import { appendFileSync, existsSync } from 'node:fs';
    export const handler = async ({ index }) => {
      const isLate = () => index >= 5 && !existsSync(${JSON.stringify(`${file}.released`)});
      do await new Promise((resolve) => setTimeout(resolve, 50)); while (isLate());
      appendFileSync(${JSON.stringify(file)}, index + '\\n');
    };`);
