import colors from 'picocolors';
import { findApp } from '../app/amplify-app.js';
import { readCopies } from '../copies/lock-file.js';
import { readCatalogue } from '../recipes/catalogue.js';

/** Prints all recipes, and which of them the app has. */
export async function listRecipes(from = process.cwd()): Promise<void> {
  const catalogue = await readCatalogue();
  const app = await findApp(from);
  const copies = app ? await readCopies(app) : {};
  const width = Math.max(...catalogue.map(({ name }) => name.length));
  for (const trigger of new Set(catalogue.map((recipe) => recipe.trigger))) {
    console.log(colors.bold(trigger));
    const recipes = catalogue.filter((recipe) => recipe.trigger === trigger);
    for (const { name, packageName, sentence } of recipes) {
      const copy = Object.hasOwn(copies, name) ? copies[name] : undefined;
      const state = [
        ...(copy ? [`copied ${copy.version} to ${copy.folder}`] : []),
        ...(app?.packages[packageName] === undefined ? [] : [`${packageName} is installed`]),
      ];
      console.log(`  ${colors.cyan(name.padEnd(width))}  ${sentence}`);
      if (state.length > 0)
        console.log(`  ${' '.repeat(width)}  ${colors.green(state.join(', '))}`);
    }
    console.log();
  }
  console.log(colors.dim('amplify-recipes add <recipe...> copies recipes into your app.'));
}
