import colors from 'picocolors';
import { requireApp } from '../app/amplify-app.js';
import { install, installCommands, lineOf } from '../app/package-manager.js';
import { plannedChanges } from '../app/planned-changes.js';
import { writeFiles } from '../app/write-files.js';
import { type Copies, copyOf, LOCK_FILE, writeCopies } from '../copies/lock-file.js';
import type { MergedFile } from '../copies/merge-file.js';
import { planUpdate, type UpdatePlan } from '../copies/plan-update.js';
import { type Recipe, readCatalogue } from '../recipes/catalogue.js';
import { copiedRecipes, describeUnknown } from './copied-recipes.js';

export type UpdateOptions = {
  /** Shows what would happen, and writes nothing. */
  readonly dryRun?: boolean;
  /** False leaves it to the user to install the packages. */
  readonly install: boolean;
};

/**
 * Merges the version of this command into the copies of the app. A conflict leaves its markers in
 * the file and sets the exit code 1.
 */
export async function updateRecipes(
  names: readonly string[],
  options: UpdateOptions,
  from = process.cwd(),
  catalogue?: readonly Recipe[],
): Promise<void> {
  const app = await requireApp(from);
  const recipes = catalogue ?? (await readCatalogue());
  const { copies, found, unknown } = await copiedRecipes(app, recipes, names);
  const plans: UpdatePlan[] = [];
  for (const { recipe, copy } of found) plans.push(await planUpdate(app, recipe, copy));
  const current = plans.filter(({ folder }) => folder !== undefined).map(({ recipe }) => recipe);
  const commands = await installCommands(app, current);
  if (options.dryRun) console.log(colors.bold('Nothing is written. The command would do this:'));
  else {
    const { changes, before } = await plannedChanges(app, changesOf(plans, copies));
    if (options.install) await install(app, commands);
    await writeFiles(app.root, changes, before);
  }
  for (const plan of plans) console.log(describeUpdate(plan));
  for (const name of unknown) console.log(describeUnknown(name));
  if (found.length + unknown.length === 0) console.log('The app has no copies of recipes.');
  if (options.dryRun || !options.install) {
    for (const command of commands) console.log(`Run: ${lineOf(command)}`);
  }
  const conflicts = plans.flatMap(({ files }) => pathsWith(files, 'conflict'));
  if (conflicts.length > 0) {
    process.exitCode = 1;
    console.log(
      colors.red(
        `✖ Both you and the new version changed the same lines of ${conflicts.join(', ')}. Choose between the lines after <<<<<<< and those before >>>>>>>.`,
      ),
    );
  }
}

function changesOf(plans: readonly UpdatePlan[], copies: Copies) {
  const changes = new Map<string, string | undefined>();
  const kept = new Map(Object.entries(copies));
  for (const { recipe, folder, files } of plans) {
    for (const [path, { text, outcome }] of files) {
      if (!UNTOUCHED.has(outcome)) changes.set(path, text);
    }
    if (folder === undefined) kept.delete(recipe.name);
    else kept.set(recipe.name, copyOf(recipe, folder));
  }
  if (plans.length > 0) changes.set(LOCK_FILE, writeCopies(Object.fromEntries(kept)));
  return changes;
}

/** The outcomes that leave a file as it is. */
const UNTOUCHED: ReadonlySet<MergedFile['outcome']> = new Set([
  'unchanged',
  'kept',
  'not restored',
]);

const pathsWith = (files: UpdatePlan['files'], wanted: MergedFile['outcome']) =>
  [...files].filter(([, { outcome }]) => outcome === wanted).map(([path]) => path);

const WORDS: Readonly<Record<Exclude<MergedFile['outcome'], 'unchanged'>, string>> = {
  updated: 'updated',
  merged: 'merged with your changes',
  conflict: 'has a conflict',
  added: 'added',
  deleted: 'deleted: the recipe no longer has it',
  kept: 'kept with your changes: the recipe no longer has it',
  'not restored': 'not restored: you deleted it, and the new version changes it',
  'format lost': 'updated: you had only formatted it, so format it again',
};

function describeUpdate({ recipe, folder, movedFrom, from, files }: UpdatePlan): string {
  const { name, version } = recipe;
  if (folder === undefined) {
    return `${name} was deleted from ${movedFrom}/. It is no longer in ${LOCK_FILE}.`;
  }
  const lines = [...files].flatMap(([path, { outcome }]) =>
    outcome === 'unchanged' ? [] : [`  ${path} ${WORDS[outcome]}`],
  );
  const moved = movedFrom === undefined ? [] : [`  moved from ${movedFrom}/ to ${folder}/`];
  const title =
    lines.length === 0 ? `${name} ${version} is up to date` : `${name}: ${from} → ${version}`;
  return [title, ...moved, ...lines].join('\n');
}
