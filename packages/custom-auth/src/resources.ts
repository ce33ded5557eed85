export {
  defineOneTimeCode,
  type OneTimeCodeResourceOptions,
  type OneTimeCodeTriggers,
} from './one-time-code/resource.js';
