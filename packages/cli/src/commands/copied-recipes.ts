import type { AmplifyApp } from '../app/amplify-app.js';
import { type Copies, type Copy, readCopies } from '../copies/lock-file.js';
import type { Recipe } from '../recipes/catalogue.js';
import { UsageError } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';

/** A copy, and the recipe in the version of this command. */
export type CopiedRecipe = { readonly name: string; readonly copy: Copy; readonly recipe: Recipe };

/** The named copies of an app, or all of them. `unknown` are those that no longer exist here. */
export async function copiedRecipes(
  app: AmplifyApp,
  catalogue: readonly Recipe[],
  names: readonly string[],
): Promise<{ copies: Copies; found: CopiedRecipe[]; unknown: string[] }> {
  const copies = await readCopies(app);
  const wanted = names.length > 0 ? [...new Set(names)] : Object.keys(copies);
  const found: CopiedRecipe[] = [];
  const unknown: string[] = [];
  for (const name of wanted) {
    const copy = Object.hasOwn(copies, name) ? copies[name] : undefined;
    if (!copy) {
      throw new UsageError(
        `The app has no copy of "${printable(name)}". ${describeAll(Object.keys(copies))}`,
      );
    }
    const recipe = catalogue.find((each) => each.name === name);
    if (recipe) found.push({ name, copy, recipe });
    else unknown.push(printable(name));
  }
  return { copies, found, unknown };
}

/** A recipe may have another name now, or may be gone. */
export const describeUnknown = (name: string) =>
  `${name} is not in this version of amplify-recipes. Your copy stays as it is.`;

const describeAll = (names: readonly string[]) =>
  names.length > 0
    ? `It has copies of ${names.map(printable).join(', ')}.`
    : 'It has no copies yet: copy one with `amplify-recipes add`.';
