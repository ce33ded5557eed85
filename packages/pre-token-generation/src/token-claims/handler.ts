import { optionsFromEnv } from '@amplify-recipes/core';
import { TokenClaimsOptions, tokenClaims } from './recipe.js';

export const handler = tokenClaims(optionsFromEnv(TokenClaimsOptions));
