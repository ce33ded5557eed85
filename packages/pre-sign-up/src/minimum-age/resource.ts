import { defineRecipe } from '@amplify-recipes/core/backend';
import { MinimumAgeOptions } from './recipe.js';

/**
 * Defines the function that turns away who is under an age. Give it to `triggers`; it needs no
 * permissions.
 *
 * @example
 * export const auth = defineAuth({
 *   loginWith: { email: true },
 *   userAttributes: { birthdate: { required: true } },
 *   triggers: { preSignUp: defineMinimumAge({ years: 13 }) },
 * });
 */
export const defineMinimumAge = defineRecipe({
  name: 'minimum-age',
  options: MinimumAgeOptions,
  module: import.meta.url,
  calledBy: 'cognito',
});
