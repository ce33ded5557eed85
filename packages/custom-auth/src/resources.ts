export {
  type AllowOneTimeCodeOptions,
  allowOneTimeCode,
  defineOneTimeCode,
  type OneTimeCodeResourceOptions,
  type OneTimeCodeTriggers,
} from './one-time-code/resource.js';
