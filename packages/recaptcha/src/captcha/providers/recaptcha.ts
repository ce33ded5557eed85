import type { ConnectOptions, Provider, Redeem } from './provider.js';
import { siteVerify } from './site-verify.js';

const VERIFY_URL = 'https://www.google.com/recaptcha/api/siteverify';

/**
 * reCAPTCHA v3. It returns a score, the action and the host name.
 *
 * @see https://developers.google.com/recaptcha/docs/v3
 */
export const recaptchaV3: Provider = {
  score: 'always',
  action: /^[A-Za-z0-9_/]{1,100}$/,
  connect,
};

/**
 * reCAPTCHA v2, the checkbox. It returns neither a score nor an action.
 *
 * @see https://developers.google.com/recaptcha/docs/verify
 */
export const recaptchaV2: Provider = {
  score: 'never',
  connect(options) {
    const redeem = connect(options);
    return async (token, context) => {
      const redemption = await redeem(token, context);
      // The keys are for v3, where any robot's token is a "success": nobody checks the score.
      const isOfV3 = redemption.solution?.score !== undefined;
      return isOfV3 ? { refusal: 'SCORE_NOT_EXPECTED' } : redemption;
    };
  },
};

function connect({ secretKey, verifyUrl = VERIFY_URL }: ConnectOptions): Redeem {
  return (token, { signal }) =>
    siteVerify(verifyUrl, { secret: secretKey, response: token }, signal);
}
