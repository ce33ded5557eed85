import { createAuthChallenge } from '@amplify-recipes/core';
import { captchaPrompt } from '@amplify-recipes/recaptcha';
import { code, widget } from './challenges.js';
import { sequenceOf } from './sequence.js';

/** Asks for the CAPTCHA. It cannot check an answer, because it does not have the secret key. */
export const handler = createAuthChallenge(sequenceOf(captchaPrompt(widget), code));
