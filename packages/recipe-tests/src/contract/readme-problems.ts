import { join } from 'node:path';
import { packagesToInstall } from './folder-problems.js';
import { quotedIn, readReadme, type Section, type Table } from './readme.js';
import { folderOf, type RecipeUnderTest, readManifest, typeName } from './recipe-under-test.js';
import { calls, optionNames, readSources, triggerErrorCodes } from './sources.js';

const SECTIONS = ['Install', 'Copy', 'Options', 'Permissions'];
const OF_TRIGGERS = [...SECTIONS, 'What the user sees'];

/** Checks the sections that every recipe needs. There may be other sections between them. */
export async function sectionProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const sections = await readReadme(join(folderOf(recipe), 'README.md'));
  const readme = readmeOf(recipe);
  const [title, ...rest] = sections;
  const problems: string[] = [];
  if (title?.level !== 1 || title.heading !== recipe.name) {
    problems.push(
      `The title of ${readme} is not the name of the recipe. Begin it with "# ${recipe.name}".`,
    );
  } else if (title.text.trim().split('\n').length < 2) {
    problems.push(`${readme} does not say what the recipe does. Write a sentence under its title.`);
  }
  const wanted = (await isCognitoTrigger(recipe)) ? OF_TRIGGERS : SECTIONS;
  const headings = rest.filter(({ level }) => level === 2).map(({ heading }) => heading);
  const missing = wanted.filter((heading) => !headings.includes(heading));
  problems.push(
    ...missing.map(
      (heading) =>
        `${readme} has no section "## ${heading}". Write it; the sections are, in this order: ${wanted.join(', ')}.`,
    ),
  );
  const found = headings.filter((heading) => wanted.includes(heading));
  const inOrder = wanted.filter((heading) => found.includes(heading));
  if (found.join() !== inOrder.join()) {
    problems.push(
      `The sections of ${readme} are in the wrong order: ${found.join(', ')}. Move them: ${inOrder.join(', ')}.`,
    );
  }
  return problems;
}

/** Whether a recipe is a trigger of Cognito, whose errors users see. */
export async function isCognitoTrigger(recipe: RecipeUnderTest): Promise<boolean> {
  if (recipe.configuredBy === 'options') return true;
  const sources = await readSources(folderOf(recipe));
  return sources.some((source) => calls(source, 'cognitoTrigger'));
}

/** Checks that the table of options has one row for each option of the schema, and no other. */
export async function optionProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const { name, hiddenOptions = [], furtherOptions = [] } = recipe;
  const schema = `${typeName(name)}Options`;
  const options = optionNames(await readSources(folderOf(recipe)), [schema, 'Options']);
  if (!options) {
    return [
      `src/${name} has no schema of its options. Write: const ${schema} = v.strictObject({ ... }), with or without v.pipe around it.`,
    ];
  }
  const wanted = [...options, ...furtherOptions].filter(
    (option) => !hiddenOptions.includes(option),
  );
  const table = await tableOf(recipe, 'Options', 'option');
  if (!table) {
    return [
      `${readmeOf(recipe)} has no table of options in "## Options". Add one with the header | option | type | default | | and a row for each of ${wanted.join(', ')}.`,
    ];
  }
  const rows = table.rows.flatMap(([cell]) => quotedIn(cell)).map((row) => row.split('.')[0] ?? '');
  return [
    ...wanted
      .filter((option) => !rows.includes(option))
      .map(
        (option) =>
          `${readmeOf(recipe)} does not list the option ${option}. Add a row for it to the table in "## Options".`,
      ),
    ...rows
      .filter((row) => !wanted.includes(row))
      .map(
        (row) =>
          `${readmeOf(recipe)} lists the option ${row}, which ${schema} does not have. Delete the row, or add the option to the schema.`,
      ),
  ];
}

/** The code that `cognitoTrigger` throws for any recipe. A README may explain it. */
const OF_EVERY_TRIGGER = 'UNEXPECTED_ERROR';

/**
 * Checks that the table of codes has one row for each `TriggerError` in the sources, and no other.
 */
export async function codeProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const codes = triggerErrorCodes(await readSources(folderOf(recipe)));
  const readme = readmeOf(recipe);
  const problems = codes.includes(undefined)
    ? [
        `src/${recipe.name} creates a TriggerError whose code is not a string literal. Write new TriggerError('CODE_OF_IT', ...), so that users can search for it.`,
      ]
    : [];
  const wanted = codes.filter((code) => code !== undefined);
  const table = await tableOf(recipe, 'What the user sees', 'code');
  if (!table) {
    if (wanted.length === 0) return problems;
    return [
      ...problems,
      `${readme} has no table of codes in "## What the user sees". Add one with the header | code | sentence | when | and a row for each of ${wanted.join(', ')}.`,
    ];
  }
  const rows = table.rows.flatMap(([cell]) => quotedIn(cell));
  return [
    ...problems,
    ...wanted
      .filter((code) => !rows.includes(code))
      .map(
        (code) =>
          `${readme} does not list the code ${code}, which the recipe throws. Add a row for it to the table in "## What the user sees".`,
      ),
    ...rows
      .filter((row) => row !== OF_EVERY_TRIGGER && !wanted.includes(row))
      .map(
        (row) =>
          `${readme} lists the code ${row}, which no TriggerError of the recipe has. Delete the row, or throw it.`,
      ),
  ];
}

/** Packages that a copy may install without an import: every app has the first, many the second. */
const NOT_IMPORTED = ['@aws-amplify/backend', '@types/node'];

/** Checks that the section "Copy" installs the packages that the copied files import. */
export async function copyProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const readme = readmeOf(recipe);
  const copy = await sectionOf(recipe, 'Copy');
  if (!copy) return [];
  const problems: string[] = [];
  if (!copyTarget(copy)?.endsWith(`/${recipe.name}`)) {
    problems.push(
      `${readme} does not say where the folder is copied to. Write in "## Copy": Copy this folder to \`amplify/auth/${recipe.name}/\`.`,
    );
  }
  const installed = commandsIn(copy);
  const imported = await packagesToInstall(recipe);
  const missing = imported.filter(
    (name) => !installed.includes(name) && !NOT_IMPORTED.includes(name),
  );
  const needless = installed.filter(
    (name) => !imported.includes(name) && !NOT_IMPORTED.includes(name),
  );
  return [
    ...problems,
    ...missing.map(
      (name) =>
        `${readme} does not install ${name}, which the copied files import. Add it to the npm commands in "## Copy", with -D where only types or amplify/ need it.`,
    ),
    ...needless.map(
      (name) =>
        `${readme} installs ${name}, which no copied file imports. Remove it from the npm commands in "## Copy".`,
    ),
  ];
}

/** Checks that the section "Install" installs the package. */
export async function installProblems(recipe: RecipeUnderTest): Promise<string[]> {
  const { name } = await readManifest(recipe.packageFolder);
  const install = await sectionOf(recipe, 'Install');
  if (!install || commandsIn(install).includes(name)) return [];
  return [`${readmeOf(recipe)} does not install ${name}. Begin "## Install" with: npm i ${name}`];
}

/** The folder that the README names as the target of the copy: `amplify/auth/email-domain`. */
export async function copyTargetOf(recipe: RecipeUnderTest): Promise<string | undefined> {
  const copy = await sectionOf(recipe, 'Copy');
  return copy && copyTarget(copy);
}

const copyTarget = ({ text }: Section) => /`(amplify\/[\w/-]+?)\/?`/.exec(text)?.[1];

/** The packages that the `npm i` and `npm install` commands of a section name. */
function commandsIn({ code }: Section): string[] {
  return code
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => /^npm (?:i|install|add) /.test(line))
    .flatMap((line) => line.split(/\s+/).slice(2))
    .filter((word) => word !== '' && !word.startsWith('-'))
    .map((word) => word.replace(/(?<=.)@.*$/, ''));
}

async function sectionOf(recipe: RecipeUnderTest, heading: string): Promise<Section | undefined> {
  const sections = await readReadme(join(folderOf(recipe), 'README.md'));
  return sections.find((section) => section.level === 2 && section.heading === heading);
}

async function tableOf(
  recipe: RecipeUnderTest,
  heading: string,
  firstColumn: string,
): Promise<Table | undefined> {
  const section = await sectionOf(recipe, heading);
  return section?.tables.find(({ header }) => header[0] === firstColumn);
}

const readmeOf = ({ name }: RecipeUnderTest) => `src/${name}/README.md`;
