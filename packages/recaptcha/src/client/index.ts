export { type CaptchaChallenge, captchaChallenge } from './challenge.js';
export { type CaptchaStatus, type OpenCaptchaOptions, openCaptcha } from './open-captcha.js';
