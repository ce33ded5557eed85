import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { untestedRecipes } from './folder-problems.js';
import { RECIPE_CHECKS } from './recipe-checks.js';
import type { RecipeUnderTest } from './recipe-under-test.js';
import { staleBuilds } from './workspace-problems.js';

// These tests use copies of a workspace with a recipe of each shape, created by
// `npx --yes pnpm@12 new-recipe`. Each test leaves out one thing that a contributor may forget.

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const PACKAGE = 'packages/pre-authentication';
const GUARD = `${PACKAGE}/src/sign-in-guard`;
const LIMIT = `${PACKAGE}/src/sign-in-limit`;

const WORKSPACE: Readonly<Record<string, string>> = {
  'README.md': `# Recipes

| recipe | trigger | what it does |
|---|---|---|

| package | what it is |
|---|---|
| [\`@amplify-recipes/core\`](packages/core/README.md) | the core |
`,
  '.changeset/other.md': '---\n"@amplify-recipes/core": minor\n---\n\nSomething else.\n',
  'apps/demo/package.json': '{ "name": "demo", "devDependencies": {} }\n',
  'apps/demo/amplify/backend.ts': '',
  'apps/demo/amplify/auth/resource.ts':
    'export const auth = defineAuth({\n  triggers: {\n    preSignUp,\n  },\n});\n',
};

let parent: string;
let complete: string;
let workspace: string;

beforeAll(async () => {
  parent = fileURLToPath(new URL('../../.amplify', import.meta.url));
  await mkdir(parent, { recursive: true });
  complete = await mkdtemp(join(parent, 'workspace-'));
  await cp(join(root, 'tools/generators'), join(complete, 'tools/generators'), { recursive: true });
  for (const [path, text] of Object.entries(WORKSPACE)) {
    await mkdir(dirname(join(complete, path)), { recursive: true });
    await writeFile(join(complete, path), text);
  }
  await generate('sign-in-limit', 'code', 'post-authentication');
  await generate('sign-in-guard', 'options', 'pre-authentication');
});

afterAll(() => rm(complete, { recursive: true }));
afterEach(async () => {
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

const run = promisify(execFile);

function generate(recipe: string, by: string, trigger: string) {
  const args = ['--package', 'pre-authentication', '--trigger', trigger];
  return run(process.execPath, [
    join(root, 'tools/node_modules/plop/bin/plop.js'),
    ...['--plopfile', join(complete, 'tools/generators/plop.config.ts'), 'recipe', '--'],
    ...[...args, '--recipe', recipe, '--by', by],
  ]);
}

async function copied(): Promise<string> {
  workspace = await mkdtemp(join(parent, 'workspace-'));
  await cp(complete, workspace, { recursive: true });
  return workspace;
}

async function problemsOf(recipe: Pick<RecipeUnderTest, 'name' | 'configuredBy'>) {
  const problems: string[] = [];
  for (const check of Object.values(RECIPE_CHECKS)) {
    problems.push(
      ...(await check({ workspace, packageFolder: join(workspace, PACKAGE), ...recipe })),
    );
  }
  return problems;
}

const GUARD_RECIPE = { name: 'sign-in-guard', configuredBy: 'options' } as const;
const LIMIT_RECIPE = { name: 'sign-in-limit', configuredBy: 'code' } as const;

type Change = (text: string) => string;
const without =
  (part: string | RegExp): Change =>
  (text) =>
    text.replace(part, '');
const instead =
  (part: string | RegExp, other: string): Change =>
  (text) =>
    text.replace(part, other);

async function change(path: string, how: Change | 'delete'): Promise<void> {
  const file = join(workspace, path);
  if (how === 'delete') return rm(file, { recursive: true });
  const text = await readFile(file, 'utf8').catch(() => '');
  const changed = how(text);
  expect(changed, `${path} has something to change`).not.toBe(text);
  await writeFile(file, changed);
}

it.each([GUARD_RECIPE, LIMIT_RECIPE])('finds nothing missing in a new $name', async (recipe) => {
  await copied();
  expect(await problemsOf(recipe)).toEqual([]);
  expect(
    await untestedRecipes(join(workspace, PACKAGE), ['sign-in-guard', 'sign-in-limit']),
  ).toEqual([]);
});

describe('a recipe that is configured by options', () => {
  it.each<[omission: string, path: string, how: Change | 'delete', says: string]>([
    [
      'its folder',
      GUARD,
      'delete',
      'The folder src/sign-in-guard does not exist. Write the recipe there',
    ],
    [
      'its tests',
      `${GUARD}/recipe.test.ts`,
      'delete',
      'src/sign-in-guard/recipe.test.ts is missing',
    ],
    [
      'its handler',
      `${GUARD}/handler.ts`,
      'delete',
      'signInGuard(optionsFromEnv(SignInGuardOptions))',
    ],
    [
      'its resource',
      `${GUARD}/resource.ts`,
      'delete',
      'src/sign-in-guard/resource.ts is missing. Export defineSignInGuard from it',
    ],
    [
      'the export of its handler',
      `${PACKAGE}/package.json`,
      without(/"\.\/sign-in-guard\/handler": \{[^}]+\},/),
      'Add to "exports": "./sign-in-guard/handler": { "types": "./dist/sign-in-guard/handler.d.ts", "default": "./dist/sign-in-guard/handler.js" }.',
    ],
    [
      'the types of its handler',
      `${PACKAGE}/package.json`,
      without('"types": "./dist/sign-in-guard/handler.d.ts",'),
      'package.json exports no "./sign-in-guard/handler"',
    ],
    [
      'the export of its factory',
      `${PACKAGE}/src/index.ts`,
      without(', signInGuard'),
      "src/index.ts does not export signInGuard. Add: export { signInGuard } from './sign-in-guard/recipe.js';",
    ],
    [
      'the export of its options',
      `${PACKAGE}/src/index.ts`,
      without('SignInGuardOptions, '),
      'src/index.ts does not export SignInGuardOptions.',
    ],
    [
      'the export of its resource',
      `${PACKAGE}/src/resources.ts`,
      'delete',
      "src/resources.ts does not export defineSignInGuard. Add: export { defineSignInGuard } from './sign-in-guard/resource.js';",
    ],
    [
      'the export of all resources',
      `${PACKAGE}/package.json`,
      without(/"\.\/resources": \{[^}]+\},/),
      'package.json exports no "./resources"',
    ],
    [
      'a dependency of its package',
      `${PACKAGE}/package.json`,
      instead('"valibot": "catalog:"', '"zod": "4.6.7"'),
      'src/sign-in-guard imports valibot, which a user of the package would not have. Add it to "dependencies"',
    ],
    [
      'the types of a dependency',
      `${PACKAGE}/package.json`,
      without('"@types/aws-lambda": "catalog:",'),
      'src/sign-in-guard imports aws-lambda, which a user of the package would not have.',
    ],
    [
      'its independence of other folders',
      `${GUARD}/handler.ts`,
      (text) => `import '../sign-in-limit/recipe.js';\n${text}`,
      'src/sign-in-guard/handler.ts imports ../sign-in-limit/recipe.js, which is missing in a copy of the folder.',
    ],
    ['its README', `${GUARD}/README.md`, 'delete', 'src/sign-in-guard/README.md is missing'],
    [
      'its title',
      `${GUARD}/README.md`,
      instead('# sign-in-guard', '# A guard'),
      'Begin it with "# sign-in-guard".',
    ],
    [
      'what it does',
      `${GUARD}/README.md`,
      without('Refuses users by their user names.'),
      'Write a sentence under its title.',
    ],
    ...['Install', 'Copy', 'Permissions'].map((heading): [string, string, Change, string] => [
      `the section ${heading}`,
      `${GUARD}/README.md`,
      without(`## ${heading}`),
      `src/sign-in-guard/README.md has no section "## ${heading}". Write it; the sections are, in this order: Install, Copy, Options, Permissions, What the user sees.`,
    ]),
    [
      'the order of its sections',
      `${GUARD}/README.md`,
      (text) =>
        text
          .replace('## Permissions', '## X')
          .replace('## What the user sees', '## Permissions')
          .replace('## X', '## What the user sees'),
      'Move them: Install, Copy, Options, Permissions, What the user sees.',
    ],
    [
      'how to install it',
      `${GUARD}/README.md`,
      without('npm i @amplify-recipes/pre-authentication'),
      'Begin "## Install" with: npm i @amplify-recipes/pre-authentication',
    ],
    [
      'where to copy it to',
      `${GUARD}/README.md`,
      without(' to `amplify/auth/sign-in-guard/`'),
      'Write in "## Copy": Copy this folder to `amplify/auth/sign-in-guard/`.',
    ],
    [
      'a package that a copy needs',
      `${GUARD}/README.md`,
      without(' valibot'),
      'src/sign-in-guard/README.md does not install valibot, which the copied files import. Add it to the npm commands in "## Copy"',
    ],
    [
      'the types that a copy needs',
      `${GUARD}/README.md`,
      without('npm i -D @types/aws-lambda'),
      'does not install @types/aws-lambda, which the copied files import.',
    ],
    [
      'an import that its README installs',
      `${GUARD}/README.md`,
      instead('core valibot', 'core valibot zod@4'),
      'installs zod, which no copied file imports. Remove it',
    ],
    [
      'the table of its options',
      `${GUARD}/README.md`,
      without(/\| option[\s\S]*?\n\n/),
      'has no table of options in "## Options". Add one with the header | option | type | default | | and a row for each of refuse.',
    ],
    [
      'the row of an option',
      `${GUARD}/recipe.ts`,
      instead('v.strictObject({', 'v.strictObject({ ...more,'),
      'src/sign-in-guard/README.md does not list the option strict. Add a row for it to the table in "## Options".',
    ],
    [
      'an option that its README lists',
      `${GUARD}/README.md`,
      instead('| `refuse` |', '| `refuse`, `allow` |'),
      'lists the option allow, which SignInGuardOptions does not have.',
    ],
    [
      'a schema of its options',
      `${GUARD}/recipe.ts`,
      instead('v.strictObject(', 'v.looseObject('),
      'Write: const SignInGuardOptions = v.strictObject({ ... })',
    ],
    [
      'the table of its codes',
      `${GUARD}/README.md`,
      without(/\| code[\s\S]*?\n\n/),
      'has no table of codes in "## What the user sees". Add one with the header | code | sentence | when | and a row for each of USER_REFUSED.',
    ],
    [
      'the row of a code',
      `${GUARD}/recipe.ts`,
      (text) => `${text}\nexport const unknown = () => new TriggerError('USER_UNKNOWN', 'Who?');\n`,
      'does not list the code USER_UNKNOWN, which the recipe throws. Add a row for it',
    ],
    [
      'a code that its README lists',
      `${GUARD}/README.md`,
      instead('| `USER_REFUSED` |', '| `USER_REFUSED`, `USER_LOST` |'),
      'lists the code USER_LOST, which no TriggerError of the recipe has. Delete the row, or throw it.',
    ],
    [
      'a code that can be searched for',
      `${GUARD}/recipe.ts`,
      (text) => `${text}\nexport const no = (code: never) => new TriggerError(code, 'No.');\n`,
      'creates a TriggerError whose code is not a string literal.',
    ],
    [
      'its row in the root README',
      'README.md',
      without(/\| \[`sign-in-guard`.*\n/),
      'A table of the root README.md has no row for packages/pre-authentication/src/sign-in-guard/README.md. Add: | [`sign-in-guard`](',
    ],
    [
      "its package's row in the root README",
      'README.md',
      without(/\| \[`@amplify-recipes\/pre-auth.*\n/),
      'has no row for packages/pre-authentication/README.md. Add: | [`@amplify-recipes/pre-authentication`](',
    ],
    [
      'its row in the README of its package',
      `${PACKAGE}/README.md`,
      without(/\| \[sign-in-guard\].*\n/),
      'A table of packages/pre-authentication/README.md has no row for ./src/sign-in-guard/README.md. Add: | [sign-in-guard](',
    ],
    [
      'its place in the demo',
      'apps/demo/amplify/auth/resource.ts',
      without(/^import \{ defineSignInGuard.*\n/m),
      'apps/demo/amplify does not use sign-in-guard. Call defineSignInGuard of @amplify-recipes/pre-authentication/resources',
    ],
    [
      'the dependency of the demo',
      'apps/demo/package.json',
      without(/"@amplify-recipes\/pre-authentication": "workspace:\*"/),
      'Add "@amplify-recipes/pre-authentication": "workspace:*" to "devDependencies" in apps/demo/package.json',
    ],
    [
      'its changeset',
      '.changeset/sign-in-guard.md',
      'delete',
      'No changeset of @amplify-recipes/pre-authentication names `sign-in-guard`. Write one with: npx --yes pnpm@12 changeset.',
    ],
    [
      'its package in the changeset',
      '.changeset/sign-in-guard.md',
      instead('@amplify-recipes/pre-authentication', '@amplify-recipes/core'),
      'No changeset of @amplify-recipes/pre-authentication names `sign-in-guard`.',
    ],
  ])('without %s fails with an error that says what to do', async (_, path, how, says) => {
    await copied();
    if (says.includes('option strict')) {
      await change(`${GUARD}/more.ts`, () => 'export const more = { strict: v.boolean() };\n');
    }
    await change(path, how);
    const problems = await problemsOf(GUARD_RECIPE);
    expect(problems.filter((problem) => problem.includes(says))).toHaveLength(1);
  });

  it('is in a changelog after its release', async () => {
    await copied();
    await change('.changeset/sign-in-guard.md', 'delete');
    await change(`${PACKAGE}/CHANGELOG.md`, () => '## 1.0.0\n\nThe recipe `sign-in-guard`: ...\n');
    expect(await problemsOf(GUARD_RECIPE)).toEqual([]);
  });
});

describe('a recipe that is configured by code', () => {
  it.each<[string, string, Change | 'delete', string]>([
    [
      'with a ready handler',
      `${LIMIT}/handler.ts`,
      () => 'export const handler = 1;\n',
      'src/sign-in-limit/handler.ts must not exist in a recipe that is configured by code',
    ],
    [
      'with a resource',
      `${LIMIT}/resource.ts`,
      () => 'export const defineSignInLimit = 1;\n',
      'src/sign-in-limit/resource.ts must not exist in a recipe that is configured by code',
    ],
    [
      'without the export of its factory',
      `${PACKAGE}/src/index.ts`,
      without(', signInLimit'),
      'src/index.ts does not export signInLimit.',
    ],
    [
      'without the section of a trigger',
      `${LIMIT}/README.md`,
      without('## What the user sees'),
      'has no section "## What the user sees"',
    ],
    [
      'without its place in the demo',
      'apps/demo/amplify/auth/sign-in-limit/handler.ts',
      'delete',
      'apps/demo/amplify does not use sign-in-limit. Call signInLimit of @amplify-recipes/pre-authentication there',
    ],
  ])('%s fails with an error that says what to do', async (_, path, how, says) => {
    await copied();
    await change(path, how);
    const problems = await problemsOf(LIMIT_RECIPE);
    expect(problems.filter((problem) => problem.includes(says))).toHaveLength(1);
  });

  it('needs no section of a trigger if it is not one', async () => {
    await copied();
    await change(`${LIMIT}/recipe.ts`, (text) =>
      text.replaceAll('cognitoTrigger', 'streamHandler').replace('TriggerError(', 'Error('),
    );
    await change(`${LIMIT}/README.md`, (text) => text.slice(0, text.indexOf('## What the user')));
    expect(await problemsOf(LIMIT_RECIPE)).toEqual([]);
  });
});

describe('a package of recipes', () => {
  it('reports a recipe without tests', async () => {
    await copied();
    expect(await untestedRecipes(join(workspace, PACKAGE), ['sign-in-guard'])).toEqual([
      "src/sign-in-limit has a recipe.ts, but no test of its contract. Add 'sign-in-limit' to testRecipes in src/package.test.ts.",
    ]);
  });

  it('asks for a build if dist is missing, incomplete or older than src', async () => {
    await copied();
    const folder = join(workspace, PACKAGE);
    const says = (...sources: string[]) => [
      `dist is older than ${sources.join(', ')}, and this test reads dist. Build first: npx --yes pnpm@12 build`,
    ];
    for (const name of ['sign-in-guard', 'sign-in-limit']) {
      await cp(join(folder, 'src', name), join(folder, 'dist', name), { recursive: true });
    }
    expect((await staleBuilds(folder))[0]).toContain('src/sign-in-guard/recipe.ts');
    const sources = ['index', 'resources', 'sign-in-limit/recipe'].concat(
      ['handler', 'recipe', 'resource'].map((name) => `sign-in-guard/${name}`),
    );
    for (const source of sources) await writeFile(join(folder, 'dist', `${source}.js`), '');
    expect(await staleBuilds(folder)).toEqual([]);
    const later = new Date(Date.now() + 60_000);
    await utimes(join(folder, 'src/sign-in-guard/recipe.ts'), later, later);
    expect(await staleBuilds(folder)).toEqual(says('src/sign-in-guard/recipe.ts'));
    await rm(join(folder, 'dist/index.js'));
    expect(await staleBuilds(folder)).toEqual(says('src/index.ts', 'src/sign-in-guard/recipe.ts'));
  });
});

describe('new-recipe', () => {
  it('builds ready handlers in a package that had none', async () => {
    const { scripts } = JSON.parse(await readFile(join(complete, PACKAGE, 'package.json'), 'utf8'));
    expect(scripts.build).toBe(
      'tsc -p tsconfig.build.json && tsup --config ../../tsup.config.ts && tsup --config ../../tsup.handlers.config.ts',
    );
  });

  it.each([
    [['--recipe', 'sign-in-guard'], 'already exists. Choose another name.'],
    [['--recipe', 'SignIn'], 'Write it in lower case, with hyphens between words'],
    [
      ['--recipe', 'other', '--trigger', 'sign-in'],
      '"sign-in" is not a choice. Give one of pre-sign-up, pre-authentication',
    ],
  ])('with %j writes nothing and says what to do', async (more, says) => {
    const defaults = ['--package', 'pre-authentication', '--by', 'options'];
    const trigger = more.includes('--trigger') ? [] : ['--trigger', 'pre-authentication'];
    const failed = await run(process.execPath, [
      join(root, 'tools/node_modules/plop/bin/plop.js'),
      ...['--plopfile', join(complete, 'tools/generators/plop.config.ts'), 'recipe', '--'],
      ...[...defaults, ...trigger, ...more],
    ]).then(
      ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
      (error) => error,
    );
    expect(failed.code).not.toBe(0);
    expect(failed.stdout + failed.stderr).toContain(says);
  });
});
