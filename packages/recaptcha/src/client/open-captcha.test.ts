// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaptchaProvider } from '../captcha/providers/providers.js';
import { type CaptchaChallenge, captchaChallenge } from './challenge.js';
import { openCaptcha } from './open-captcha.js';

type Callback = (...given: unknown[]) => unknown;
type Rendered = { readonly element: HTMLElement; readonly parameters: Record<string, Callback> };

let scripts: HTMLScriptElement[];
let container: HTMLElement;
const page = window as unknown as Record<string, unknown>;

beforeEach(() => {
  scripts = [];
  vi.spyOn(document.head, 'append').mockImplementation((script) => {
    scripts.push(script as HTMLScriptElement);
  });
  container = document.createElement('div');
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const name of ['grecaptcha', 'turnstile', 'hcaptcha']) delete page[name];
});

let key = 0;
/** A challenge with its own site key, so that each test loads its own script. */
const challengeOf = (provider: CaptchaProvider): CaptchaChallenge => {
  key += 1;
  const binding = provider === 'turnstile' ? 'one' : undefined;
  return { provider, siteKey: `site-${key}`, action: 'sign_in', binding, attemptsLeft: 3 };
};
const urlOf = (url: string) => `${url}?test=${key}`;

/** Acts as the loaded script: it calls back, or fires `load`. */
function arrive(script = scripts.at(-1)): void {
  const callback = new URL(script?.src ?? '').searchParams.get('onload');
  if (callback === null) script?.dispatchEvent(new Event('load'));
  else (page[callback] as Callback)();
}

function fakes() {
  const rendered: Rendered[] = [];
  const removed: unknown[] = [];
  const render = (element: HTMLElement, parameters: Record<string, Callback>) => {
    element.append(document.createElement('iframe'));
    return String(rendered.push({ element, parameters }) - 1);
  };
  const remove = (id: unknown) => void removed.push(id);
  return { rendered, removed, api: { render, remove, reset: remove } };
}

function open(challenge: CaptchaChallenge, scriptUrl?: string, nonce?: string) {
  const onToken = vi.fn();
  const statuses: string[] = [];
  const close = openCaptcha(container, challenge, {
    onToken,
    onStatus: (status) => statuses.push(status),
    scriptUrl,
    nonce,
  });
  return { onToken, statuses, close };
}

const shown = [
  ['recaptcha-v2', 'grecaptcha', 'https://www.google.com/recaptcha/api.js', {}],
  [
    'turnstile',
    'turnstile',
    'https://challenges.cloudflare.com/turnstile/v0/api.js',
    { action: 'sign_in', cData: 'one' },
  ],
  ['hcaptcha', 'hcaptcha', 'https://js.hcaptcha.com/1/api.js', {}],
] as const;

describe.each(shown)('the widget of %s', (provider, global, script, parameters) => {
  it('passes on its token, and reports its status', async () => {
    const { api, rendered } = fakes();
    const challenge = challengeOf(provider);
    const { onToken, statuses } = open(challenge, urlOf(script));
    expect(statuses).toEqual(['loading']);
    expect(scripts).toHaveLength(1);
    const { origin, pathname, searchParams } = new URL(scripts[0]?.src ?? '');
    expect(`${origin}${pathname}`).toBe(script);
    expect(searchParams.get('render')).toBe('explicit');
    expect(searchParams.get('recaptchacompat')).toBe(provider === 'hcaptcha' ? 'off' : null);

    page[global] = api;
    arrive();
    await vi.waitFor(() => expect(rendered).toHaveLength(1), 20_000);
    const [widget] = rendered;
    expect(widget?.element.parentElement).toBe(container);
    expect(widget?.parameters).toMatchObject({ sitekey: challenge.siteKey, ...parameters });

    widget?.parameters.callback?.('the-token');
    expect(onToken.mock.calls).toEqual([['the-token']]);
    widget?.parameters['expired-callback']?.();
    expect(widget?.parameters['error-callback']?.('code')).toBe(true);
    expect(statuses).toEqual(['loading', 'ready', 'solved', 'ready', 'failed']);
  });

  it('disappears when it is closed, and calls nothing after that', async () => {
    const { api, rendered, removed } = fakes();
    const { onToken, statuses, close } = open(challengeOf(provider), urlOf(script));
    page[global] = api;
    arrive();
    await vi.waitFor(() => expect(rendered).toHaveLength(1), 20_000);
    close();
    close();
    expect(removed).toEqual(['0']);
    expect(container.innerHTML).toBe('');
    rendered[0]?.parameters.callback?.('late');
    rendered[0]?.parameters['error-callback']?.();
    expect(onToken).not.toHaveBeenCalled();
    expect(statuses).toEqual(['loading', 'ready']);
  });

  it('fails if its script has no API', async () => {
    const { statuses } = open(challengeOf(provider), urlOf(script));
    arrive();
    await vi.waitFor(() => expect(statuses).toEqual(['loading', 'ready', 'failed']), 20_000);
  });
});

describe.each(['recaptcha-v3', 'recaptcha-enterprise'] as const)('the score of %s', (provider) => {
  const answering = (execute: (siteKey: string, options: object) => Promise<string>) => {
    const api = { ready: (callback: () => void) => callback(), execute };
    page.grecaptcha = provider === 'recaptcha-v3' ? api : { enterprise: api };
  };

  it('is requested with the action, and shows nothing', async () => {
    const challenge = challengeOf(provider);
    const { onToken, statuses } = open(challenge);
    const [script] = scripts;
    expect(script?.src).toBe(
      `https://www.google.com/recaptcha/${provider === 'recaptcha-v3' ? 'api' : 'enterprise'}.js?render=${challenge.siteKey}`,
    );
    const execute = vi.fn(async () => 'the-token');
    answering(execute);
    arrive();
    await vi.waitFor(() => expect(onToken.mock.calls).toEqual([['the-token']]), 20_000);
    expect(execute.mock.calls).toEqual([[challenge.siteKey, { action: 'sign_in' }]]);
    expect(statuses).toEqual(['loading', 'ready', 'solved']);
  });

  it('fails if the provider returns none', async () => {
    const { onToken, statuses } = open(challengeOf(provider));
    answering(async () => {
      throw new Error('no');
    });
    arrive();
    await vi.waitFor(() => expect(statuses).toEqual(['loading', 'ready', 'failed']), 20_000);
    expect(onToken).not.toHaveBeenCalled();
  });

  it('is not requested after it was closed', async () => {
    const { onToken, close } = open(challengeOf(provider));
    const execute = vi.fn(async () => 'the-token');
    answering(execute);
    close();
    arrive();
    await Promise.resolve();
    expect([execute, onToken].map(({ mock }) => mock.calls)).toEqual([[], []]);
  });
});

describe('the script', () => {
  it('is loaded once for all widgets of a page', async () => {
    const { api, rendered } = fakes();
    const challenge = challengeOf('turnstile');
    page.turnstile = api;
    open(challenge, urlOf('https://once.test/api.js'));
    open(challenge, urlOf('https://once.test/api.js'));
    arrive();
    open(challenge, urlOf('https://once.test/api.js'));
    await vi.waitFor(() => expect(rendered).toHaveLength(3), 20_000);
    expect(scripts).toHaveLength(1);
    expect(Object.keys(page).filter((name) => name.startsWith('amplifyRecipes'))).toEqual([]);
  });

  it('is loaded again after a failure', async () => {
    const { api, rendered } = fakes();
    const challenge = challengeOf('turnstile');
    const first = open(challenge, urlOf('https://again.test/api.js'));
    scripts[0]?.dispatchEvent(new Event('error'));
    await vi.waitFor(() => expect(first.statuses).toEqual(['loading', 'failed']), 20_000);
    page.turnstile = api;
    const second = open(challenge, urlOf('https://again.test/api.js'));
    expect(scripts).toHaveLength(2);
    arrive();
    await vi.waitFor(() => expect(rendered).toHaveLength(1), 20_000);
    expect(second.statuses).toEqual(['loading', 'ready']);
  });

  it('has the URL and the nonce of the options', () => {
    open(challengeOf('turnstile'), 'http://127.0.0.1:4700/_sandbox/captcha/turnstile/api.js', 'n1');
    expect(scripts[0]?.src).toMatch(
      /^http:\/\/127\.0\.0\.1:4700\/_sandbox\/captcha\/turnstile\/api\.js\?render=explicit&onload=\w+$/,
    );
    expect(scripts[0]?.nonce).toBe('n1');
  });
});

describe('captchaChallenge', () => {
  const info = {
    challenge: 'captcha',
    provider: 'turnstile',
    siteKey: 'site-key',
    action: 'sign_in',
    binding: 'one',
    attemptsLeft: '2',
  };

  it('reads what the page needs', () => {
    const { challenge: _, ...read } = info;
    expect(captchaChallenge(info)).toEqual({ ...read, attemptsLeft: 2 });
  });

  it.each<[string, Record<string, string | undefined> | undefined]>([
    ['nothing', undefined],
    ['an empty challenge', {}],
    ['the challenge of another recipe', { ...info, challenge: 'one-time-code' }],
    ['a provider that does not exist', { ...info, provider: 'constructor' }],
    ['no site key', { ...info, siteKey: undefined }],
  ])('reads nothing of %s', (_, additionalInfo) => {
    expect(captchaChallenge(additionalInfo)).toBeUndefined();
  });
});
