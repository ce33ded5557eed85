import { optionsFromEnv } from '@amplify-recipes/core';
import { LocalizedMessageOptions, localizedMessage } from './recipe.js';

export const handler = localizedMessage(optionsFromEnv(LocalizedMessageOptions));
