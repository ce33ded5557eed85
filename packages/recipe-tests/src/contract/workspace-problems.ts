import { glob, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readReadme } from './readme.js';
import { factoryName, type RecipeUnderTest, readManifest, typeName } from './recipe-under-test.js';
import { exportsOf, namesFrom, readSource } from './sources.js';

/** Checks that the README of the workspace and that of its package list a recipe. */
export async function tableProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const { workspace, packageFolder, name } = recipe;
  const { name: packageName } = await readManifest(packageFolder);
  const inPackages = `packages/${basename(packageFolder)}`;
  const link = `packages/${basename(packageFolder)}/src/${name}/README.md`;
  const wanted = [
    {
      folder: workspace,
      readme: 'the root README.md',
      target: link,
      row: `| [\`${name}\`](${link}) | the trigger | what it does |`,
    },
    {
      folder: workspace,
      readme: 'the root README.md',
      target: `${inPackages}/README.md`,
      row: `| [\`${packageName}\`](${inPackages}/README.md) | what is in it |`,
    },
    {
      folder: packageFolder,
      readme: `${inPackages}/README.md`,
      target: `./src/${name}/README.md`,
      row: `| [${name}](./src/${name}/README.md) | What it does |`,
    },
  ];
  const problems: string[] = [];
  for (const { folder, readme, target, row } of wanted) {
    const rows = (await readReadme(join(folder, 'README.md')))
      .flatMap(({ tables }) => tables)
      .flatMap(({ rows }) => rows);
    if (!rows.some(([cell = '']) => cell.includes(`](${target})`))) {
      problems.push(`A table of ${readme} has no row for ${target}. Add: ${row}`);
    }
  }
  return problems;
}

/** Checks that the demo uses a recipe, so that it runs in a complete backend. */
export async function demoProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const { workspace, packageFolder, name, configuredBy } = recipe;
  const { name: packageName } = await readManifest(packageFolder);
  const demo = join(workspace, 'apps/demo');
  const problems: string[] = [];
  const { dependencies, devDependencies } = await readManifest(demo);
  if (!(packageName in { ...dependencies, ...devDependencies })) {
    problems.push(
      `apps/demo does not depend on ${packageName}. Add "${packageName}": "workspace:*" to "devDependencies" in apps/demo/package.json, and run: npx --yes pnpm@12 install`,
    );
  }
  const own = new Set(await namesOf(recipe));
  for await (const path of glob('amplify/**/*.ts', { cwd: demo, exclude: ['**/node_modules'] })) {
    const source = await readSource(demo, path);
    const used = [packageName, `${packageName}/resources`].flatMap((module) =>
      namesFrom(source, module),
    );
    if (used.some((used) => own.has(used))) return problems;
  }
  const call =
    configuredBy === 'options'
      ? `define${typeName(name)} of ${packageName}/resources, or ${factoryName(name)} in a chain if the trigger already has a function,`
      : `${factoryName(name)} of ${packageName}`;
  return [
    ...problems,
    `apps/demo/amplify does not use ${name}. Call ${call} there; CONTRIBUTING.md says where, in "Into the demo".`,
  ];
}

/** All names that a package exports from a recipe's folder. */
async function namesOf({ packageFolder, name }: RecipeUnderTest): Promise<string[]> {
  const names: string[] = [];
  for (const file of ['index.ts', 'resources.ts']) {
    const exported = await readSource(join(packageFolder, 'src'), file)
      .then(exportsOf)
      .catch(() => []);
    for (const { name: exportName, module } of exported) {
      if (module.startsWith(`./${name}/`)) names.push(exportName);
    }
  }
  return names;
}

/** Checks that a recipe is in a changelog: in the next one or in an earlier one. */
export async function changesetProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const { workspace, packageFolder, name } = recipe;
  const { name: packageName } = await readManifest(packageFolder);
  const changelog = await readFile(join(packageFolder, 'CHANGELOG.md'), 'utf8').catch(() => '');
  if (changelog.includes(`\`${name}\``)) return [];
  for await (const path of glob('.changeset/*.md', { cwd: workspace })) {
    const text = await readFile(join(workspace, path), 'utf8');
    const [, header = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
    if (header.includes(`"${packageName}":`) && body.includes(`\`${name}\``)) return [];
  }
  return [
    `No changeset of ${packageName} names \`${name}\`. Write one with: npx --yes pnpm@12 changeset. Its text begins: The recipe \`${name}\`: ...`,
  ];
}

/** Checks that dist is up to date, because the tests read it. */
export async function staleBuilds(packageFolder: string): Promise<string[]> {
  const stale: string[] = [];
  for await (const path of glob('**/*.{ts,tsx}', { cwd: join(packageFolder, 'src') })) {
    if (/\.test\.tsx?$/.test(path)) continue;
    const built = join(packageFolder, 'dist', path.replace(/\.tsx?$/, '.js'));
    const [source, result] = await Promise.all([
      stat(join(packageFolder, 'src', path)),
      stat(built).catch(() => undefined),
    ]);
    if (!result || result.mtimeMs < source.mtimeMs) stale.push(`src/${path}`);
  }
  if (stale.length === 0) return [];
  return [
    `dist is older than ${stale.sort().join(', ')}, and this test reads dist. Build first: npx --yes pnpm@12 build`,
  ];
}
