import { type Expression, parseExpression } from '../../context/schedules/expression.js';
import { isTimeZone, LAST_TIME } from '../../context/schedules/time-zone.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';
import { filledText, optionalText, wrongType } from '../../protocols/request-input.js';

/** The definition of a schedule, from a template or from a program. */
export type Definition = {
  /** The expression as text. */
  readonly text: string;
  readonly expression: Expression;
  readonly timeZone: string;
  /** Milliseconds since 1970. */
  readonly startDate: number | undefined;
  /** Milliseconds since 1970. */
  readonly endDate: number | undefined;
  readonly enabled: boolean;
  readonly target: Target;
};

export type Target = {
  readonly arn: string;
  /** The role that runs the target. */
  readonly roleArn: string;
  /** The target's input, with keywords. Undefined: the target gets the default event. */
  readonly input: string | undefined;
  readonly deadLetterArn: string | undefined;
};

const MAXIMUM_WINDOW_MINUTES = 1440;

/**
 * Reads a schedule from `CreateSchedule` or from a template. The two formats differ only in their
 * dates.
 *
 * @throws {AwsError} `ValidationException`
 * @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
export function readDefinition(input: JsonObject): Definition {
  const written = filledText(input, 'ScheduleExpression', missing);
  const timeZone = optionalText(input, 'ScheduleExpressionTimezone') ?? 'UTC';
  if (!isTimeZone(timeZone)) {
    throw invalid(`Invalid ScheduleExpressionTimezone ${timeZone}.`);
  }
  const expression = parseExpression(written, timeZone);
  if (!expression) throw invalid(`Invalid Schedule Expression ${written}.`);
  const startDate = date(input, 'StartDate');
  const endDate = date(input, 'EndDate');
  if (startDate !== undefined && endDate !== undefined && endDate <= startDate) {
    throw invalid('The EndDate must come after the StartDate.');
  }
  checkWindow(object(input, 'FlexibleTimeWindow'));
  return {
    text: written,
    expression,
    timeZone,
    startDate,
    endDate,
    enabled: choice(input, 'State', ['ENABLED', 'DISABLED']) !== 'DISABLED',
    target: readTarget(object(input, 'Target')),
  };
}

function readTarget(target: JsonObject): Target {
  const arn = filledText(target, 'Arn', missing);
  if (!/^arn:aws(-[a-z]+)?:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/.test(arn)) {
    throw invalid('Provided Arn is not in correct format.');
  }
  const roleArn = filledText(target, 'RoleArn', missing);
  const input = optionalText(target, 'Input');
  if (input !== undefined && arn.split(':')[2] === 'lambda' && !isJson(input)) {
    throw invalid('The input of a Lambda target must be well-formed JSON.');
  }
  const deadLetters = target.DeadLetterConfig;
  const deadLetterArn = isJsonObject(deadLetters) ? optionalText(deadLetters, 'Arn') : undefined;
  return { arn, roleArn, input, deadLetterArn };
}

function checkWindow(window: JsonObject): void {
  const mode = choice(window, 'Mode', ['OFF', 'FLEXIBLE']);
  if (mode === undefined) throw missing('Mode');
  const minutes = Number(window.MaximumWindowInMinutes);
  const isWindow = Number.isInteger(minutes) && minutes >= 1 && minutes <= MAXIMUM_WINDOW_MINUTES;
  if (mode === 'FLEXIBLE' && !isWindow) {
    throw invalid(
      `A flexible time window needs MaximumWindowInMinutes from 1 to ${MAXIMUM_WINDOW_MINUTES}.`,
    );
  }
}

/** A date in seconds since 1970, as clients send it, or in ISO 8601, as in templates. */
function date(input: JsonObject, member: string): number | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined) return undefined;
  const time = typeof value === 'number' ? value * 1000 : Date.parse(String(value));
  if (!(Math.abs(time) <= LAST_TIME)) throw invalid(`${member} is not a time.`);
  return time;
}

function object(input: JsonObject, member: string): JsonObject {
  const value = input[member] ?? undefined;
  if (value === undefined) throw missing(member);
  if (isJsonObject(value)) return value;
  throw wrongType(member, 'a structure');
}

function choice<const Value extends string>(
  input: JsonObject,
  member: string,
  values: readonly Value[],
): Value | undefined {
  const value = optionalText(input, member);
  const found = values.find((each) => each === value);
  if (value === undefined || found !== undefined) return found;
  throw constraintError(member, `Member must satisfy enum value set: [${values.join(', ')}]`);
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** The error for a broken constraint of the API's model, in AWS's words. */
export function constraintError(member: string, constraint: string): AwsError {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return invalid(
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}

function missing(member: string): AwsError {
  return constraintError(member, 'Member must not be null');
}

function isJson(text: string): boolean {
  try {
    parseJsonText(text);
    return true;
  } catch {
    return false;
  }
}
