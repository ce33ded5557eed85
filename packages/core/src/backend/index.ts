export {
  type AmplifyFunction,
  type DefineRecipeFunction,
  defineRecipe,
  type Recipe,
  type RecipeOptions,
  type RecipeProps,
  type Secret,
} from './define-recipe.js';
export { RecipeError } from './recipe-error.js';
