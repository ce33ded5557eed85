export { CaptchaDefineOptions } from './captcha/define-options.js';
export { CaptchaCreateOptions, CaptchaOptions, CaptchaVerifyOptions } from './captcha/options.js';
export type { CaptchaProvider } from './captcha/providers/providers.js';
export {
  captcha,
  captchaAuth,
  captchaCreate,
  captchaDefine,
  captchaPrompt,
  captchaVerify,
} from './captcha/recipe.js';
