import { Console } from 'node:console';
import { Writable } from 'node:stream';

/** The result of a run and its output. */
export type CapturedOutput<Result> = {
  /** The returned value. Undefined if it threw. */
  readonly result: Result | undefined;
  /** The thrown value. Undefined if it returned. */
  readonly error: unknown;
  /** Everything that it wrote to standard output and standard error. */
  readonly text: string;
  /** The lines that are JSON objects, such as those of the logger. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
};

/**
 * Runs a function and captures the output of the logger and of `console`. Do not run two captures
 * at the same time.
 *
 * @example
 * const { text } = await captureOutput(() => invoke(handler, event));
 * expect(text).not.toContain('ada@example.com');
 */
export async function captureOutput<Result>(
  run: () => Result | Promise<Result>,
): Promise<CapturedOutput<Result>> {
  let text = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const streams = [process.stdout, process.stderr];
  const writes = streams.map(({ write }) => write);
  const globalConsole = globalThis.console;
  for (const stream of streams) stream.write = sink.write.bind(sink);
  globalThis.console = new Console(sink, sink);
  let result: Result | undefined;
  let error: unknown;
  try {
    result = await run();
  } catch (thrown) {
    error = thrown;
  } finally {
    globalThis.console = globalConsole;
    for (const [index, stream] of streams.entries()) stream.write = writes[index] ?? stream.write;
  }
  return { result, error, text, lines: text.split('\n').flatMap(jsonObject) };
}

function jsonObject(line: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value as Record<string, unknown>] : [];
  } catch {
    return [];
  }
}
