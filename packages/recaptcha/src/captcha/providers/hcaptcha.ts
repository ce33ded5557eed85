import type { Provider } from './provider.js';
import { siteVerify } from './site-verify.js';

const VERIFY_URL = 'https://api.hcaptcha.com/siteverify';

/**
 * hCaptcha. It returns the host name and, in its Enterprise plan, a score of the risk, where 1 is a
 * robot. Here the score is inverted.
 *
 * @see https://docs.hcaptcha.com/#verify-the-user-response-server-side
 */
export const hcaptcha: Provider = {
  connect: ({ secretKey, siteKey, verifyUrl = VERIFY_URL }) => {
    return async (token, { signal }) => {
      // With the site key, hCaptcha rejects a token of another site of the same account.
      const fields = { secret: secretKey, response: token, sitekey: siteKey };
      const redemption = await siteVerify(verifyUrl, fields, signal);
      const risk = redemption.solution?.score;
      if (risk === undefined) return redemption;
      return { solution: { ...redemption.solution, score: 1 - risk } };
    };
  },
};
