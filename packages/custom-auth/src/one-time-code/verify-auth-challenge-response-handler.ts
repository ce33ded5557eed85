import { optionsFromEnv } from '@amplify-recipes/core';
import { OneTimeCodeVerifyOptions } from './options.js';
import { oneTimeCodeVerify } from './recipe.js';

export const handler = oneTimeCodeVerify(optionsFromEnv(OneTimeCodeVerifyOptions));
