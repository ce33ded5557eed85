export { type CaptchaFunctions, defineCaptcha } from './captcha/resource.js';
