import { optionsFromEnv } from '@amplify-recipes/core';
import { CaptchaVerifyOptions } from './options.js';
import { captchaVerify } from './recipe.js';

export const handler = captchaVerify(optionsFromEnv(CaptchaVerifyOptions));
