export {
  CaptchaOptions,
  CaptchaPromptOptions,
  type CaptchaProvider,
  captcha,
  captchaAuth,
  captchaPrompt,
} from './captcha/recipe.js';
