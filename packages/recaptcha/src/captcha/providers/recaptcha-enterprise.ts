import * as v from 'valibot';
import { ask } from './ask.js';
import { inJson, type Provider, type Redemption, Score, said } from './provider.js';

/**
 * reCAPTCHA Enterprise. It returns a score, the action and the host name, in an assessment. The
 * REST API creates the assessment with an API key.
 *
 * @see https://cloud.google.com/recaptcha/docs/create-assessment-website
 */
export const recaptchaEnterprise: Provider = {
  score: 'always',
  action: /^[A-Za-z0-9_/]{1,100}$/,
  connect({ secretKey, siteKey, project, action, verifyUrl = assessmentsOf(project) }) {
    return async (token, { signal }) => {
      const { answer, refusal } = await ask({
        url: verifyUrl,
        headers: { 'content-type': 'application/json', 'x-goog-api-key': secretKey },
        // With the site key, Google rejects a token of another site of the same project.
        body: JSON.stringify({ event: { token, siteKey, expectedAction: action } }),
        signal,
      });
      return refusal ? { refusal } : read(answer);
    };
  },
};

function assessmentsOf(project: string | undefined): string {
  return `https://recaptchaenterprise.googleapis.com/v1/projects/${project}/assessments`;
}

const Valid = inJson(
  v.object({
    tokenProperties: v.object({
      valid: v.literal(true),
      action: said(v.string()),
      hostname: said(v.string()),
      createTime: said(v.string()),
    }),
    riskAnalysis: v.object({ score: said(Score) }),
  }),
);

const Invalid = inJson(
  v.object({
    tokenProperties: v.object({
      // Google leaves out values that are false, 0 or empty.
      valid: said(v.literal(false)),
      invalidReason: said(v.string()),
    }),
  }),
);

function read(answer: string): Redemption {
  const valid = v.safeParse(Valid, answer);
  if (valid.success) {
    const { tokenProperties, riskAnalysis } = valid.output;
    const { action, hostname, createTime: solvedAt } = tokenProperties;
    return { solution: { score: riskAnalysis.score, action, hostname, solvedAt } };
  }
  const invalid = v.safeParse(Invalid, answer);
  if (!invalid.success) return { refusal: 'PROVIDER_ANSWER_NOT_VALID' };
  const reason = invalid.output.tokenProperties.invalidReason;
  const isUsedUp = reason === 'DUPE' || reason === 'EXPIRED';
  return { refusal: isUsedUp ? 'TOKEN_EXPIRED_OR_USED' : 'TOKEN_NOT_VALID' };
}
