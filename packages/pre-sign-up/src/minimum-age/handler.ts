import { optionsFromEnv } from '@amplify-recipes/core';
import { MinimumAgeOptions, minimumAge } from './recipe.js';

export const handler = minimumAge(optionsFromEnv(MinimumAgeOptions));
