import { type DefineRecipeFunction, defineRecipe } from '@amplify-recipes/core/backend';
import { type DeclaredTokenClaims, TokenClaimsOptions } from './recipe.js';

/**
 * Defines the function that changes the claims of tokens. Add it to `triggers`. If the options need
 * an event of version 2 or 3, connect it with `usePreTokenGenerationV2` instead. It needs no
 * permissions.
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
