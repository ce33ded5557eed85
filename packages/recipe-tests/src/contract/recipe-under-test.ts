import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A recipe, and how it is configured: by options, which a ready handler reads from its environment,
 * or by code, which the user's own handler passes to the factory.
 */
export type RecipeUnderTest = {
  /** The folder of the workspace. */
  readonly workspace: string;
  readonly packageFolder: string;
  /** `email-domain`: the name of its folder under `src`. */
  readonly name: string;
  readonly configuredBy: 'options' | 'code';
  /**
   * Options of the schema that the README does not list, such as a table that the resource sets.
   */
  readonly hiddenOptions?: readonly string[];
  /** Options that are not in the schema, such as options only of `defineX`. */
  readonly furtherOptions?: readonly string[];
};

export type Manifest = {
  readonly name: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};

export async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}

export const folderOf = ({ packageFolder, name }: RecipeUnderTest) =>
  join(packageFolder, 'src', name);

/** `emailDomain` of `email-domain`. */
export const factoryName = (recipe: string) =>
  recipe.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `EmailDomain` of `email-domain`, for `defineEmailDomain` and `EmailDomainOptions`. */
export const typeName = (recipe: string) => factoryName(`-${recipe}`);
