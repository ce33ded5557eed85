import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  factoryName,
  folderOf,
  type Manifest,
  type RecipeUnderTest,
  readManifest,
  typeName,
} from './recipe-under-test.js';
import {
  exportsOf,
  importedPackages,
  importsFromOutside,
  readSource,
  readSources,
} from './sources.js';

/** Checks that a recipe has the files of its shape. */
export async function fileProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const folder = `src/${recipe.name}`;
  const files = await readdir(folderOf(recipe)).catch(() => undefined);
  if (!files)
    return [
      `The folder ${folder} does not exist. Write the recipe there, or remove it from testRecipes.`,
    ];
  const problems = ['recipe.ts', 'recipe.test.ts', 'README.md']
    .filter((file) => !files.includes(file))
    .map((file) => `${folder}/${file} is missing. CONTRIBUTING.md describes its content.`);
  const ofOptions = files.filter((file) => file === 'resource.ts' || isHandler(file));
  if (recipe.configuredBy === 'code') {
    const unused = ofOptions.map(
      (file) =>
        `${folder}/${file} must not exist in a recipe that is configured by code: an environment cannot pass code to a ready handler. Delete it, or pass "options" instead of "handler" to testRecipes.`,
    );
    return [...problems, ...unused];
  }
  if (!ofOptions.includes('resource.ts')) {
    problems.push(
      `${folder}/resource.ts is missing. Export define${typeName(recipe.name)} from it, created with defineRecipe.`,
    );
  }
  if (!ofOptions.some(isHandler)) {
    problems.push(
      `${folder}/handler.ts is missing. Export "handler" from it: ${factoryName(recipe.name)}(optionsFromEnv(${typeName(recipe.name)}Options)).`,
    );
  }
  return problems;
}

const isHandler = (file: string) => /(?:^|[.-])handler\.ts$/.test(file);

/** Checks that a folder imports only its own files and dependencies, so that it can be copied. */
export async function importProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const manifest = await readManifest(recipe.packageFolder);
  const shipped = { ...manifest.dependencies, ...manifest.peerDependencies };
  const sources = await readSources(folderOf(recipe));
  const outside = sources.flatMap((source) =>
    importsFromOutside(source, folderOf(recipe)).map(
      (module) =>
        `src/${recipe.name}/${source.path} imports ${module}, which is missing in a copy of the folder. Move it into the folder, or into @amplify-recipes/core.`,
    ),
  );
  const unlisted = importedPackages(sources)
    .filter((name) => !(name in shipped) && !(typesOf(name) in shipped))
    .map(
      (name) =>
        `src/${recipe.name} imports ${name}, which a user of the package would not have. Add it to "dependencies" in package.json.`,
    );
  return [...outside, ...unlisted];
}

const typesOf = (name: string) => `@types/${name.replace(/^@/, '').replace('/', '__')}`;

/** The packages to install for the files of a recipe. For `aws-lambda`, these are its types. */
export async function packagesToInstall(recipe: RecipeUnderTest): Promise<string[]> {
  const { dependencies = {}, peerDependencies = {} } = await readManifest(recipe.packageFolder);
  const isPackage = (name: string) => name in dependencies || name in peerDependencies;
  return importedPackages(await readSources(folderOf(recipe)))
    .map((name) => (!isPackage(name) && isPackage(typesOf(name)) ? typesOf(name) : name))
    .sort();
}

/** Checks the exports for users: the factory, its options, the resource and the ready handlers. */
export async function exportProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const { name, packageFolder, configuredBy } = recipe;
  const problems = await missingExports(recipe, 'index.ts', [
    [factoryName(name), 'recipe.js'],
    [`${typeName(name)}Options`, 'recipe.js'],
  ]);
  if (configuredBy === 'code') return problems;
  problems.push(
    ...(await missingExports(recipe, 'resources.ts', [[`define${typeName(name)}`, 'resource.js']])),
  );
  const manifest = await readManifest(packageFolder);
  const files = await readdir(folderOf(recipe)).catch((): string[] => []);
  const handlers = files.filter(isHandler).map((file) => file.replace(/\.ts$/, ''));
  const paths = [
    ['.', 'index'],
    ['./resources', 'resources'],
    ...handlers.map((handler) => [`./${name}/${handler}`, `${name}/${handler}`]),
  ];
  for (const [path = '', file = ''] of paths) {
    if (!isExported(manifest, path, file)) {
      problems.push(
        `package.json exports no "${path}". Add to "exports": "${path}": { "types": "./dist/${file}.d.ts", "default": "./dist/${file}.js" }.`,
      );
    }
  }
  return problems;
}

function isExported({ exports = {} }: Manifest, path: string, file: string): boolean {
  const { types, default: code } = Object(exports[path]);
  return types === `./dist/${file}.d.ts` && code === `./dist/${file}.js`;
}

async function missingExports(
  { packageFolder, name: recipe }: RecipeUnderTest,
  file: string,
  wanted: [name: string, module: string][],
): Promise<string[]> {
  const exported = await readSource(join(packageFolder, 'src'), file)
    .then(exportsOf)
    .catch(() => []);
  const own = exported.filter(({ module }) => module.startsWith(`./${recipe}/`));
  return wanted
    .filter(([name]) => !own.some((exported) => exported.name === name))
    .map(
      ([name, module]) =>
        `src/${file} does not export ${name}. Add: export { ${name} } from './${recipe}/${module}';`,
    );
}

/** Checks that every folder with a recipe is tested. */
export async function untestedRecipes(
  packageFolder: string,
  tested: readonly string[],
): Promise<string[]> {
  const folders = await readdir(join(packageFolder, 'src'), { withFileTypes: true });
  const problems: string[] = [];
  for (const { name } of folders.filter((entry) => entry.isDirectory())) {
    if (tested.includes(name)) continue;
    const isRecipe = await readFile(join(packageFolder, 'src', name, 'recipe.ts')).then(
      () => true,
      () => false,
    );
    if (isRecipe) {
      problems.push(
        `src/${name} has a recipe.ts, but no test of its contract. Add '${name}' to testRecipes in src/package.test.ts.`,
      );
    }
  }
  return problems;
}
