export { OneTimeCodeDefineOptions, OneTimeCodeVerifyOptions } from './one-time-code/options.js';
export {
  oneTimeCode,
  oneTimeCodeCreate,
  oneTimeCodeDefine,
  oneTimeCodeVerify,
} from './one-time-code/recipe.js';
export {
  type CodeToDeliver,
  type DeliverCode,
  OneTimeCodeCreateOptions,
  OneTimeCodeOptions,
} from './one-time-code/sending-options.js';
