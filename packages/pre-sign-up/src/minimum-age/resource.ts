import { defineRecipe } from '@amplify-recipes/core/backend';
import { MinimumAgeOptions } from './recipe.js';

/**
 * Defines the function that denies sign-ups of users under a minimum age. Pass it to `triggers`. It
 * needs no permissions.
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
