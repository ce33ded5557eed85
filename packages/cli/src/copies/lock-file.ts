import * as v from 'valibot';
import { type AmplifyApp, readAppFile } from '../app/amplify-app.js';
import { checkPath } from '../app/safe-path.js';
import type { Recipe } from '../recipes/catalogue.js';
import type { TextFiles } from '../recipes/published-files.js';
import { UsageError } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';
import { hasConflict } from './merge-file.js';
import { toLf } from './text.js';

/** The file that records what was copied into an app. It belongs into version control. */
export const LOCK_FILE = 'amplify/recipes.lock.json';

/** A copied recipe. */
export type Copy = {
  readonly packageName: string;
  readonly version: string;
  /** The folder in the app: `amplify/auth/email-domain`. */
  readonly folder: string;
  /** The files as they were published, which an update needs as the base of its merge. */
  readonly files: TextFiles;
};

export type Copies = Readonly<Record<string, Copy>>;

/** The lines of a text. Version control then shows and merges the lock file by line. */
const Lines = v.array(v.string());

/** The version of the format. */
const VERSION = 1;

const LockFile = v.object({
  version: v.literal(VERSION),
  recipes: v.record(
    v.string(),
    v.object({
      package: v.string(),
      version: v.pipe(v.string(), v.regex(/^[\w.+-]+$/)),
      folder: v.string(),
      files: v.record(v.string(), Lines),
    }),
  ),
});

/**
 * Reads the copies of an app.
 *
 * @throws {UsageError} When the lock file is damaged, or has a path outside of `amplify/`.
 */
export async function readCopies(app: AmplifyApp): Promise<Copies> {
  const text = await readAppFile(app, LOCK_FILE);
  if (text === undefined) return {};
  const { recipes } = parse(text);
  const copies: Record<string, Copy> = {};
  for (const [name, { package: packageName, version, folder, files }] of Object.entries(recipes)) {
    for (const path of Object.keys(files)) checkPath(`${folder}/${path}`);
    const texts = Object.entries(files).map(([path, lines]) => [path, lines.join('\n')]);
    copies[name] = { packageName, version, folder, files: Object.fromEntries(texts) };
  }
  return copies;
}

function parse(text: string) {
  if (hasConflict(text)) {
    throw new UsageError(
      `${LOCK_FILE} has the markers of a conflict. Resolve it between <<<<<<< and >>>>>>>, and run the command again.`,
    );
  }
  try {
    const content: unknown = JSON.parse(toLf(text));
    if (Number(Object(content).version) > VERSION) throw new UsageError(NEWER);
    return v.parse(LockFile, content);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = printable(error instanceof Error ? error.message : String(error));
    throw new UsageError(
      `${LOCK_FILE} is not valid: ${reason}. Restore it from version control, or delete it and add the recipes again.`,
    );
  }
}

const NEWER = `${LOCK_FILE} is not valid for this version: a newer amplify-recipes wrote it. Update this one: npm install --save-dev amplify-recipes@latest`;

/** The text of a lock file. Recipes and files are sorted, so that equal copies give equal texts. */
export function writeCopies(copies: Copies): string {
  const recipes = sorted(copies).map(([name, { packageName, version, folder, files }]) => [
    name,
    {
      package: packageName,
      version,
      folder,
      files: Object.fromEntries(sorted(files).map(([path, text]) => [path, text.split('\n')])),
    },
  ]);
  return `${JSON.stringify({ version: VERSION, recipes: Object.fromEntries(recipes) }, null, 2)}\n`;
}

const sorted = <Value>(values: Readonly<Record<string, Value>>) =>
  Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));

/** The entry of a recipe that was just copied. */
export function copyOf(recipe: Recipe, folder: string): Copy {
  const { packageName, version, files } = recipe;
  return { packageName, version, folder, files };
}
