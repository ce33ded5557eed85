import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AmplifyFunction, Secret } from '../amplify-function.js';
import type { AmplifyFunctionInstance } from '../configure-function.js';
import {
  defineGoFunction,
  definePythonFunction,
  type PythonFunctionProps,
  RecipeError,
} from '../index.js';

type InstanceProps = Parameters<AmplifyFunction['getInstance']>[0];

let app: string;
let module: string;

/** Writes a file of the function `say-hello`, beside its `resource.ts`. */
function write(path: string, content: string) {
  const file = join(app, 'say-hello', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), 'custom-function-'));
  module = pathToFileURL(join(app, 'say-hello', 'resource.ts')).href;
  vi.spyOn(process, 'cwd').mockReturnValue(app);
  write('index.py', 'def handler(event, context):\n  return event\n');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(app, { recursive: true, force: true });
});

const backendId = { namespace: 'app', name: 'main', type: 'branch' } as const;

/** Creates the function in a stack, as Amplify does. */
function instantiate(fn: AmplifyFunction): { stack: Stack; instance: AmplifyFunctionInstance } {
  const stack = new Stack(new App(), 'function', { env: { region: 'eu-west-1' } });
  type Generator = { generateContainerEntry(props: object): AmplifyFunctionInstance };
  const instance = fn.getInstance({
    constructContainer: {
      getOrCompute: (generator: Generator) =>
        generator.generateContainerEntry({
          scope: stack satisfies Construct,
          backendSecretResolver: { resolvePath: (each: Secret) => each.resolvePath(backendId) },
        }),
    },
    outputStorageStrategy: { appendToBackendOutputList: () => {} },
  } as unknown as InstanceProps);
  return { stack, instance };
}

const python = (props: Partial<PythonFunctionProps> = {}) =>
  definePythonFunction({ module, ...props });

function templateOf(props: Partial<PythonFunctionProps>): Template {
  return Template.fromStack(instantiate(python(props)).stack);
}

const apiKey: Secret = {
  resolve: () => {
    throw new Error('A secret must not be in the template.');
  },
  resolvePath: () => ({
    branchSecretPath: '/amplify/app/main/API_KEY',
    sharedSecretPath: '/amplify/shared/app/API_KEY',
  }),
};

const FUNCTION = 'AWS::Lambda::Function';

describe('the template', () => {
  it('has the defaults of Amplify', () => {
    templateOf({}).hasResourceProperties(FUNCTION, {
      Runtime: 'python3.13',
      Handler: 'amplify_recipes_runtime.handler',
      Architectures: ['x86_64'],
      Timeout: 3,
      MemorySize: 512,
      EphemeralStorage: { Size: 512 },
      Tags: [{ Key: 'amplify:friendly-name', Value: 'say-hello' }],
      Environment: {
        Variables: { AMPLIFY_RECIPES_HANDLER: 'index.handler', AMPLIFY_SSM_ENV_CONFIG: '{}' },
      },
    });
  });

  it('has each option', () => {
    write('src/app/main.py', 'def run(event, context):\n  return event\n');
    const template = templateOf({
      name: 'greet',
      entry: 'src',
      handler: 'app.main.run',
      runtime: 'python3.12',
      architecture: 'arm64',
      timeoutSeconds: 900,
      memoryMB: 10_240,
      ephemeralStorageSizeMB: 1024,
      environment: { GREETING: 'Hello', API_KEY: apiKey },
      layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:Powertools:7', 'own:1', 'own:1'],
      logging: { format: 'json', level: 'warn', retention: '1 week' },
      schedule: [
        'every 1h',
        { cron: '0 9 ? * MON *', timezone: 'Europe/Berlin', description: 'Mondays' },
      ],
    });

    template.hasResourceProperties(FUNCTION, {
      Runtime: 'python3.12',
      Architectures: ['arm64'],
      Timeout: 900,
      MemorySize: 10_240,
      EphemeralStorage: { Size: 1024 },
      Tags: [{ Key: 'amplify:friendly-name', Value: 'greet' }],
      Layers: [
        'arn:aws:lambda:eu-west-1:123456789012:layer:Powertools:7',
        {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':lambda:eu-west-1:',
              { Ref: 'AWS::AccountId' },
              ':layer:own:1',
            ],
          ],
        },
      ],
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN', LogGroup: Match.anyValue() },
      Environment: {
        Variables: {
          AMPLIFY_RECIPES_HANDLER: 'app.main.run',
          GREETING: 'Hello',
          API_KEY: '<value will be resolved during runtime>',
          AMPLIFY_SSM_ENV_CONFIG:
            '{"API_KEY":{"path":"/amplify/app/main/API_KEY","sharedPath":"/amplify/shared/app/API_KEY"}}',
        },
      },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    template.resourceCountIs('AWS::Scheduler::Schedule', 2);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 */1 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
    });
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 9 ? * MON *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Description: 'Mondays',
    });
  });

  it('passes the names of resources from access, and allows reading them and the secrets', () => {
    const { stack, instance } = instantiate(python({ environment: { API_KEY: apiKey } }));
    const policy = new Policy(stack, 'access', {
      statements: [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })],
    });
    instance.getResourceAccessAcceptor().acceptResourceAccess(policy, [
      {
        name: 'REPORTS_BUCKET_NAME',
        path: '/amplify/resource_reference/app/REPORTS_BUCKET_NAME',
      },
    ]);
    // As `backend.sayHello.resources.lambda` in a backend.
    instance.addEnvironment('LATER', 'added');

    const template = Template.fromStack(stack);
    const [fn] = Object.values(template.findResources(FUNCTION));
    const { Variables } = Object(fn?.Properties.Environment);
    expect(Variables).toMatchObject({
      REPORTS_BUCKET_NAME: '<value will be resolved during runtime>',
      LATER: 'added',
    });
    expect(JSON.parse(Variables.AMPLIFY_SSM_ENV_CONFIG).REPORTS_BUCKET_NAME.path).toBe(
      '/amplify/resource_reference/app/REPORTS_BUCKET_NAME',
    );
    const parameter = (path: string) => ({
      'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(path)])],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'ssm:GetParameters',
            Resource: [
              parameter('parameter/amplify/app/main/API_KEY$'),
              parameter('parameter/amplify/shared/app/API_KEY$'),
              parameter('parameter/amplify/resource_reference/app/REPORTS_BUCKET_NAME$'),
            ],
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('access'),
      Roles: [Match.anyValue()],
    });
  });

  it('keeps the variables that the CDK adds to the function', () => {
    const { stack, instance } = instantiate(python());
    const { lambda } = instance.resources;
    (lambda as unknown as { addEnvironment(name: string, value: string): void }).addEnvironment(
      'FROM_CDK',
      'kept',
    );
    Template.fromStack(stack).hasResourceProperties(FUNCTION, {
      Environment: { Variables: { FROM_CDK: 'kept' } },
    });
  });
});

const cases: readonly (readonly [string, Partial<PythonFunctionProps>])[] = [
  ['InvalidTimeoutError', { timeoutSeconds: 0 }],
  ['InvalidTimeoutError', { timeoutSeconds: 901 }],
  ['InvalidTimeoutError', { timeoutSeconds: 1.5 }],
  ['InvalidMemoryMBError', { memoryMB: 127 }],
  ['InvalidMemoryMBError', { memoryMB: 10_241 }],
  ['InvalidEphemeralStorageSizeMBError', { ephemeralStorageSizeMB: 511 }],
  ['InvalidEphemeralStorageSizeMBError', { ephemeralStorageSizeMB: 10_241 }],
  ['InvalidResourceNameError', { name: '1st' }],
  ['InvalidResourceNameError', { name: '../elsewhere' }],
  ['InvalidRuntimeError', { runtime: 'python2.7' as 'python3.13' }],
  ['InvalidArchitectureError', { architecture: 'sparc' as 'arm64' }],
  ['InvalidEnvironmentKeyError', { environment: { 'no-dash': 'x' } }],
  ['InvalidEnvironmentKeyError', { environment: { AWS_REGION: 'x' } }],
  ['InvalidEnvironmentKeyError', { environment: { AMPLIFY_SSM_ENV_CONFIG: '{}' } }],
  ['InvalidEnvironmentKeyError', { environment: { AMPLIFY_RECIPES_HANDLER: 'x.y' } }],
  ['InvalidEnvironmentValueError', { environment: { UNSET: undefined as unknown as string } }],
  ['EnvironmentTooLargeError', { environment: { LARGE: 'x'.repeat(4092) } }],
  ['InvalidLayerFormatError', { layers: ['Powertools'] }],
  ['InvalidLayerFormatError', { layers: ['arn:aws:s3:::bucket'] }],
  ['MaximumLayersReachedError', { layers: ['a:1', 'b:1', 'c:1', 'd:1', 'e:1', 'f:1'] }],
  ['InvalidLoggingError', { logging: { format: 'text', level: 'info' } as { format: 'text' } }],
  ['InvalidLoggingError', { logging: { retention: '2 days' as '1 day' } }],
  ['InvalidLoggingError', { logging: { format: 'json', level: 'loud' as 'info' } }],
  ['InvalidScheduleError', { schedule: 'every 7m' }],
  ['InvalidScheduleError', { schedule: 'every 5m', timeoutSeconds: 301 }],
  ['MissingEntryError', { entry: 'nowhere' }],
  ['InvalidEntryError', { entry: 'index.py' }],
  ['InvalidModuleError', { module: '/app/amplify/functions/resource.ts' }],
  ['InvalidModuleError', { module: 'resource.ts' }],
  ['MissingHandlerError', { handler: 'other.handler' }],
  ['MissingHandlerError', { handler: 'index' }],
  ['MissingHandlerError', { handler: '../index.handler' }],
];

it.each(cases)('rejects with %s where the function is defined: %o', (name, props) => {
  const define = () => python(props);
  expect(define).toThrow(RecipeError);
  expect(define).toThrow(expect.objectContaining({ name, resolution: expect.any(String) }));
});

it.each(['app.handler', 'app/main.handler', 'app.deep.main.handler'])(
  'finds the handler %s in a package, also without __init__.py',
  (handler) => {
    write('app/__init__.py', '');
    write('app/main.py', '');
    write('app/deep/main.py', '');
    expect(() => python({ handler })).not.toThrow();
  },
);

describe('a function in Go', () => {
  const go = () => defineGoFunction({ module });

  it('needs source', () => {
    expect(go).toThrow(expect.objectContaining({ name: 'MissingHandlerError' }));
  });

  it.each([
    ['tests', 'main_test.go', 'package main\n'],
    ['another package', 'hello.go', '// package main\npackage hello\n'],
    ['files that Go ignores', '_main.go', 'package main\n'],
  ])('needs more than %s', (_, file, text) => {
    write(file, text);
    write('go.mod', 'module x\n');
    expect(go).toThrow(expect.objectContaining({ name: 'MissingHandlerError' }));
  });

  it('may have build constraints and comments before its package', () => {
    write('main.go', '//go:build lambda.norpc\n\n// Package main runs.\npackage main // here\n');
    write('go.mod', 'module x\n');
    expect(go).not.toThrow();
  });

  it('needs a module', () => {
    write('main.go', 'package main\n');
    expect(go).toThrow(expect.objectContaining({ name: 'MissingGoModuleError' }));
  });

  it.each(['=> ../shared', '=> /shared', 'v1.0.0 => ../../shared v1.0.0'])(
    'rejects a module outside of its folder: %s',
    (replacement) => {
      write('main.go', 'package main\n');
      write('go.mod', `module x\n\nreplace example.com/shared ${replacement}\n`);
      expect(go).toThrow(expect.objectContaining({ name: 'OutsideModuleError' }));
    },
  );

  it('may replace a module by one in its folder', () => {
    write('main.go', 'package main\n');
    write('go.mod', 'module x\n\nreplace example.com/shared => ./shared\n');
    expect(go).not.toThrow();
  });
});
