import { optionsFromEnv } from '@amplify-recipes/core';
import { OneTimeCodeDefineOptions } from './options.js';
import { oneTimeCodeDefine } from './recipe.js';

export const handler = oneTimeCodeDefine(optionsFromEnv(OneTimeCodeDefineOptions));
