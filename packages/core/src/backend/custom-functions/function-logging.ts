import { RemovalPolicy } from 'aws-cdk-lib';
import { ApplicationLogLevel, LoggingFormat } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { RecipeError } from '../recipe-error.js';
import type { CustomFunctionProps } from './custom-function-props.js';

type Logging = NonNullable<CustomFunctionProps['logging']>;
type Retention = NonNullable<Logging['retention']>;
type Level = NonNullable<Extract<Logging, { format: 'json' }>['level']>;

const LEVELS: Readonly<Record<Level, ApplicationLogLevel>> = {
  trace: ApplicationLogLevel.TRACE,
  debug: ApplicationLogLevel.DEBUG,
  info: ApplicationLogLevel.INFO,
  warn: ApplicationLogLevel.WARN,
  error: ApplicationLogLevel.ERROR,
  fatal: ApplicationLogLevel.FATAL,
};

const RETENTION: Readonly<Record<Retention, RetentionDays>> = {
  '1 day': RetentionDays.ONE_DAY,
  '3 days': RetentionDays.THREE_DAYS,
  '5 days': RetentionDays.FIVE_DAYS,
  '1 week': RetentionDays.ONE_WEEK,
  '2 weeks': RetentionDays.TWO_WEEKS,
  '1 month': RetentionDays.ONE_MONTH,
  '2 months': RetentionDays.TWO_MONTHS,
  '3 months': RetentionDays.THREE_MONTHS,
  '4 months': RetentionDays.FOUR_MONTHS,
  '5 months': RetentionDays.FIVE_MONTHS,
  '6 months': RetentionDays.SIX_MONTHS,
  '1 year': RetentionDays.ONE_YEAR,
  '13 months': RetentionDays.THIRTEEN_MONTHS,
  '18 months': RetentionDays.EIGHTEEN_MONTHS,
  '2 years': RetentionDays.TWO_YEARS,
  '3 years': RetentionDays.THREE_YEARS,
  '5 years': RetentionDays.FIVE_YEARS,
  '6 years': RetentionDays.SIX_YEARS,
  '7 years': RetentionDays.SEVEN_YEARS,
  '8 years': RetentionDays.EIGHT_YEARS,
  '9 years': RetentionDays.NINE_YEARS,
  '10 years': RetentionDays.TEN_YEARS,
  infinite: RetentionDays.INFINITE,
};

/** Rejects a level without the JSON format: Lambda filters the levels of JSON only. */
export function refuseInvalidLogging(name: string, logging: Logging): void {
  const { format, retention } = logging;
  const level = 'level' in logging ? logging.level : undefined;
  const problem = [
    format !== undefined && format !== 'json' && format !== 'text' && `format: '${format}'`,
    level !== undefined && format !== 'json' && `level: '${level}' without format: 'json'`,
    level !== undefined && !(level in LEVELS) && `level: '${level}'`,
    retention !== undefined && !(retention in RETENTION) && `retention: '${retention}'`,
  ].find((each) => each !== false);
  if (problem === undefined) return;
  throw new RecipeError('InvalidLoggingError', {
    message: `The function "${name}" has logging with ${problem}.`,
    resolution: `Use format: 'json' or 'text'. A level needs 'json': ${Object.keys(LEVELS).join(', ')}. A retention is one of ${Object.keys(RETENTION).join(', ')}.`,
  });
}

/** The properties of the CDK's function. A retention gets a log group of its own. */
export function loggingProps(scope: Construct, name: string, logging: Logging) {
  const level = 'level' in logging ? logging.level : undefined;
  return {
    ...(logging.format && {
      loggingFormat: logging.format === 'json' ? LoggingFormat.JSON : LoggingFormat.TEXT,
    }),
    ...(level && { applicationLogLevelV2: LEVELS[level] }),
    ...(logging.retention && {
      logGroup: new LogGroup(scope, `${name}-log-group`, {
        retention: RETENTION[logging.retention],
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    }),
  };
}
