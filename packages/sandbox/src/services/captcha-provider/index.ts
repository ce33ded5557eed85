import type { ServiceContext } from '../../context/service-context.js';
import type { ServiceRequest, ServiceResponse } from '../../protocols/request.js';
import type { Service, ServiceDefinition } from '../service.js';
import { createAssessment } from './assessments.js';
import { isProvider, type Provider } from './provider.js';
import { jsonObject, siteVerify } from './site-verify.js';
import { openTokenStore, type Token, type TokenStore, tokenKinds } from './tokens.js';
import { widgetScript } from './widget-script.js';

/** The prefix of the stand-in's paths. */
const PREFIX = '/_sandbox/captcha/';

/**
 * A stand-in for CAPTCHA providers, which cannot work on a developer's machine.
 *
 * It has their widgets, as scripts with which the developer chooses to be a human or a robot. It
 * also has the API with which a function redeems a token.
 */
export const captchaProvider: ServiceDefinition = {
  name: 'captcha-provider',
  resourceTypes: {},
  create: createCaptchaProvider,
};

function createCaptchaProvider(context: ServiceContext): Service {
  const tokens = openTokenStore(context);
  return {
    maxBodyBytes: 64 * 1024,
    timeline: { service: 'captcha' },
    matches: ({ path }) => path.startsWith(PREFIX),
    deploy: () => {},
    handle: async (request) => answer(request, tokens),
  };
}

function answer(request: ServiceRequest, tokens: TokenStore): ServiceResponse {
  const path = request.path.slice(PREFIX.length);
  const { method } = request;
  if (path === 'tokens') {
    return method === 'POST' ? makeToken(request, tokens) : wrongMethod('POST');
  }
  const [, provider = '', call = ''] = /^([a-z-]+)\/(.+)$/.exec(path) ?? [];
  if (call === 'api.js' && isProvider(provider)) {
    return method === 'GET' || method === 'HEAD' ? script(provider) : wrongMethod('GET');
  }
  if (call === 'siteverify' && isProvider(provider) && provider !== 'recaptcha-enterprise') {
    return json(200, siteVerify(provider, request, tokens));
  }
  const project = /^v1\/projects\/([^/]+)\/assessments$/.exec(call)?.[1];
  if (project && provider === 'recaptcha-enterprise') {
    if (method !== 'POST') return wrongMethod('POST');
    const { status, body } = createAssessment(project, request, tokens);
    return json(status, body);
  }
  return json(404, {
    message: `${request.path} does not exist. The paths are ${PREFIX}tokens and, for each provider, api.js and siteverify, such as ${PREFIX}turnstile/siteverify, or ${PREFIX}recaptcha-enterprise/v1/projects/my-project/assessments.`,
  });
}

/** Makes a token for a widget, or with the values that a test needs. */
function makeToken({ headers, body }: ServiceRequest, tokens: TokenStore): ServiceResponse {
  const input = jsonObject(body);
  const kind = tokenKinds.find((known) => known === input?.provider);
  const { siteKey, score = 0.9 } = input ?? {};
  if (!input || !kind) return wrongInput(`provider must be one of ${tokenKinds.join(', ')}.`);
  if (typeof siteKey !== 'string' || siteKey === '')
    return wrongInput('siteKey must be a string that is not empty.');
  if (typeof score !== 'number' || !(score >= 0 && score <= 1)) {
    return wrongInput('score must be a number from 0 to 1.');
  }
  const texts: Partial<Record<'secretKey' | 'action' | 'hostname' | 'cdata', string>> = {};
  for (const name of ['secretKey', 'action', 'hostname', 'cdata'] as const) {
    const value = input[name];
    if (value === undefined) continue;
    if (typeof value !== 'string') return wrongInput(`${name} must be a string.`);
    texts[name] = value;
  }
  const { secretKey, action, hostname = hostnameOf(headers.origin), cdata } = texts;
  const token: Omit<Token, 'madeAt'> = {
    kind,
    siteKey,
    score,
    secretKey,
    action,
    hostname,
    cdata,
  };
  return json(200, { token: tokens.make(token) });
}

/** The host name of the requesting page. A real provider learns it from the browser. */
function hostnameOf(origin: string | undefined): string {
  return origin ? new URL(origin).hostname : 'localhost';
}

function script(provider: Provider): ServiceResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' },
    body: widgetScript(provider),
  };
}

function wrongInput(message: string): ServiceResponse {
  return json(400, { message });
}

function wrongMethod(allow: string): ServiceResponse {
  const response = json(405, { message: `Ask with ${allow}.` });
  return { ...response, headers: { ...response.headers, allow } };
}

function json(status: number, body: object): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
