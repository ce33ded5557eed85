import { randomBytes } from 'node:crypto';
import type { ServiceRequest } from '../../protocols/request.js';
import { isoTime, jsonObject } from './site-verify.js';
import type { Token, TokenStore } from './tokens.js';

export type AssessmentAnswer = { readonly status: number; readonly body: object };

/**
 * Creates an assessment like reCAPTCHA Enterprise.
 *
 * @see https://cloud.google.com/recaptcha/docs/reference/rest/v1/projects.assessments/create
 */
export function createAssessment(
  project: string,
  { headers, query, body }: ServiceRequest,
  tokens: TokenStore,
): AssessmentAnswer {
  const apiKey = headers['x-goog-api-key'] ?? query.get('key') ?? undefined;
  if (!apiKey) {
    return failed(403, 'PERMISSION_DENIED', 'The request is missing a valid API key.');
  }
  const event = jsonObject(body)?.event;
  if (typeof event !== 'object' || event === null) {
    return failed(400, 'INVALID_ARGUMENT', 'The assessment has no event.');
  }
  const { token: text, siteKey } = event as Readonly<Record<string, unknown>>;
  if (typeof siteKey !== 'string' || siteKey === '') {
    return failed(400, 'INVALID_ARGUMENT', 'The event has no site key.');
  }
  if (apiKey === siteKey) {
    return failed(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.');
  }
  return {
    status: 200,
    body: {
      name: `projects/${project}/assessments/${randomBytes(8).toString('hex')}`,
      event,
      ...assess(typeof text === 'string' ? text : '', siteKey, apiKey, tokens),
    },
  };
}

function assess(text: string, siteKey: string, apiKey: string, tokens: TokenStore): object {
  if (text === '') return invalid('MISSING');
  const token = tokens.find(text);
  const isOfSite =
    token?.kind === 'recaptcha-enterprise' &&
    token.siteKey === siteKey &&
    (token.secretKey ?? apiKey) === apiKey;
  if (!isOfSite) return invalid('MALFORMED');
  const redeemed = tokens.redeem(text);
  if ('problem' in redeemed) {
    return invalid(redeemed.problem === 'expired' ? 'EXPIRED' : 'DUPE', token);
  }
  return {
    riskAnalysis: { score: token.score, reasons: token.score < 0.5 ? ['AUTOMATION'] : [] },
    tokenProperties: {
      valid: true,
      invalidReason: 'INVALID_REASON_UNSPECIFIED',
      ...propertiesOf(token),
    },
  };
}

function invalid(invalidReason: string, token?: Token): object {
  return {
    riskAnalysis: { score: 0, reasons: [] },
    tokenProperties: { valid: false, invalidReason, ...(token && propertiesOf(token)) },
  };
}

function propertiesOf({ action = '', hostname, madeAt }: Token): object {
  return { hostname, action, createTime: isoTime(madeAt) };
}

function failed(code: number, status: string, message: string): AssessmentAnswer {
  return { status: code, body: { error: { code, message, status } } };
}
