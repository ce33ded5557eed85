import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineFunction, secret } from '@aws-amplify/backend';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineRecipe, RecipeError, type RecipeProps } from './index.js';

// Other files of the worker have loaded the recipes with Amplify's own function, and will again.
vi.hoisted(() => vi.resetModules());
afterAll(() => {
  vi.doUnmock('@aws-amplify/backend');
  vi.resetModules();
});

vi.mock('@aws-amplify/backend', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  defineFunction: vi.fn((props: object) => ({ props })),
}));

const Options = v.strictObject({
  groupName: v.pipe(v.string(), v.regex(/^\S+$/, 'A group name has no spaces.')),
  domains: v.optional(v.array(v.string())),
});

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'define-recipe-'));
  for (const file of ['handler.ts', 'handler.js', 'disposable.handler.js']) {
    await writeFile(join(folder, file), '');
  }
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => vi.mocked(defineFunction).mockClear());

const defineGroup = (resource = 'resource.js') =>
  defineRecipe({
    name: 'add-to-group',
    options: Options,
    module: pathToFileURL(join(folder, resource)).href,
    calledBy: 'cognito',
  });

/** The arguments of Amplify's `defineFunction`. */
const given = () => vi.mocked(defineFunction).mock.lastCall?.[0];

function errorOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof RecipeError) {
      const { name, message, resolution } = error;
      return { name, message, resolution };
    }
    throw error;
  }
  return undefined;
}

describe('defineRecipe', () => {
  it("returns what Amplify's defineFunction returns", () => {
    const returned = defineGroup()({ groupName: 'EVERYONE' });
    expect(returned).toBe(vi.mocked(defineFunction).mock.results[0]?.value);
  });

  it('sets the name, the environment, the resource group and the timeout of the function', () => {
    defineGroup()({ groupName: 'EVERYONE', domains: ['example.com'] });
    expect(given()).toEqual({
      name: 'add-to-group',
      entry: join(folder, 'handler.js'),
      environment: { GROUP_NAME: 'EVERYONE', DOMAINS: '["example.com"]' },
      resourceGroupName: 'auth',
      timeoutSeconds: 5,
    });
  });

  it('uses handler.ts beside a copied resource.ts', () => {
    defineGroup('resource.ts')({ groupName: 'EVERYONE' });
    expect(given()).toMatchObject({ entry: join(folder, 'handler.ts') });
  });

  it('uses the handler that the options select', () => {
    const define = defineRecipe({
      name: 'email-domain',
      options: Options,
      module: pathToFileURL(join(folder, 'resource.js')).href,
      handler: ({ domains }) => (domains ? 'disposable.handler' : 'handler'),
      calledBy: 'cognito',
    });
    define({ groupName: 'A', domains: [] });
    expect(given()).toMatchObject({ entry: join(folder, 'disposable.handler.js') });
  });

  it('names a handler that does not exist', () => {
    const define = defineRecipe({
      name: 'x',
      options: Options,
      module: pathToFileURL(join(folder, 'resource.ts')).href,
      handler: () => 'other',
      calledBy: 'cognito',
    });
    expect(errorOf(() => define({ groupName: 'A' }))).toEqual({
      name: 'MissingHandlerError',
      message: `The handler ${join(folder, 'other.ts')} does not exist beside ${join(folder, 'resource.ts')}.`,
      resolution: 'Copy the whole folder of the recipe, or install its package again.',
    });
  });

  it("passes on every other option of Amplify's defineFunction", () => {
    const props: RecipeProps = {
      name: 'second-group',
      timeoutSeconds: 3,
      memoryMB: 1024,
      ephemeralStorageSizeMB: 1024,
      runtime: 24,
      architecture: 'arm64',
      schedule: 'every day',
      layers: { sharp: 'sharp:1' },
      bundling: { minify: false },
      resourceGroupName: 'data',
      logging: { format: 'json', level: 'warn', retention: '1 week' },
    };
    defineGroup()({ groupName: 'A' }, props);
    expect(given()).toMatchObject(props);
  });

  it('adds environment variables, secrets among them', () => {
    const key = secret('KEY');
    defineGroup()({ groupName: 'A' }, { environment: { POWERTOOLS_LOG_LEVEL: 'DEBUG', KEY: key } });
    expect(given()).toMatchObject({
      environment: { GROUP_NAME: 'A', POWERTOOLS_LOG_LEVEL: 'DEBUG', KEY: key },
    });
  });

  it.each<[string, () => unknown, string, string, string]>([
    [
      'a wrong option',
      () => defineGroup()({ groupName: 'every one' }),
      'InvalidRecipeOptionsError',
      'The options of "add-to-group" are not valid.\ngroupName is not valid. A group name has no spaces.',
      'Fix them where "add-to-group" is defined.',
    ],
    [
      'an option that does not exist',
      () => defineGroup()(JSON.parse('{"groupName":"A","groupNam":"B"}')),
      'InvalidRecipeOptionsError',
      'groupNam is not an option',
      'README',
    ],
    [
      'no options',
      () => defineGroup()(JSON.parse('null')),
      'InvalidRecipeOptionsError',
      'groupName is missing. Expected string.',
      'README',
    ],
    [
      'a timeout longer than Cognito waits',
      () => defineGroup()({ groupName: 'A' }, { name: 'join', timeoutSeconds: 6 }),
      'InvalidTimeoutError',
      'The function "join" has a timeout of 6 seconds, but Cognito waits 5 seconds for a trigger.',
      'Set timeoutSeconds to 5 or less, or leave it out.',
    ],
    [
      'a log level without the JSON format',
      () => defineGroup()({ groupName: 'A' }, JSON.parse('{"logging":{"level":"debug"}}')),
      'InvalidLoggingError',
      "The function \"add-to-group\" has logging with level: 'debug' without format: 'json'.",
      "A level needs 'json'",
    ],
    [
      'a layer that is no ARN',
      () => defineGroup()({ groupName: 'A' }, { layers: { sharp: 'sharp' } }),
      'InvalidLayerFormatError',
      'The layer "sharp" of the function "add-to-group" is not valid.',
      'Use the ARN of a version',
    ],
    [
      'a variable that the options also set',
      () => defineGroup()({ groupName: 'A' }, { environment: { GROUP_NAME: 'B' } }),
      'EnvironmentConflictError',
      'The environment variable GROUP_NAME of "add-to-group" is set twice: by the recipe\'s options and in props.environment.',
      'Remove GROUP_NAME from props.environment',
    ],
    [
      'a larger environment than Lambda allows',
      () => defineGroup()({ groupName: 'A', domains: ['a'.repeat(4100)] }),
      'EnvironmentTooLargeError',
      "takes 4122 bytes. Lambda's limit is 4096.",
      'write your own handler',
    ],
  ])('rejects %s during synthesis', (_, run, name, message, resolution) => {
    const error = errorOf(run);
    expect(error?.name).toBe(name);
    expect(error?.message).toContain(message);
    expect(error?.resolution).toContain(resolution);
    expect(defineFunction).not.toHaveBeenCalled();
  });

  it("throws errors that ampx shows like Amplify's own", () => {
    expect(() => defineGroup()({ groupName: '' })).toThrow(
      expect.objectContaining({ classification: 'ERROR', resolution: expect.any(String) }),
    );
  });

  it('has types for the options and the props', () => {
    const define = defineGroup();
    // @ts-expect-error
    expect(() => define({ groupNam: 'A' })).toThrow(RecipeError);
    // @ts-expect-error
    define({ groupName: 'A' }, { entry: './mine.ts' });
    // @ts-expect-error
    define({ groupName: 'A' }, { memory: 1 });
  });
});

describe('a recipe with secrets', () => {
  const defineCaptcha = () =>
    defineRecipe({
      name: 'captcha',
      options: v.strictObject({
        provider: v.picklist(['turnstile', 'hcaptcha']),
        secretKey: v.pipe(v.string(), v.nonEmpty()),
      }),
      secrets: ['secretKey'],
      module: pathToFileURL(join(folder, 'resource.js')).href,
      calledBy: 'cognito',
    });

  it('passes the secret to Amplify, which resolves it at cold start', () => {
    const secretKey = secret('TURNSTILE_SECRET');
    defineCaptcha()({ provider: 'turnstile', secretKey });
    expect(given()).toMatchObject({
      environment: { PROVIDER: 'turnstile', SECRET_KEY: secretKey },
    });
  });

  it('rejects a secret in plain text and does not repeat it', () => {
    const options = { provider: 'turnstile', secretKey: 'hunter2' };
    const error = errorOf(() => defineCaptcha()(JSON.parse(JSON.stringify(options))));
    expect(error).toMatchObject({ name: 'PlainSecretError' });
    expect(error?.resolution).toContain("secretKey: secret('NAME')");
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('names a secret that is missing, and still validates the rest', () => {
    expect(errorOf(() => defineCaptcha()(JSON.parse('{"provider":"other"}')))?.message).toBe(
      'The options of "captcha" are not valid.\nprovider is not valid. Expected ("turnstile" | "hcaptcha").\nsecretKey is missing. Expected string.',
    );
  });

  it('has a type that rejects plain text', () => {
    // @ts-expect-error
    expect(() => defineCaptcha()({ provider: 'turnstile', secretKey: 'x' })).toThrow(RecipeError);
  });
});
