import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../dist/index.js';

const APP = join(import.meta.dirname, 'function-options-app');

type Properties = Readonly<Record<string, unknown>>;
type Resource = { readonly Type: string; readonly Properties: Properties; readonly file: string };

let sandbox: Sandbox;
let resources: ReadonlyMap<string, Resource>;

beforeAll(async () => {
  sandbox = await startSandbox({
    cwd: APP,
    dataDir: false,
    secrets: { API_TOKEN: 'the token', GATE_KEY: 'the key' },
  });
  resources = readResources();
});
afterAll(() => sandbox?.stop());

/** The resources of the newest assembly, by logical id. */
function readResources(): ReadonlyMap<string, Resource> {
  const assemblies = join(APP, '.amplify', 'local-assembly');
  const [newest = ''] = readdirSync(assemblies, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(assemblies, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return new Map(
    readdirSync(newest)
      .filter((file) => file.endsWith('.template.json'))
      .flatMap((file) => {
        const { Resources } = JSON.parse(readFileSync(join(newest, file), 'utf8'));
        return Object.entries<Omit<Resource, 'file'>>(Resources).map(
          ([id, resource]) => [id, { ...resource, file }] as const,
        );
      }),
  );
}

/** The function with this name in its template. */
function findFunction(name: string): Resource {
  const found = [...resources.values()].find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' &&
      JSON.stringify(Properties.Tags ?? []).includes(`"amplify:friendly-name","Value":"${name}"`),
  );
  if (!found) throw new Error(`The template has no function ${name}.`);
  return found;
}

const inTemplate = (name: string) => findFunction(name).Properties;

const ask = (question: object, name = 'every-option') => sandbox.invoke(name, question);
const logsOf = (name: string) =>
  sandbox.invocations.filter((each) => each.function === name).flatMap(({ logs }) => logs);

describe('an option of defineFunction is in the template and in the running function:', () => {
  test.each([
    { option: 'memoryMB', template: { MemorySize: 256 }, running: { memoryMB: '256' } },
    {
      option: 'environment',
      template: { Environment: { Variables: { GREETING: 'Hello' } } },
      running: { greeting: 'Hello' },
    },
    {
      option: 'secret()',
      template: {
        Environment: {
          Variables: {
            API_TOKEN: '<value will be resolved during runtime>',
            AMPLIFY_SSM_ENV_CONFIG: expect.stringMatching(/"API_TOKEN":\{"path":".*\/API_TOKEN"/),
          },
        },
      },
      running: { token: 'the token' },
    },
    {
      option: 'runtime',
      template: { Runtime: 'nodejs24.x' },
      running: { runtime: 'AWS_Lambda_nodejs24.x' },
    },
    {
      option: 'bundling.minify',
      template: {},
      running: { name: 'namedInSource' },
    },
    {
      option: 'layers',
      template: {
        Layers: [
          'arn:aws:lambda:us-east-1:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:48',
          { 'Fn::Join': ['', expect.arrayContaining([':layer:own-tools:3'])] },
        ],
      },
      running: { loggerOf: 'Logger' },
    },
    // An architecture is only in the template: functions run on this machine's own.
    { option: 'architecture', template: { Architectures: ['arm64'] }, running: {} },
  ])('$option', async ({ template, running }) => {
    expect(inTemplate('every-option')).toMatchObject(template);
    expect(await ask({})).toMatchObject(running);
  });

  test('timeoutSeconds', async () => {
    expect(inTemplate('every-option')).toMatchObject({ Timeout: 2 });
    expect(await ask({})).toMatchObject({ hasTime: true });
    await expect(ask({ hang: true })).rejects.toThrow('Task timed out after 2.00 seconds');
  });

  test('ephemeralStorageSizeMB', async () => {
    expect(inTemplate('every-option')).toMatchObject({ EphemeralStorage: { Size: 600 } });
    expect(await ask({ megabytes: 1 })).toBe('written');
    await expect(ask({ megabytes: 601 })).rejects.toThrow('ENOSPC: no space left on device, write');
  });

  test('name and entry', async () => {
    expect(await ask({}, 'every-option')).toMatchObject({ greeting: 'Hello' });
    expect(await ask({}, 'defaults')).toMatchObject({ runtime: 'AWS_Lambda_nodejs22.x' });
  });

  test('schedule, as words and as cron, with and without a time zone', async () => {
    const schedules = sandbox.schedules.filter(({ targets }) =>
      targets.some((target) => target.function === 'every-option'),
    );

    expect(schedules.map(({ expression, timeZone }) => [expression, timeZone]).sort()).toEqual([
      ['cron(*/5 * * * ? *)', 'UTC'],
      ['cron(0 0 * * ? *)', 'Europe/Berlin'],
      ['cron(0 9 ? * 2 *)', 'UTC'],
    ]);
    const [first] = schedules;
    expect(await sandbox.runSchedule(first?.name ?? '')).toMatchObject({ greeting: 'Hello' });
  });

  test('logging', async () => {
    const { LoggingConfig } = inTemplate('every-option');
    expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON', ApplicationLogLevel: 'WARN' });
    const { LogGroup } = LoggingConfig as { readonly LogGroup: { readonly Ref: string } };
    expect(resources.get(LogGroup.Ref)?.Properties).toMatchObject({ RetentionInDays: 7 });

    await ask({ log: true });
    await ask({}, 'defaults');

    const entries = logsOf('every-option')
      .filter((entry) => !entry.includes('Task timed out'))
      .map((entry) => JSON.parse(entry));
    const own = entries.filter(({ level, service }) => level && !service);
    expect(own).toContainEqual({
      timestamp: expect.any(String),
      level: 'WARN',
      requestId: expect.any(String),
      message: 'shown { a: 1 }',
    });
    expect(JSON.stringify(entries)).not.toContain('not shown');
    expect(logsOf('defaults')).toContainEqual(expect.stringMatching(/\tINFO\tshown$/));
  });

  test.each([
    ['every-option', 'data'],
    ['defaults', 'function'],
  ])('resourceGroupName, of %s', async (name, group) => {
    expect(findFunction(name).file).toMatch(
      new RegExp(`[0-9a-f]{10}${group}[0-9A-F]{8}\\.nested\\.template\\.json$`),
    );
    expect(await ask({}, name)).toHaveProperty('runtime');
  });

  test('bundling.minify by default', async () => {
    expect(await ask({}, 'defaults')).not.toMatchObject({ name: 'namedInSource' });
  });

  test('durableConfig, which is named as not supported', async () => {
    expect(inTemplate('durable')).toMatchObject({
      DurableConfig: { ExecutionTimeout: 60, RetentionPeriodInDays: 14 },
    });
    expect(sandbox.report.warnings).toContainEqual(
      expect.stringMatching(/^durable is a durable function \(durableConfig\), which the sandbox/),
    );
  });
});

test('a layer of the backend has its packages, and its files in /opt', async () => {
  expect(await ask({}, 'layered')).toEqual({
    greeting: 'Hello from the layer',
    file: 'Hello from a file',
  });
});

test('the start-up report names the layers that are not on this machine', () => {
  const missing = sandbox.report.warnings.filter((warning) => warning.includes('the layer'));
  expect(missing.map((warning) => warning.split(',')[0])).toEqual([
    'every-option uses the layer arn:aws:lambda:us-east-1:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:48',
    'every-option uses the layer arn:aws:lambda:us-east-1:123456789012:layer:own-tools:3',
  ]);
});

test('a recipe has options of defineFunction, and its secret', async () => {
  expect(inTemplate('gate')).toMatchObject({ MemorySize: 192, Timeout: 5 });
  expect(await ask({}, 'gate')).toEqual({
    options: { domain: 'example.com', key: 'the key' },
    environment: { domain: 'example.com', key: 'the key', note: 'of props' },
    memoryMB: '192',
  });
});

test('the environment of functions and copied recipes is typed', () => {
  const tsc = join(import.meta.dirname, '../node_modules/.bin/tsc');
  expect(execFileSync(tsc, ['-p', join(APP, 'amplify')], { encoding: 'utf8' })).toBe('');
});
