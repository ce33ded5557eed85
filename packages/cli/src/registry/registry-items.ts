import type { Recipe } from '../recipes/catalogue.js';
import { specifierOf, versionBeside } from '../recipes/dependency-versions.js';

/**
 * A recipe in the format of shadcn's registries. All its files have a target, so `shadcn add`
 * needs no `components.json` and changes no file: such an item is called universal.
 *
 * @see https://ui.shadcn.com/docs/registry/registry-item-json
 */
export type RegistryItem = {
  readonly $schema: string;
  readonly name: string;
  readonly type: 'registry:item';
  readonly title: string;
  readonly description: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly categories: readonly string[];
  readonly docs: string;
  readonly files: readonly RegistryFile[];
};

type RegistryFile = {
  readonly path: string;
  readonly type: 'registry:file';
  /** \`~\` is the folder of the app. Without it, an app with a folder `src` would get the file there. */
  readonly target: string;
  readonly content: string;
};

/** The items of all recipes, with the published files. */
export const registryItems = (recipes: readonly Recipe[]): Promise<RegistryItem[]> =>
  Promise.all(recipes.map(itemOf));

async function itemOf(recipe: Recipe): Promise<RegistryItem> {
  const { name, sentence, trigger, target, files, notes } = recipe;
  const versioned = async (names: readonly string[]) =>
    Promise.all(names.map(async (each) => specifierOf(each, await versionBeside(recipe, each))));
  return {
    $schema: 'https://ui.shadcn.com/schema/registry-item.json',
    name,
    type: 'registry:item',
    title: name,
    description: sentence,
    dependencies: await versioned(recipe.dependencies),
    devDependencies: await versioned(recipe.devDependencies),
    categories: [trigger],
    docs: [`${target}/README.md shows the code that connects the recipe.`, ...notes].join('\n'),
    files: Object.entries(files).map(([path, content]) => ({
      path: `${target}/${path}`,
      type: 'registry:file',
      target: `~/${target}/${path}`,
      content,
    })),
  };
}

/** The index of a registry, which lists the items without the contents of their files. */
export function registryIndex(items: readonly RegistryItem[]) {
  return {
    $schema: 'https://ui.shadcn.com/schema/registry.json',
    name: 'amplify-recipes',
    homepage: 'https://github.com/amplify-recipes/amplify-recipes',
    items: items.map(({ $schema: _, files, ...item }) => ({
      ...item,
      files: files.map(({ content: _content, ...file }) => file),
    })),
  };
}
