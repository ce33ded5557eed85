import { optionsFromEnv } from '@amplify-recipes/core';
import { oneTimeCodeCreate } from './recipe.js';
import { OneTimeCodeCreateOptions } from './sending-options.js';

export const handler = oneTimeCodeCreate(optionsFromEnv(OneTimeCodeCreateOptions));
