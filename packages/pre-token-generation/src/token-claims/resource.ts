import { type DefineRecipeFunction, defineRecipe } from '@amplify-recipes/core/backend';
import { type DeclaredTokenClaims, TokenClaimsOptions } from './recipe.js';

/**
 * Defines the function that shapes the claims of tokens. Give it to `triggers`, or, for what needs
 * an event of version 2 or 3, wire it with `usePreTokenGenerationV2`. It needs no permissions.
 *
 * @example
 * export const tokenClaims = defineTokenClaims({
 *   claims: { plan: { attribute: 'custom:plan' } },
 * });
 */
export const defineTokenClaims: DefineRecipeFunction<DeclaredTokenClaims> = defineRecipe({
  name: 'token-claims',
  options: TokenClaimsOptions,
  module: import.meta.url,
  calledBy: 'cognito',
});
