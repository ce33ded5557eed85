import { type CapturedOutput, captureOutput, invoke } from '@amplify-recipes/core/testing';
import type { Context, Handler } from 'aws-lambda';
import { expect } from 'vitest';
import { personalValuesIn } from './personal-values.js';

/** What a handler made of an event. */
export type Answer<Result> = CapturedOutput<Result> & {
  /** The code of the `TriggerError` that it threw, if it did. */
  readonly code: string | undefined;
};

/**
 * Calls a handler with an event as Lambda does, and asserts what every recipe promises: the event is
 * unchanged, what a trigger returns is the event but for its `response`, and no line of the log
 * holds a personal value or a secret of the event.
 *
 * @returns What the handler returned or threw, and what it logged.
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
  expect(event, 'The handler changed its event. Return a copy with another response.').toEqual(
    before,
  );
  if ('response' in event && typeof result === 'object' && result !== null) {
    const { response: _, ...returned } = { response: undefined, ...result };
    const { response: __, ...given } = { response: undefined, ...before };
    expect(returned, 'A trigger returns its event, changed in response alone.').toEqual(given);
  }
  const written = loggedText(text);
  expect(
    personalValuesIn(before).filter((value) => written.includes(value)),
    'The log holds these values of the event. Log a code, a count or the sub in their place.',
  ).toEqual([]);
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return { ...captured, code };
}

/** What the logger itself puts into each line. A short value may be a part of a time. */
const LOGGERS_OWN = /^(?:timestamp|cold_start|sampling_rate|xray_trace_id|function_.+)$/;

/** Names that the logger writes itself, which a value of the event may happen to be. */
const NAMES_OF_THE_LOGGER = new Set(
  'level message service error errors name stack code cause status'.split(' '),
);

/** All texts of the log, those of JSON without its escapes. */
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
