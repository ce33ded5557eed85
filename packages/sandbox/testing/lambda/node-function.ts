import type { Properties } from '../../src/assembly/resource-graph.js';

/** A function for Node.js, what it is called with, and what Lambda makes of it. */
export type NodeFunction = {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** The default is `index.handler`. */
  readonly handler?: string;
  readonly properties?: Properties;
  /** What happens with the runtimes up to Node.js 22. Without it the function is not for them. */
  readonly in22?: ExpectedOutcome;
  /** What happens with the runtimes from Node.js 24 on. The default is the same. */
  readonly in24?: ExpectedOutcome;
  /** What it logs, without what Lambda itself does, with `TIME` for times and `ID` for the id. */
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

/** @param first First line of the trace, without the folder of the code; none if there is none. */
export const fails = (
  type: string,
  message: string,
  first: string | undefined = `${type}: ${message}`,
): ExpectedOutcome => ({ status: 'error', type, message, first });

/** What is thrown and is no error has no trace. */
export const throwsValue = (type: string, message: string): ExpectedOutcome => ({
  status: 'error',
  type,
  message,
});

export const crashes = (reason: string): ExpectedOutcome => ({
  status: 'crash',
  message: `RequestId: ID Error: ${reason}`,
});

/** Answers the id of its process. */
export const answersProcess = esModule(`export const handler = async () => process.pid;`);

/** Takes as long as its event says, and answers the id of its process. */
export const sleeps = esModule(
  `export const handler = async ({ ms }) => { await new Promise((resolve) => setTimeout(resolve, ms)); return process.pid; };`,
);

/** Writes the index of its event to a file, one line each, and takes its time before. */
export const writesSlowly = (file: string) =>
  esModule(`import { appendFileSync } from 'node:fs';
    export const handler = async ({ index }) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      appendFileSync(${JSON.stringify(file)}, index + '\\n');
    };`);
