import { optionsFromEnv } from '@amplify-recipes/core';
import { CaptchaDefineOptions } from './define-options.js';
import { captchaDefine } from './recipe.js';

export const handler = captchaDefine(optionsFromEnv(CaptchaDefineOptions));
