export {
  type AmplifyFunction,
  type DefineRecipeFunction,
  defineRecipe,
  type FunctionProps,
  type RecipeDefinition,
  type RecipeOptions,
  type Secret,
} from './define-recipe.js';
export { RecipeError } from './recipe-error.js';
