import { exportProblems, fileProblems, importProblems } from './folder-problems.js';
import {
  codeProblems,
  copyProblems,
  installProblems,
  optionProblems,
  sectionProblems,
} from './readme-problems.js';
import type { RecipeUnderTest } from './recipe-under-test.js';
import { changesetProblems, demoProblems, tableProblems } from './workspace-problems.js';

/**
 * The requirements for a recipe besides its behaviour. Each has a function that returns what is
 * missing and what to do.
 */
export const RECIPE_CHECKS: Readonly<
  Record<string, (recipe: RecipeUnderTest) => Promise<string[]>>
> = {
  'has the files of its shape': fileProblems,
  'imports only dependencies of its package and its own files': importProblems,
  'is exported from its package': exportProblems,
  'has a README with its sections in order': sectionProblems,
  'has a README that installs its package': installProblems,
  'has a README that says how to copy it and which packages to install': copyProblems,
  'has a README with a row for each option of its schema': optionProblems,
  'has a README with a row for each code that it throws': codeProblems,
  'is in the tables of the READMEs': tableProblems,
  'runs in the demo': demoProblems,
  'is in a changeset': changesetProblems,
};
