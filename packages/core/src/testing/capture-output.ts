import { Console } from 'node:console';
import { Writable } from 'node:stream';

/** What came of a run, and everything that it wrote. */
export type CapturedOutput<Result> = {
  /** What it returned, unless it threw. */
  readonly result: Result | undefined;
  /** What it threw, if it did. */
  readonly error: unknown;
  /** All that it wrote to the standard output and the standard error, as text. */
  readonly text: string;
  /** The lines of it that are JSON objects, which are those of the logger. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
};

/**
 * Runs something and captures what it writes, by the logger or by `console`. Do not run two at the
 * same time.
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
