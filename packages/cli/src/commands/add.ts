import colors from 'picocolors';
import { type AmplifyApp, requireApp } from '../app/amplify-app.js';
import {
  type InstallCommand,
  install,
  installCommands,
  lineOf,
  olderPackages,
} from '../app/package-manager.js';
import { plannedChanges } from '../app/planned-changes.js';
import { type Changes, writeFiles } from '../app/write-files.js';
import { type Copies, copyOf, LOCK_FILE, readCopies, writeCopies } from '../copies/lock-file.js';
import { type CopyPlan, planCopy } from '../copies/plan-copy.js';
import { refuseOlder } from '../copies/plan-update.js';
import { type Recipe, readCatalogue, recipesNamed } from '../recipes/catalogue.js';
import type { Snippet } from '../recipes/instructions.js';
import { UsageError } from '../terminal/failure.js';
import { describeChanges } from '../terminal/patch.js';
import { chooseRecipes, confirm, isInteractive } from '../terminal/prompts.js';
import { planWiring, type Wiring } from '../wiring/plan-wiring.js';

export type AddOptions = {
  /** Replaces files that exist, without a question. */
  readonly overwrite?: boolean;
  /** Also connects the recipes in the files of the app. */
  readonly wire?: boolean;
  /** Shows what would happen, and writes nothing. */
  readonly dryRun?: boolean;
  /** Shows the differences of all files, and writes nothing. */
  readonly diff?: boolean;
  /** False leaves it to the user to install the packages. */
  readonly install: boolean;
};

/** Copies recipes into the app of the current folder. */
export async function addRecipes(
  names: readonly string[],
  options: AddOptions,
  from = process.cwd(),
): Promise<void> {
  const app = await requireApp(from);
  const catalogue = await readCatalogue();
  const recipes = recipesNamed(catalogue, await namesToAdd(names, catalogue));
  const copies = await readCopies(app);
  const plans: CopyPlan[] = [];
  for (const recipe of recipes) {
    const copy = Object.hasOwn(copies, recipe.name) ? copies[recipe.name] : undefined;
    if (copy) refuseOlder(recipe, copy);
    const plan = await planCopy(app, recipe, copies);
    if (await isAllowed(plan, options)) plans.push(plan);
  }
  const wanted = allChanges(plans, copies);
  const wirings = options.wire ? await planWiring(app, plans, wanted) : [];
  for (const wiring of wirings) {
    for (const [path, text] of wiring.changes) wanted.set(path, text);
  }
  const { changes, before } = await plannedChanges(app, wanted);
  const added = plans.map(({ recipe }) => recipe);
  const commands = await installCommands(app, added);
  if (options.diff || options.dryRun) {
    const overwritten = plans.flatMap((plan) => plan.overwritten);
    await preview(app, { changes, commands, overwritten }, options);
  } else {
    if (options.install) await install(app, commands);
    await writeFiles(app.root, changes, before);
    for (const plan of plans) console.log(describeCopy(plan));
  }
  for (const wiring of wirings) console.log(describeWiring(wiring));
  for (const warning of await olderPackages(app, added)) {
    console.log(colors.yellow(`⚠ ${warning} Update it if the copy does not compile.`));
  }
  if (wirings.some(({ problem }) => problem !== undefined)) process.exitCode = 1;
  console.log(describeNextSteps(plans, wirings, options.install ? [] : commands));
}

async function namesToAdd(
  names: readonly string[],
  catalogue: readonly Recipe[],
): Promise<readonly string[]> {
  if (names.length > 0) return names;
  if (isInteractive()) return chooseRecipes(catalogue);
  throw new UsageError(
    'Name the recipes to copy: amplify-recipes add <recipe...>. `amplify-recipes list` shows all.',
  );
}

/** Whether a recipe may be copied: existing files are only replaced with the user's consent. */
async function isAllowed(
  { recipe: { name }, folder, overwritten, copied }: CopyPlan,
  { overwrite, dryRun, diff }: AddOptions,
): Promise<boolean> {
  if (overwritten.length === 0 || overwrite || dryRun || diff) return true;
  const files = overwritten.join(', ');
  if (isInteractive()) return confirm(`Overwrite ${files}?`);
  const advice =
    copied === undefined
      ? 'Use --overwrite to replace them, or rename them.'
      : `${name} ${copied} is already in ${folder}: \`amplify-recipes update ${name}\` keeps your changes, --overwrite discards them.`;
  throw new UsageError(`These files exist with other contents: ${files}. ${advice}`);
}

function allChanges(plans: readonly CopyPlan[], copies: Copies): Map<string, string | undefined> {
  const changes = new Map<string, string | undefined>(plans.flatMap((plan) => [...plan.changes]));
  if (plans.length === 0) return changes;
  const added = plans.map(({ recipe, folder }) => [recipe.name, copyOf(recipe, folder)]);
  changes.set(LOCK_FILE, writeCopies({ ...copies, ...Object.fromEntries(added) }));
  return changes;
}

async function preview(
  app: AmplifyApp,
  {
    changes,
    commands,
    overwritten,
  }: {
    readonly changes: Changes;
    readonly commands: readonly InstallCommand[];
    readonly overwritten: readonly string[];
  },
  { diff }: AddOptions,
): Promise<void> {
  console.log(colors.bold('Nothing is written. The command would do this:'));
  for (const command of commands) console.log(`  run    ${lineOf(command)}`);
  for (const path of changes.keys()) {
    const consent = overwritten.includes(path) ? ', which exists: only with your consent' : '';
    console.log(`  write  ${path}${consent}`);
  }
  if (diff) console.log(`\n${await describeChanges(app, changes)}`);
}

function describeCopy({ recipe: { name, version }, folder, changes }: CopyPlan): string {
  const what = changes.size === 0 ? 'is already in' : 'is copied to';
  return `${colors.green('✔')} ${name} ${version} ${what} ${folder}/`;
}

function describeWiring({ recipe: { name }, changes, problem }: Wiring): string {
  if (problem !== undefined) return colors.yellow(`⚠ ${name} is not connected. ${problem}`);
  if (changes.size === 0) return `${colors.green('✔')} ${name} is connected already`;
  return `${colors.green('✔')} ${name} is connected in ${[...changes.keys()].join(', ')}`;
}

/** The steps that are left to the user. */
function describeNextSteps(
  plans: readonly CopyPlan[],
  wirings: readonly Wiring[],
  commands: readonly InstallCommand[],
): string {
  const steps = plans.map((plan) => {
    const wiring = wirings.find(({ recipe }) => recipe === plan.recipe);
    return describeRecipe(plan, wiring?.left ?? plan.recipe.snippets);
  });
  return [
    ...(commands.length > 0 ? ['\nInstall what the copies import:\n'] : []),
    ...commands.map((command) => `  ${lineOf(command)}`),
    ...steps,
  ].join('\n');
}

function describeRecipe({ recipe, folder }: CopyPlan, left: readonly Snippet[]): string {
  const secrets = new Set(recipe.snippets.flatMap(({ code }) => secretsIn(code)));
  return [
    `\n${colors.bold(recipe.name)}: its options and permissions are in ${folder}/README.md`,
    ...recipe.notes.map((note) => indented(note)),
    ...[...secrets].map((name) => `  Set its secret: npx ampx sandbox secret set ${name}`),
    ...left.map(({ path, code }) => `\n  In ${path}:\n\n${indented(indented(code))}`),
  ].join('\n');
}

const secretsIn = (code: string) =>
  [...code.matchAll(/\bsecret\('(\w+)'\)/g)].map(([, name = '']) => name);

const indented = (text: string) => text.trimEnd().replace(/^(?=.)/gm, '  ');
