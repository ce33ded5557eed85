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
 * What a recipe has beside its behaviour, each with a function that finds what is missing and says
 * what to do about it.
 */
export const RECIPE_CHECKS: Readonly<
  Record<string, (recipe: RecipeUnderTest) => Promise<string[]>>
> = {
  'has the files of its shape': fileProblems,
  'imports what its package depends on and its own files, and nothing else': importProblems,
  'is exported from its package': exportProblems,
  'has a README with its sections, in order': sectionProblems,
  'has a README that installs its package': installProblems,
  'has a README that says how to copy it, with what it imports': copyProblems,
  'has a README with a row for each option of its schema': optionProblems,
  'has a README with a row for each code that it throws': codeProblems,
  'is in the tables of the READMEs': tableProblems,
  'runs in the demo': demoProblems,
  'is in a changeset': changesetProblems,
};
