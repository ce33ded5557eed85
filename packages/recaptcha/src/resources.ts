export { type CaptchaTriggers, defineCaptcha } from './captcha/resource.js';
