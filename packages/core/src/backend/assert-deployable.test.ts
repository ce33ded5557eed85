import { App, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { UserPool, type UserPoolTriggers } from 'aws-cdk-lib/aws-cognito';
import { Rule, Schedule as RuleSchedule } from 'aws-cdk-lib/aws-events';
import {
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  LayerVersion,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { beforeEach, describe, expect, it } from 'vitest';
import { assertDeployable } from './index.js';

let app: App;
let stack: Stack;
let functions: Stack;
let auth: Stack;

beforeEach(() => {
  app = new App();
  stack = new Stack(app, 'app');
  functions = new NestedStack(stack, 'function');
  auth = new NestedStack(stack, 'auth');
});

const functionIn = (scope: Stack, name = 'fn', timeout?: number) =>
  new LambdaFunction(scope, name, {
    code: Code.fromInline('exports.handler = async () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
    ...(timeout && { timeout: Duration.seconds(timeout) }),
  });

function scheduled(expression: string): void {
  new Schedule(functions, 'schedule', {
    schedule: ScheduleExpression.expression(expression),
    target: new LambdaInvoke(functionIn(functions)),
  });
}

describe('a schedule', () => {
  // The expressions that Amplify generates for `every 5m`, `every 1h` and the like.
  it.each([
    'cron(*/5 * * * ? *)',
    'cron(*/30 * * * ? *)',
    'cron(0 */1 * * ? *)',
    'cron(0 */12 * * ? *)',
    'cron(0 0 ? * 1 *)',
    // Expressions that a developer wrote.
    'cron(0/7 * * * ? *)',
    'cron(0,25,50 * * * ? *)',
    'rate(7 minutes)',
    'at(2026-11-22T10:00:00)',
  ])('%s is as it says', (expression) => {
    scheduled(expression);
    expect(() => assertDeployable({ stack })).not.toThrow();
  });

  it.each([
    ['every 7m', 'cron(*/7 * * * ? *)', 'hour', '1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30'],
    ['every 90m', 'cron(*/90 * * * ? *)', 'hour', '1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30'],
    ['every 60m', 'cron(*/60 * * * ? *)', 'hour', '1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30'],
    ['every 0m', 'cron(*/0 * * * ? *)', 'hour', '1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30'],
    ['every 5h', 'cron(0 */5 * * ? *)', 'day', '1, 2, 3, 4, 6, 8, 12'],
    ['every 36h', 'cron(0 */36 * * ? *)', 'day', '1, 2, 3, 4, 6, 8, 12'],
  ])(
    'of %s, which Amplify would turn into %s, is rejected',
    (rate, expression, whole, divisors) => {
      scheduled(expression);
      expect(() => assertDeployable({ stack })).toThrow(
        expect.objectContaining({
          name: 'InvalidScheduleError',
          message: expect.stringContaining(
            `"function/schedule" does not run ${rate}: it becomes the cron expression "${expression.slice(5, -1)}", which starts again every ${whole}.`,
          ),
          resolution: expect.stringContaining(`: ${divisors}. `),
        }),
      );
    },
  );

  it('of an EventBridge rule is checked as well', () => {
    new Rule(functions, 'rule', { schedule: RuleSchedule.expression('cron(*/7 * * * ? *)') });
    expect(() => assertDeployable({ stack })).toThrow('does not run every 7m');
  });
});

describe('a trigger of a user pool', () => {
  const pool = (lambdaTriggers: UserPoolTriggers) => new UserPool(auth, 'pool', { lambdaTriggers });

  it.each([
    ['beside the pool', () => auth],
    ['in another stack', () => functions],
  ])('%s that takes over 5 seconds is refused', (_, scope) => {
    pool({ preSignUp: functionIn(scope(), 'gate', 6) });
    expect(() => assertDeployable({ stack })).toThrow(
      expect.objectContaining({
        name: 'InvalidTimeoutError',
        message: expect.stringMatching(/\/gate" has a timeout of 6 seconds/),
      }),
    );
  });

  it("without a timeout is accepted, as Lambda's default of 3 seconds applies", () => {
    pool({ preSignUp: functionIn(auth, 'gate') });
    expect(() => assertDeployable({ stack })).not.toThrow();
  });

  it('with a timeout of 5 seconds is accepted, and so are slow functions that are not triggers', () => {
    pool({ preSignUp: functionIn(auth, 'gate', 5) });
    functionIn(auth, 'gate-report', 300);
    expect(() => assertDeployable({ stack })).not.toThrow();
  });
});

describe('the log level of a function', () => {
  const withLogging = (logging: object) => {
    const { node } = functionIn(functions);
    Object.assign(node.defaultChild as CfnFunction, { loggingConfig: logging });
  };

  it.each([
    ['without a format', { applicationLogLevel: 'DEBUG' }, 'the log level DEBUG, but Lambda'],
    [
      'of the text format',
      { logFormat: 'Text', systemLogLevel: 'WARN' },
      'the log level WARN, but',
    ],
    [
      'that is unknown',
      { logFormat: 'JSON', applicationLogLevel: 'verbose' },
      'the log level verbose, which Lambda does not know',
    ],
    [
      "that is not one of Lambda's own lines",
      { logFormat: 'JSON', systemLogLevel: 'TRACE' },
      'the system log level TRACE, which Lambda does not know',
    ],
    ['of an unknown format', { logFormat: 'json' }, 'the log format json, which'],
  ])('%s is rejected', (_, logging, problem) => {
    withLogging(logging);
    expect(() => assertDeployable({ stack })).toThrow(
      expect.objectContaining({
        name: 'InvalidLoggingError',
        message: expect.stringContaining(`The function "function/fn" has ${problem}`),
      }),
    );
  });

  it('that overrides the property in the template is rejected', () => {
    const fn = functionIn(functions).node.defaultChild as CfnFunction;
    fn.addPropertyOverride('LoggingConfig.ApplicationLogLevel', 'DEBUG');
    expect(() => assertDeployable({ stack })).toThrow('Lambda filters only logs in JSON');
  });

  it.each([
    { logFormat: LoggingFormat.JSON, applicationLogLevel: 'FATAL', systemLogLevel: 'DEBUG' },
    { logFormat: LoggingFormat.TEXT },
    {},
  ])('%o is accepted', (logging) => {
    withLogging(logging);
    expect(() => assertDeployable({ stack })).not.toThrow();
  });
});

describe('a layer', () => {
  const arn = (name: string, region = 'eu-west-1') =>
    `arn:aws:lambda:${region}:123456789012:layer:${name}`;
  const withLayers = (scope: Stack, name: string, ...layers: unknown[]) => {
    const { node } = functionIn(scope, name);
    Object.assign(node.defaultChild as CfnFunction, { layers });
  };

  it.each([
    ['no ARN', 'tools:1'],
    ['an ARN without a version', arn('tools')],
    ['the ARN of something else', 'arn:aws:lambda:eu-west-1:123456789012:function:tools'],
    ['an ARN with text behind it', `${arn('tools:1')}x`],
    ['an ARN of an invalid account', 'arn:aws:lambda:eu-west-1:1:layer:tools:1'],
  ])('that is %s is rejected', (_, layer) => {
    withLayers(functions, 'fn', layer);
    expect(() => assertDeployable({ stack })).toThrow(
      expect.objectContaining({
        name: 'InvalidLayerFormatError',
        message: `The layer "${layer}" of the function "function/fn" is not the ARN of the version of a layer.`,
      }),
    );
  });

  it('beyond the fifth is rejected', () => {
    withLayers(functions, 'fn', ...[1, 2, 3, 4, 5, 6].map((number) => arn(`tools${number}:1`)));
    expect(() => assertDeployable({ stack })).toThrow('"function/fn" has 6 layers');
  });

  it('in two versions is rejected', () => {
    withLayers(functions, 'fn', arn('tools:1'), arn('tools:2'));
    expect(() => assertDeployable({ stack })).toThrow(`has the layer ${arn('tools')} twice`);
  });

  it('of another Region than the stack is rejected', () => {
    const inTokyo = new Stack(app, 'tokyo', { env: { region: 'ap-northeast-1' } });
    withLayers(inTokyo, 'fn', arn('tools:1'));
    expect(() => assertDeployable({ stack: inTokyo })).toThrow(
      expect.objectContaining({
        name: 'LayerRegionError',
        message: expect.stringContaining('is in eu-west-1, but the function is in ap-northeast-1'),
      }),
    );
  });

  it('of another Region than another layer of the backend is rejected', () => {
    withLayers(functions, 'one', arn('tools:1'));
    withLayers(auth, 'two', arn('tools:1', 'us-east-1'));
    expect(() => assertDeployable({ stack })).toThrow(
      `is in us-east-1, but the layer "${arn('tools:1')}" is in eu-west-1`,
    );
  });

  it('of the own account, of the backend itself, or of AWS is accepted', () => {
    const own = new LayerVersion(functions, 'own', { code: Code.fromAsset(import.meta.dirname) });
    // As Amplify writes `tools:3`.
    const named = `arn:aws:lambda:${functions.region}:${functions.account}:layer:tools:3`;
    withLayers(functions, 'fn', own.layerVersionArn, named, arn('insights:14'));
    expect(() => assertDeployable({ stack })).not.toThrow();
  });
});

describe('nested stacks', () => {
  const synthesise = () => app.synth();
  const use = (of: LambdaFunction, by: LambdaFunction) =>
    by.addEnvironment(`USES_${of.node.id.toUpperCase()}`, of.functionArn);

  it('that need each other are rejected during synthesis', () => {
    const [one, other] = [functionIn(functions, 'one'), functionIn(auth, 'other')];
    use(one, other);
    assertDeployable({ stack });
    use(other, one);
    expect(synthesise).toThrow('The nested stacks "function" and "auth" need each other');
  });

  it('that need each other through a third are rejected', () => {
    const data = new NestedStack(stack, 'data');
    const [one, two, three] = [
      functionIn(functions, 'one'),
      functionIn(auth, 'two'),
      functionIn(data, 'three'),
    ];
    use(one, two);
    use(two, three);
    use(three, one);
    assertDeployable({ stack });
    expect(synthesise).toThrow('"function" and "data" need each other');
  });

  it('that need each other through DependsOn are rejected', () => {
    use(functionIn(functions, 'one'), functionIn(auth, 'other'));
    assertDeployable({ stack });
    // A developer adds such a dependency to set the order of deployment.
    functions.addDependency(auth);
    expect(synthesise).toThrow('need each other');
  });

  it('of which only one needs the other are accepted', () => {
    use(functionIn(functions, 'one'), functionIn(auth, 'other'));
    assertDeployable({ stack });
    expect(synthesise).not.toThrow();
  });
});
