import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { preSignUpEvent } from '@amplify-recipes/core/testing';
import { invokeBundle, type SynthesizedBackend, synthesize } from '@amplify-recipes/recipe-tests';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const packageUrl = new URL('..', import.meta.url);
const packageFolder = fileURLToPath(packageUrl);
const bin = join(packageFolder, 'dist/bin.js');
const compiler = fileURLToPath(
  new URL('./bin/tsc', import.meta.resolve('typescript/package.json')),
);

/** An app as in the Amplify documentation. */
const FILES = {
  'package.json': '{ "name": "wired-app", "private": true }\n',
  'amplify/package.json': '{ "type": "module" }\n',
  'amplify/tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2022',
      module: 'es2022',
      moduleResolution: 'bundler',
      resolveJsonModule: true,
      esModuleInterop: true,
      forceConsistentCasingInFileNames: true,
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      noEmit: true,
      paths: { '$amplify/*': ['../.amplify/generated/*'] },
    },
  }),
  'amplify/backend.ts': `import { assertDeployable } from '@amplify-recipes/core/backend';
import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource';
import { data } from './data/resource';

/**
 * @see https://docs.amplify.aws/react/build-a-backend/ to add storage, functions, and more
 */
const backend = defineBackend({
  auth,
  data,
});

assertDeployable(backend);
`,
  'amplify/auth/resource.ts': `import { defineAuth } from '@aws-amplify/backend';

/**
 * Define and configure your auth resource
 * @see https://docs.amplify.aws/gen2/build-a-backend/auth
 */
export const auth = defineAuth({
  loginWith: {
    email: true,
  },
});
`,
  'amplify/data/resource.ts': `import { type ClientSchema, a, defineData } from '@aws-amplify/backend';

const schema = a.schema({
  Todo: a.model({ content: a.string() }).authorization((allow) => [allow.owner()]),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: { defaultAuthorizationMode: 'userPool' },
});
`,
};

const WIRED = [
  'email-domain',
  'minimum-age',
  'attribute-rules',
  'add-to-group',
  'localized-message',
  'token-claims',
  'one-time-code',
];

let app: string;
let files: Record<string, string>;
let find: SynthesizedBackend;

beforeAll(async () => {
  await mkdir(join(packageFolder, '.amplify'), { recursive: true });
  app = await mkdtemp(join(packageFolder, '.amplify/wired-'));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(app, path)), { recursive: true });
    await writeFile(join(app, path), text);
  }
  await add(...WIRED, '--wire');
  await add('dynamodb-stream', 'kinesis-stream', 'sns-digest');
  files = await readFiles(join(app, 'amplify'), 'amplify');
  find = await synthesize(packageUrl, files);
}, 240_000);

afterAll(() => rm(app, { recursive: true, force: true }));

const add = (...args: string[]) =>
  run(process.execPath, [bin, 'add', '--no-install', ...args], { cwd: join(app, 'amplify') });

async function readFiles(folder: string, name: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name: file }) => join(parentPath, file))
    .map(async (path) => [
      `${name}${path.slice(folder.length).replaceAll('\\', '/')}`,
      await readFile(path, 'utf8'),
    ]);
  return Object.fromEntries(await Promise.all(texts));
}

test('the app with the copies compiles in strict mode', async () => {
  const { stdout } = await run(process.execPath, [compiler, '-p', 'amplify', '--pretty', 'false'], {
    cwd: app,
  }).catch((failure) => failure);
  expect(stdout).toBe('');
}, 120_000);

test('the recipes of one trigger run as one function', () => {
  const { bundle, stack, timeout } = find('pre-sign-up');
  expect(bundle).toContain('EMAIL_DOMAIN_NOT_ALLOWED');
  expect(bundle).toContain('AGE_');
  expect(bundle).toContain('Please tell us your name.');
  expect({ stack, timeout }).toEqual({ stack: 'auth', timeout: 5 });
  expect(() => find('email-domain')).toThrow('has no function email-domain');
});

test.each([
  ['of another domain', 'ada@example.org', '1990-01-01', 'EMAIL_DOMAIN_NOT_ALLOWED'],
  ['with a date of birth in the future', 'ada@example.com', '2200-01-01', 'BIRTHDATE_INVALID'],
  ['who matches all rules', 'ada@example.com', '1990-01-01', undefined],
])('the chain decides about a user %s', async (_, email, birthdate, code) => {
  const event = preSignUpEvent({ request: { userAttributes: { email, birthdate, name: 'Ada' } } });
  const { error } = await invokeBundle(find('pre-sign-up'), event);
  expect(error?.split(':')[0]).toBe(code);
});

test('the functions have the options and the permissions of their READMEs', () => {
  expect(find('add-to-group').environment.GROUP_NAME).toBe('EVERYONE');
  expect(find('add-to-group').statements.map(({ Action }) => Action)).toContain(
    'cognito-idp:AdminAddUserToGroup',
  );
  expect(find('localized-message').stack).toBe('auth');
  expect(find('token-claims').stack).toBe('auth');
  expect(find('one-time-code-create').stack).toBe('auth');
});

test('the app client accepts only the custom sign-in', () => {
  expect(files['amplify/backend.ts']).toMatch(/^allowOnlyCustomAuth\(backend\);$/m);
});

test('the copies are up to date', async () => {
  const { stdout } = await run(process.execPath, [bin, 'update', '--no-install'], { cwd: app });
  for (const name of WIRED) expect(stdout).toMatch(new RegExp(`^${name} \\S+ is up to date$`, 'm'));
});
