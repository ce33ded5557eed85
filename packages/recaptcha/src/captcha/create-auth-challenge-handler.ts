import { optionsFromEnv } from '@amplify-recipes/core';
import { CaptchaCreateOptions } from './options.js';
import { captchaCreate } from './recipe.js';

export const handler = captchaCreate(optionsFromEnv(CaptchaCreateOptions));
