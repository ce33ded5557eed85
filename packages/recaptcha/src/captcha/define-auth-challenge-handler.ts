import { optionsFromEnv } from '@amplify-recipes/core';
import { CaptchaDefineOptions } from './options.js';
import { captchaDefine } from './recipe.js';

export const handler = captchaDefine(optionsFromEnv(CaptchaDefineOptions));
