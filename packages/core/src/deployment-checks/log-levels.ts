import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { RecipeError } from '../backend/recipe-error.js';
import { type Mistake, placeOf, templateProperties } from './mistake.js';

const FORMATS = ['JSON', 'Text'];
const APPLICATION_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const SYSTEM_LEVELS = ['DEBUG', 'INFO', 'WARN'];

/**
 * Finds log levels that Lambda refuses: unknown ones, and those of a function whose log is not JSON.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html
 */
export function refusedLogLevels(fn: CfnFunction): readonly Mistake[] {
  const logging = Object(templateProperties(fn).LoggingConfig);
  const { LogFormat = 'Text', ApplicationLogLevel, SystemLogLevel } = logging;
  const level: unknown = ApplicationLogLevel ?? SystemLogLevel;
  const problem = [
    isOther(LogFormat, FORMATS) && `the log format ${LogFormat}, which Lambda does not know`,
    isOther(ApplicationLogLevel, APPLICATION_LEVELS) &&
      `the log level ${ApplicationLogLevel}, which Lambda does not know`,
    isOther(SystemLogLevel, SYSTEM_LEVELS) &&
      `the system log level ${SystemLogLevel}, which Lambda does not know`,
    level !== undefined &&
      LogFormat === 'Text' &&
      `the log level ${level}, but Lambda filters only logs in JSON`,
  ].find((each) => each !== false);
  if (problem === undefined) return [];
  return [
    new RecipeError('InvalidLoggingError', {
      message: `The function "${placeOf(fn)}" has ${problem}.`,
      resolution: `Set logging: { format: 'json', level: 'debug' } where the function is defined. In the CDK, the format is JSON or Text, the level one of ${APPLICATION_LEVELS.join(', ')}, and the system level one of ${SYSTEM_LEVELS.join(', ')}.`,
    }),
  ];
}

/** Whether a value is known during the synthesis, and is not one of those given. */
function isOther(value: unknown, values: readonly string[]): boolean {
  return typeof value === 'string' && !values.includes(value);
}
