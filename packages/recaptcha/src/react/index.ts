export { type CaptchaChallenge, captchaChallenge } from '../client/challenge.js';
export type { CaptchaStatus } from '../client/open-captcha.js';
export { Captcha, type CaptchaProps, type CaptchaTexts } from './captcha.js';
export { type UseCaptcha, type UseCaptchaOptions, useCaptcha } from './use-captcha.js';
