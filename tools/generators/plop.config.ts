import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodePlopAPI } from 'plop';

const WORKSPACE = fileURLToPath(new URL('../..', import.meta.url));

/** The triggers of a user pool that have a template, and the first trigger source of each. */
const TRIGGERS: Readonly<Record<string, string>> = {
  'pre-sign-up': 'PreSignUp_SignUp',
  'pre-authentication': 'PreAuthentication_Authentication',
  'post-authentication': 'PostAuthentication_Authentication',
  'post-confirmation': 'PostConfirmation_ConfirmSignUp',
  'pre-token-generation': 'TokenGeneration_Authentication',
  'custom-message': 'CustomMessage_SignUp',
  'user-migration': 'UserMigration_Authentication',
};

type Answers = {
  readonly package: string;
  readonly recipe: string;
  readonly trigger: string;
  readonly by: 'options' | 'code';
};

const camelCase = (name: string) =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const pascalCase = (name: string) => camelCase(`-${name}`);

const isName = (name: string) =>
  /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) ||
  'Write it in lower case, with hyphens between words: sign-in-guard.';

/** Accepts an argument of the command line if it is one of the choices. */
const oneOf = (choices: readonly string[]) => (given: string) => {
  if (choices.includes(given)) return given;
  throw new Error(`"${given}" is not a choice. Give one of ${choices.join(', ')}`);
};

/** `npx --yes pnpm@12 new-recipe` creates a recipe with passing tests, as a start for your own. */
export default function plopfile(plop: NodePlopAPI): void {
  plop.setGenerator('recipe', {
    description: 'A recipe in an existing or a new package',
    prompts: [
      {
        type: 'list',
        name: 'trigger',
        message: 'Which trigger of the user pool?',
        choices: Object.keys(TRIGGERS),
        bypass: oneOf(Object.keys(TRIGGERS)),
      },
      {
        type: 'input',
        name: 'package',
        message: 'Which folder in packages/?',
        default: ({ trigger }: Partial<Answers>) => trigger,
        validate: isName,
      },
      {
        type: 'input',
        name: 'recipe',
        message: 'Which name? It says what the recipe does.',
        validate: isName,
      },
      {
        type: 'list',
        name: 'by',
        message: 'How is it configured? See "Two shapes" in CONTRIBUTING.md.',
        choices: ['options', 'code'],
        bypass: oneOf(['options', 'code']),
      },
    ],
    actions: (given) => actionsFor(given as Answers),
  });
}

function actionsFor({ package: folder, recipe, trigger, by }: Answers) {
  for (const name of [folder, recipe]) {
    const problem = isName(name);
    if (problem !== true) throw new Error(`"${name}" is not a valid name for a folder. ${problem}`);
  }
  const packageFolder = join(WORKSPACE, 'packages', folder);
  if (existsSync(join(packageFolder, 'src', recipe))) {
    throw new Error(`packages/${folder}/src/${recipe} already exists. Choose another name.`);
  }
  const isNew = !existsSync(packageFolder);
  const byOptions = by !== 'code';
  const data = {
    package: folder,
    recipe,
    byOptions,
    factory: camelCase(recipe),
    type: pascalCase(recipe),
    key: camelCase(trigger),
    event: `${camelCase(trigger)}Event`,
    handlerType: `${pascalCase(trigger)}TriggerHandler`,
    source: TRIGGERS[trigger],
    triggerWords: trigger.replaceAll('-', ' '),
    docs: `https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-${trigger === 'user-migration' ? 'migrate-user' : trigger}.html`,
    testOptions: byOptions ? "{ refuse: ['eve'] }" : "{ allow: (name) => name !== 'eve' }",
    wrongOptions: byOptions ? '{ refuse: [] }' : '{ allow: true as never }',
  };
  const addAll = (templates: string, destination: string) => ({
    type: 'addMany',
    base: templates,
    templateFiles: `${templates}/**/*.hbs`,
    destination,
    data,
  });
  const into = `${WORKSPACE}packages/${folder}`;
  return [
    ...(isNew ? [addAll('new-package', into)] : []),
    addAll('any-recipe', `${into}/src/${recipe}`),
    addAll(byOptions ? 'configured-by-options' : 'configured-by-code', `${into}/src/${recipe}`),
    () => connect(data, { packageFolder, isNew }),
    ...(existsSync(join(WORKSPACE, 'pnpm-workspace.yaml')) ? [() => finish(folder)] : []),
  ];
}

type Names = {
  readonly package: string;
  readonly recipe: string;
  readonly byOptions: boolean;
  readonly factory: string;
  readonly type: string;
  readonly key: string;
  readonly event: string;
  readonly triggerWords: string;
  readonly testOptions: string;
};

/** Adds the recipe to all files outside of its folder that must name it. */
async function connect(
  names: Names,
  { packageFolder, isNew }: { readonly packageFolder: string; readonly isNew: boolean },
): Promise<string> {
  const { package: folder, recipe, byOptions, factory, type } = names;
  const packageName = `@amplify-recipes/${folder}`;
  const inPackage = (path: string) => join(packageFolder, path);
  const what = byOptions
    ? 'refuses users by their user names'
    : 'lets through the users that your own function allows';

  await edit(inPackage('src/index.ts'), (text) =>
    byOptions
      ? `${text}export { ${type}Options, ${factory} } from './${recipe}/recipe.js';\n`
      : `${text}export { type ${type}Options, ${factory} } from './${recipe}/recipe.js';\n`,
  );
  if (byOptions) {
    await edit(
      inPackage('src/resources.ts'),
      (text) => `${text}export { define${type} } from './${recipe}/resource.js';\n`,
    );
    await editJson(inPackage('package.json'), (manifest) => {
      const { './package.json': own, ...exports } = manifest.exports as Record<string, unknown>;
      return {
        ...manifest,
        exports: {
          ...exports,
          './resources': exported('resources'),
          [`./${recipe}/handler`]: exported(`${recipe}/handler`),
          './package.json': own,
        },
        scripts: withReadyHandlers(manifest.scripts as Json),
      };
    });
  }
  await edit(inPackage('src/package.test.ts'), (text) =>
    withImport(text, names.event, '@amplify-recipes/core/testing').replace(
      /(testRecipes\(\s*import\.meta\.url,\s*\{\n)/,
      (opening) => `${opening}${trialsOf(names)}`,
    ),
  );
  await edit(inPackage('README.md'), (text) =>
    withRow(text, '| recipe |', `| [${recipe}](./src/${recipe}/README.md) | ${sentence(what)} |`),
  );
  await edit(join(WORKSPACE, 'README.md'), (text) => {
    const link = `packages/${folder}/src/${recipe}/README.md`;
    const row = `| [\`${recipe}\`](${link}) | ${names.triggerWords} | ${what} |`;
    const listed = withRow(text, '| recipe | trigger |', row);
    const ofPackage = `| [\`${packageName}\`](packages/${folder}/README.md) | recipes of the ${names.triggerWords} trigger |`;
    return isNew ? listed.replace('| [`@amplify-recipes/core`]', `${ofPackage}\n$&`) : listed;
  });
  await writeFile(
    join(WORKSPACE, `.changeset/${recipe}.md`),
    `---\n"${packageName}": minor\n---\n\nThe recipe \`${recipe}\`: ${what}.\n`,
  );
  await intoCommandLine(recipe, packageName, names.triggerWords);
  return intoDemo(names, packageName);
}

/** Adds the recipe to those that `amplify-recipes add` copies. */
async function intoCommandLine(
  recipe: string,
  packageName: string,
  triggerWords: string,
): Promise<void> {
  const cli = join(WORKSPACE, 'packages/cli');
  if (!existsSync(cli)) return;
  await editJson(join(cli, 'package.json'), (manifest) => ({
    ...manifest,
    dependencies: sorted({ ...(manifest.dependencies as object), [packageName]: 'workspace:*' }),
  }));
  await edit(join(cli, 'src/recipes/triggers.ts'), (text) =>
    text.replace('> = {\n', (opening) => `${opening}  '${recipe}': '${triggerWords}',\n`),
  );
}

/**
 * Adds the build of ready handlers, if all recipes of the package are configured by code so far.
 */
function withReadyHandlers(scripts: Json): Json {
  const build = String(scripts.build);
  return build.includes('tsup.handlers.config.ts')
    ? scripts
    : { ...scripts, build: `${build} && tsup --config ../../tsup.handlers.config.ts` };
}

const exported = (file: string) => ({ types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` });
const sentence = (what: string) => what.replace(/^./, (letter) => letter.toUpperCase());

function trialsOf({ recipe, byOptions, factory, event, testOptions }: Names): string {
  const how = byOptions
    ? `options: ${testOptions},`
    : `handler: (module) => \`
        import { ${factory} } from '\${module}';

        export const handler = ${factory}(${testOptions});
      \`,`;
  return `  '${recipe}': {
    ${how}
    yes: { event: ${event}({ userName: 'ada' }) },
    no: { event: ${event}({ userName: 'eve' }), code: 'USER_REFUSED' },
  },
`;
}

/** Adds the recipe to the demo if its trigger has no function there yet. */
async function intoDemo(
  { recipe, byOptions, factory, type, key, testOptions }: Names,
  packageName: string,
): Promise<string> {
  const demo = join(WORKSPACE, 'apps/demo');
  await editJson(join(demo, 'package.json'), (manifest) => ({
    ...manifest,
    devDependencies: sorted({
      ...(manifest.devDependencies as object),
      [packageName]: 'workspace:*',
    }),
  }));
  const resource = join(demo, 'amplify/auth/resource.ts');
  const text = await readFile(resource, 'utf8');
  const [, triggers = ''] = /triggers: \{\n([\s\S]*?)\n {2}\},/.exec(text) ?? [];
  const isTaken = new RegExp(`\\b${key}\\b`).test(triggers) || (await isWiredElsewhere(demo, key));
  if (isTaken || triggers === '') {
    return `${recipe} does not run in the demo yet: its trigger ${key} already has a function there. See "Into the demo" in CONTRIBUTING.md.`;
  }
  const [name, module, trigger] = byOptions
    ? [`define${type}`, `${packageName}/resources`, `${key}: define${type}(${testOptions})`]
    : [key, `./${recipe}/resource.js`, key];
  if (!byOptions) {
    await edit(join(demo, `amplify/auth/${recipe}/handler.ts`), () =>
      [
        `import { ${factory} } from '${packageName}';`,
        '',
        `export const handler = ${factory}(${testOptions});\n`,
      ].join('\n'),
    );
    await edit(join(demo, `amplify/auth/${recipe}/resource.ts`), () =>
      [
        "import { defineFunction } from '@aws-amplify/backend';",
        '',
        `export const ${key} = defineFunction({`,
        `  name: '${recipe}',`,
        "  resourceGroupName: 'auth',",
        '  timeoutSeconds: 5,',
        '});\n',
      ].join('\n'),
    );
  }
  await edit(resource, (before) =>
    withImport(before, name, module).replace('triggers: {\n', `triggers: {\n    ${trigger},\n`),
  );
  return `${recipe} was created and runs in the demo.`;
}

/** Whether the backend sets the trigger: `triggers` supports only version 1 of some events. */
async function isWiredElsewhere(demo: string, key: string): Promise<boolean> {
  const backend = await readFile(join(demo, 'amplify/backend.ts'), 'utf8');
  return new RegExp(`use${key}`, 'i').test(backend);
}

function withImport(text: string, name: string, module: string): string {
  if (new RegExp(`import [^;]*\\b${name}\\b[^;]* from`).test(text)) return text;
  return `import { ${name} } from '${module}';\n${text}`;
}

/** Adds a row to the end of the table with the given header. */
function withRow(text: string, header: string, row: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(header));
  if (start < 0) throw new Error(`The table "${header}" is missing. Add it with this row: ${row}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  lines.splice(end < 0 ? lines.length : end, 0, row);
  return lines.join('\n');
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  const text = existsSync(path) ? await readFile(path, 'utf8') : '';
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, change(text));
}

type Json = Readonly<Record<string, unknown>>;

async function editJson(path: string, change: (json: Json) => Json): Promise<void> {
  await edit(path, (text) => `${JSON.stringify(change(JSON.parse(text)), null, 2)}\n`);
}

const sorted = (dependencies: object) =>
  Object.fromEntries(Object.entries(dependencies).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Installs the package and sorts the imports. */
function finish(folder: string): string {
  const run = (...args: string[]) =>
    execFileSync('npx', ['--yes', 'pnpm@12', ...args], {
      cwd: WORKSPACE,
      stdio: 'pipe',
      shell: process.platform === 'win32',
    });
  run('install', '--prefer-offline', '--no-frozen-lockfile');
  run(
    'exec',
    'biome',
    'check',
    '--write',
    `packages/${folder}`,
    'apps/demo/amplify',
    'apps/demo/package.json',
  );
  return `Next, run: npx --yes pnpm@12 build && npx --yes pnpm@12 --filter @amplify-recipes/${folder} test`;
}
