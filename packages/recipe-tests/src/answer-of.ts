import { type CapturedOutput, captureOutput, invoke } from '@amplify-recipes/core/testing';
import type { Context, Handler } from 'aws-lambda';
import { expect } from 'vitest';
import { personalValuesIn } from './personal-values.js';

/** The outcome of a handler for an event. */
export type Answer<Result> = CapturedOutput<Result> & {
  /** The code of the thrown `TriggerError`, if any. */
  readonly code: string | undefined;
};

/**
 * Calls a handler as Lambda does, and asserts the promises of every recipe:
 *
 * - The handler does not change the event.
 * - The result of a trigger differs from the event only in its `response`.
 * - No line of the log contains personal data or a secret of the event.
 *
 * @returns The result or the error of the handler, and its log.
 * @example
 * const { code } = await answerOf(minimumAge({ years: 13 }), event);
 * expect(code).toBe('BIRTHDATE_MISSING');
 */
export async function answerOf<Event extends object, Result>(
  handler: Handler<Event, Result>,
  event: NoInfer<Event>,
  context?: Context,
): Promise<Answer<Result>> {
  const before = structuredClone(event);
  const captured = await captureOutput(() => invoke(handler, event, context));
  const { result, error, text } = captured;
  expect(event, 'The handler changed its event. Return a copy with a changed response.').toEqual(
    before,
  );
  if ('response' in event && typeof result === 'object' && result !== null) {
    const { response: _, ...returned } = { response: undefined, ...result };
    const { response: __, ...given } = { response: undefined, ...before };
    expect(returned, 'A trigger must return its event, changed only in response.').toEqual(given);
  }
  const written = loggedText(text);
  expect(
    personalValuesIn(before).filter((value) => written.includes(value)),
    'The log contains these values of the event. Log a code, a count or the sub instead.',
  ).toEqual([]);
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return { ...captured, code };
}

/**
 * Properties that the logger adds to each line. A time may contain a short value by coincidence.
 */
const LOGGERS_OWN = /^(?:timestamp|cold_start|sampling_rate|xray_trace_id|function_.+)$/;

/** Property names of the logger, which may equal a value of the event by coincidence. */
const NAMES_OF_THE_LOGGER = new Set(
  'level message service error errors name stack code cause status'.split(' '),
);

/** All texts of the log, with the escapes of JSON decoded. */
export function loggedText(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      try {
        const members = Object.entries(JSON.parse(line));
        return textsIn(
          Object.fromEntries(members.filter(([name]) => !LOGGERS_OWN.test(name))),
        ).join('\n');
      } catch {
        return line;
      }
    })
    .join('\n');
}

function textsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([name, inner]) =>
    NAMES_OF_THE_LOGGER.has(name) ? textsIn(inner) : [name, ...textsIn(inner)],
  );
}
