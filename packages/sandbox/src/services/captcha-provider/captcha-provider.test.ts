import { DatabaseSync } from 'node:sqlite';
import { Window } from 'happy-dom';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ServiceContext } from '../../context/service-context.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { captchaProvider } from './index.js';
import type { Provider } from './provider.js';
import { tokenKinds } from './tokens.js';

const START = Date.parse('2026-11-22T10:11:12.345Z');
const PAGE = 'http://localhost:5173';

type Ask = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: string;
};

function start(database = new DatabaseSync(':memory:')) {
  let now = START;
  const service = captchaProvider.create({ now: () => now, database } as ServiceContext);
  const ask = async (path: string, { method = 'POST', headers = {}, query, body = '' }: Ask) => {
    const response = await service.handle({
      method,
      path: `/_sandbox/captcha/${path}`,
      query: new URLSearchParams(query),
      headers,
      body: Buffer.from(body),
    } as unknown as ServiceRequest);
    return { ...response, body: String(response.body) };
  };
  const askJson = async (path: string, how: Ask) => {
    const { status, body } = await ask(path, how);
    return { status, ...JSON.parse(body) };
  };
  return {
    ask,
    askJson,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    make: async (input: object, headers: Ask['headers'] = { origin: PAGE }): Promise<string> => {
      const body = JSON.stringify({ siteKey: 'site', ...input });
      return (await askJson('tokens', { headers, body })).token;
    },
    verify: (provider: string, fields: Record<string, string>) =>
      askJson(`${provider}/siteverify`, {
        headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
        body: String(new URLSearchParams({ secret: 'secret', ...fields })),
      }),
    assess: (event: object, headers: Ask['headers'] = { 'x-goog-api-key': 'secret' }) =>
      askJson('recaptcha-enterprise/v1/projects/my-project/assessments', {
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ event: { siteKey: 'site', ...event } }),
      }),
  };
}

const refused = (code: string) => ({ status: 200, success: false, 'error-codes': [code] });

describe('siteverify', () => {
  test('of reCAPTCHA v3 returns the score, the action and the host name', async () => {
    const { make, verify } = start();
    const response = await make({ provider: 'recaptcha-v3', score: 0.7, action: 'sign_in' });
    expect(await verify('recaptcha', { response })).toEqual({
      status: 200,
      success: true,
      challenge_ts: '2026-11-22T10:11:12Z',
      hostname: 'localhost',
      score: 0.7,
      action: 'sign_in',
    });
  });

  test('of reCAPTCHA v2 returns only the host name', async () => {
    const { make, verify } = start();
    const response = await make({ provider: 'recaptcha-v2', hostname: 'app.example.com' });
    expect(await verify('recaptcha', { response })).toEqual({
      status: 200,
      success: true,
      challenge_ts: '2026-11-22T10:11:12Z',
      hostname: 'app.example.com',
    });
  });

  test('of Turnstile returns the action and the data of the page', async () => {
    const { make, verify } = start();
    const response = await make({ provider: 'turnstile', action: 'sign_in', cdata: 'session-1' });
    expect(await verify('turnstile', { response })).toEqual({
      status: 200,
      success: true,
      'error-codes': [],
      challenge_ts: '2026-11-22T10:11:12.345Z',
      hostname: 'localhost',
      action: 'sign_in',
      cdata: 'session-1',
      metadata: { interactive: false },
    });
  });

  test('of hCaptcha returns a risk score', async () => {
    const { make, verify } = start();
    const response = await make({ provider: 'hcaptcha', score: 0.9 });
    expect(await verify('hcaptcha', { response, sitekey: 'site' })).toEqual({
      status: 200,
      success: true,
      challenge_ts: '2026-11-22T10:11:12.345000Z',
      hostname: 'localhost',
      credit: false,
      score: 0.1,
      score_reason: [],
    });
  });

  test.each([
    ['recaptcha', 'recaptcha-v3', 120_000, 'timeout-or-duplicate', 'timeout-or-duplicate'],
    ['recaptcha', 'recaptcha-v2', 120_000, 'timeout-or-duplicate', 'timeout-or-duplicate'],
    ['turnstile', 'turnstile', 300_000, 'timeout-or-duplicate', 'timeout-or-duplicate'],
    ['hcaptcha', 'hcaptcha', 120_000, 'already-seen-response', 'expired-input-response'],
  ])('of %s accepts a token of %s once and in time', async (path, provider, time, used, old) => {
    const { make, verify, pass } = start();
    const first = await make({ provider });
    const second = await make({ provider });
    expect(await verify(path, { response: first })).toMatchObject({ success: true });
    expect(await verify(path, { response: first })).toEqual(refused(used));
    pass(time + 1);
    expect(await verify(path, { response: second })).toEqual(refused(old));
    const third = await make({ provider });
    pass(time);
    expect(await verify(path, { response: third })).toMatchObject({ success: true });
  });

  test.each([
    ['recaptcha', 'recaptcha-v2'],
    ['turnstile', 'turnstile'],
    ['hcaptcha', 'hcaptcha'],
  ])('of %s rejects the token of a robot', async (path, provider) => {
    const { make, verify } = start();
    const response = await make({ provider, score: 0.1 });
    expect(await verify(path, { response })).toEqual(refused('invalid-input-response'));
  });

  test('of reCAPTCHA v3 accepts the token of a robot, with its score', async () => {
    const { make, verify } = start();
    const response = await make({ provider: 'recaptcha-v3', score: 0 });
    expect(await verify('recaptcha', { response })).toMatchObject({ success: true, score: 0 });
  });

  test('of Turnstile repeats its answer only for the same idempotency key', async () => {
    const { make, verify } = start();
    const response = await make({ provider: 'turnstile' });
    const ask = (key: string) => verify('turnstile', { response, idempotency_key: key });
    expect(await ask('a')).toMatchObject({ success: true });
    expect(await ask('a')).toMatchObject({ success: true });
    expect(await ask('b')).toEqual(refused('timeout-or-duplicate'));
    expect(await ask('')).toEqual(refused('timeout-or-duplicate'));
  });

  test('of hCaptcha ignores idempotency keys and rejects a repetition', async () => {
    const { make, verify } = start();
    const response = await make({ provider: 'hcaptcha' });
    const ask = () => verify('hcaptcha', { response, idempotency_key: 'a' });
    expect(await ask()).toMatchObject({ success: true });
    expect(await ask()).toEqual(refused('already-seen-response'));
  });

  test.each<[string, Record<string, string>, string]>([
    ['no secret key', { secret: '' }, 'missing-input-secret'],
    ['the site key instead of the secret key', { secret: 'site' }, 'invalid-input-secret'],
    ['no token', { response: '' }, 'missing-input-response'],
    ['a forged token', { response: 'forged' }, 'invalid-input-response'],
    ['another site key', { sitekey: 'other' }, 'invalid-input-response'],
  ])('refuses %s', async (_, fields, code) => {
    const { make, verify } = start();
    const response = await make({ provider: 'hcaptcha' });
    expect(await verify('hcaptcha', { response, ...fields })).toEqual(refused(code));
    // A request that was refused for another reason does not use up the token.
    expect(await verify('hcaptcha', { response })).toMatchObject({ success: true });
  });

  test.each([...tokenKinds])('accepts a token of %s only at its own provider', async (provider) => {
    const { make, verify } = start();
    const response = await make({ provider });
    for (const other of ['recaptcha', 'turnstile', 'hcaptcha']) {
      if (provider.startsWith(other) && provider !== 'recaptcha-enterprise') continue;
      expect(await verify(other, { response })).toEqual(refused('invalid-input-response'));
    }
  });

  test('accepts a token for one secret key only with that key', async () => {
    const { make, verify } = start();
    const response = await make({ provider: 'recaptcha-v3', secretKey: 'of another site' });
    expect(await verify('recaptcha', { response })).toEqual(refused('invalid-input-response'));
    expect(await verify('recaptcha', { response, secret: 'of another site' })).toMatchObject({
      success: true,
    });
  });

  test.each<[string, string, Ask]>([
    ['GET', 'recaptcha', { method: 'GET', query: 'secret=a&response=b' }],
    ['no content type', 'recaptcha', { body: 'secret=a&response=b' }],
    ['JSON', 'recaptcha', { headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['a list', 'turnstile', { headers: { 'content-type': 'application/json' }, body: '[]' }],
    ['no JSON', 'turnstile', { headers: { 'content-type': 'application/json' }, body: '{' }],
  ])('refuses %s', async (_, provider, how) => {
    expect(await start().askJson(`${provider}/siteverify`, how)).toEqual(refused('bad-request'));
  });

  test('of Turnstile accepts JSON', async () => {
    const { make, askJson } = start();
    const response = await make({ provider: 'turnstile' });
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ secret: 'secret', response });
    expect(await askJson('turnstile/siteverify', { headers, body })).toMatchObject({
      success: true,
    });
  });

  test('remembers used tokens after a restart', async () => {
    const database = new DatabaseSync(':memory:');
    const before = start(database);
    const used = await before.make({ provider: 'turnstile' });
    const unused = await before.make({ provider: 'turnstile' });
    await before.verify('turnstile', { response: used });
    const { verify } = start(database);
    expect(await verify('turnstile', { response: used })).toEqual(refused('timeout-or-duplicate'));
    expect(await verify('turnstile', { response: unused })).toMatchObject({ success: true });
  });
});

describe('assessments', () => {
  test('return the score, the action and the host name', async () => {
    const { make, assess } = start();
    const token = await make({
      provider: 'recaptcha-enterprise',
      score: 0.3,
      action: 'sign_in',
    });
    expect(await assess({ token, expectedAction: 'sign_in' })).toEqual({
      status: 200,
      name: expect.stringMatching(/^projects\/my-project\/assessments\/[0-9a-f]{16}$/),
      event: { token, siteKey: 'site', expectedAction: 'sign_in' },
      riskAnalysis: { score: 0.3, reasons: ['AUTOMATION'] },
      tokenProperties: {
        valid: true,
        invalidReason: 'INVALID_REASON_UNSPECIFIED',
        hostname: 'localhost',
        action: 'sign_in',
        createTime: '2026-11-22T10:11:12.345Z',
      },
    });
  });

  const reasonOf = async (assessed: Promise<{ tokenProperties: object }>) =>
    (await assessed).tokenProperties;

  test('accept a token once and in time', async () => {
    const { make, assess, pass } = start();
    const [first, second] = [
      await make({ provider: 'recaptcha-enterprise' }),
      await make({ provider: 'recaptcha-enterprise' }),
    ];
    expect(await reasonOf(assess({ token: first }))).toMatchObject({ valid: true });
    expect(await reasonOf(assess({ token: first }))).toMatchObject({
      valid: false,
      invalidReason: 'DUPE',
    });
    pass(120_001);
    expect(await reasonOf(assess({ token: second }))).toMatchObject({
      valid: false,
      invalidReason: 'EXPIRED',
    });
  });

  test('reject a token of another site, another account or another provider', async () => {
    const { make, assess } = start();
    const malformed = { valid: false, invalidReason: 'MALFORMED' };
    const provider = 'recaptcha-enterprise';
    const others = [
      await make({ provider, siteKey: 'other' }),
      await make({ provider, secretKey: 'other' }),
      await make({ provider: 'recaptcha-v3' }),
      'forged',
    ];
    for (const token of others) {
      expect(await reasonOf(assess({ token }))).toEqual(malformed);
    }
    expect(await reasonOf(assess({}))).toEqual({ valid: false, invalidReason: 'MISSING' });
  });

  test.each<[string, object, Ask['headers'], number, string]>([
    ['no API key', {}, {}, 403, 'PERMISSION_DENIED'],
    [
      'the site key instead of the API key',
      {},
      { 'x-goog-api-key': 'site' },
      400,
      'INVALID_ARGUMENT',
    ],
    ['no site key', { siteKey: undefined }, { 'x-goog-api-key': 'a' }, 400, 'INVALID_ARGUMENT'],
  ])('are refused with %s', async (_, event, headers, code, status) => {
    expect(await start().assess(event, headers)).toMatchObject({
      status: code,
      error: { code, status, message: expect.any(String) },
    });
  });

  test('are refused without an event', async () => {
    const path = 'recaptcha-enterprise/v1/projects/my-project/assessments';
    const answer = await start().askJson(path, { query: 'key=a', body: '{"event":null}' });
    expect(answer).toMatchObject({ status: 400, error: { status: 'INVALID_ARGUMENT' } });
  });
});

describe('making tokens', () => {
  test('uses the host name of the page, unless the request has one', async () => {
    const { make, verify } = start();
    const hostnameOf = async (input: object, headers?: Ask['headers']) => {
      const response = await make({ provider: 'recaptcha-v2', ...input }, headers);
      return (await verify('recaptcha', { response })).hostname;
    };
    expect(await hostnameOf({}, { origin: 'http://127.0.0.1:5173' })).toBe('127.0.0.1');
    expect(await hostnameOf({}, {})).toBe('localhost');
    expect(await hostnameOf({ hostname: 'app.example.com' })).toBe('app.example.com');
  });

  test('reveals nothing to the page in the token', async () => {
    const { make } = start();
    const tokens = [
      await make({ provider: 'recaptcha-v3', score: 0.9 }),
      await make({ provider: 'recaptcha-v3', score: 0.1 }),
    ];
    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect(token).toMatch(/^0cA[\w-]{128}$/);
  });

  test.each<[string, string, string]>([
    ['invalid JSON', '{', 'provider must be one of recaptcha-v2, recaptcha-v3'],
    ['an unknown provider', '{"provider":"recaptcha"}', 'provider must be one of'],
    ['no site key', '{"provider":"turnstile"}', 'siteKey must be a string'],
    ['a score over 1', '{"provider":"turnstile","siteKey":"a","score":9}', 'from 0 to 1'],
    ['a string as score', '{"provider":"turnstile","siteKey":"a","score":"1"}', 'from 0 to 1'],
    ['a number as action', '{"provider":"turnstile","siteKey":"a","action":1}', 'must be a string'],
  ])('refuses %s', async (_, body, message) => {
    expect(await start().askJson('tokens', { body })).toEqual({
      status: 400,
      message: expect.stringContaining(message),
    });
  });
});

test.each<[string, string, number]>([
  ['GET', 'tokens', 405],
  ['POST', 'turnstile/api.js', 405],
  ['GET', 'recaptcha-enterprise/v1/projects/a/assessments', 405],
  ['POST', 'recaptcha-enterprise/siteverify', 404],
  ['POST', 'turnstile/v1/projects/a/assessments', 404],
  ['GET', 'toString/api.js', 404],
  ['GET', '', 404],
])('%s of %s is answered with status %i', async (method, path, status) => {
  expect(await start().askJson(path, { method })).toMatchObject({
    status,
    message: expect.any(String),
  });
});

describe('the widget', () => {
  let window: Window | undefined;
  afterEach(() => window?.happyDOM.close());

  /** Runs a page with the provider's script, like a browser. */
  async function open(provider: Provider, query = '?render=explicit') {
    const sandbox = start();
    window = new Window({ url: PAGE });
    const page = window;
    const { document } = page;
    document.body.innerHTML = '<div id="here"></div>';
    const url = `http://127.0.0.1:4700/_sandbox/captcha/${provider}/api.js${query}`;
    const asked: string[] = [];
    const fetchOfPage = async (target: string, init: { method: string; body: string }) => {
      asked.push(target);
      const path = new URL(target).pathname.replace('/_sandbox/captcha/', '');
      const { status, body } = await sandbox.ask(path, { ...init, headers: { origin: PAGE } });
      return new Response(body, { status });
    };
    const script = { src: url, dataset: {} };
    Object.defineProperty(document, 'currentScript', { value: script });
    const source = (await sandbox.ask(`${provider}/api.js`, { method: 'GET' })).body;
    const run = new Function('window', 'document', 'fetch', 'setTimeout', source);
    run(page, document, fetchOfPage);
    const click = (text: string) => {
      const [host] = document.querySelectorAll('#here > div');
      const buttons = [...(host?.shadowRoot?.querySelectorAll('button') ?? [])];
      buttons.find(({ textContent }) => textContent === text)?.click();
    };
    return { ...sandbox, page: page as unknown as Record<string, never>, document, asked, click };
  }

  test.each([
    ['recaptcha', 'recaptcha-v2', (page: Page) => page.grecaptcha],
    ['turnstile', 'turnstile', (page: Page) => page.turnstile],
    ['hcaptcha', 'hcaptcha', (page: Page) => page.hcaptcha],
  ] as const)(
    'of %s gives a token to the page when the developer chooses',
    async (provider, _, apiOf) => {
      const { page, verify, click, document, asked } = await open(provider);
      const api = apiOf(page as never);
      const callback = vi.fn();
      const id = api.render('here', { sitekey: 'site', action: 'sign_in', cData: 'one', callback });

      expect(document.querySelector('#here > div')?.shadowRoot?.textContent).toContain('stand-in');
      expect(api.getResponse(id)).toBe('');
      click('I am a human');
      await vi.waitFor(() => expect(callback).toHaveBeenCalledOnce(), 20_000);
      const [human] = callback.mock.calls[0] ?? [];
      expect(api.getResponse(id)).toBe(human);
      expect(asked).toEqual(['http://127.0.0.1:4700/_sandbox/captcha/tokens']);
      expect(await verify(provider, { response: human })).toMatchObject({
        success: true,
        hostname: 'localhost',
        ...(provider === 'turnstile' && { action: 'sign_in', cdata: 'one' }),
      });

      click('I am a robot');
      await vi.waitFor(() => expect(callback).toHaveBeenCalledTimes(2), 20_000);
      const [robot] = callback.mock.calls[1] ?? [];
      expect(await verify(provider, { response: robot })).toMatchObject({ success: false });

      api.reset(id);
      expect(api.getResponse(id)).toBe('');
      if (provider === 'recaptcha') return;
      api.remove(id);
      expect(document.querySelector('#here')?.innerHTML).toBe('');
    },
  );

  test.each(['recaptcha', 'recaptcha-enterprise'] as const)(
    'of %s that only scores shows the choice, and asks nothing',
    async (provider) => {
      const { page, document, verify, assess } = await open(provider, '?render=site');
      const { grecaptcha } = page as never as Page;
      const api = provider === 'recaptcha' ? grecaptcha : grecaptcha.enterprise;
      await new Promise<void>((resolve) => api.ready(resolve));
      const badge = document.querySelector('body > div:last-child')?.shadowRoot;
      expect(badge?.textContent).toContain('stand-in');

      const scoreOf = async () => {
        const response = await api.execute('site', { action: 'sign_in' });
        const answer =
          provider === 'recaptcha'
            ? await verify('recaptcha', { response })
            : await assess({ token: response });
        return answer.score ?? answer.riskAnalysis.score;
      };
      expect(await scoreOf()).toBe(0.9);
      const [, robot] = badge?.querySelectorAll('input') ?? [];
      robot?.click();
      expect(await scoreOf()).toBe(0.1);
    },
  );

  test('notifies the page when it is loaded', async () => {
    const loaded = vi.fn();
    const opened = open('turnstile', '?render=explicit&onload=whenThere');
    Object.assign(window ?? {}, { whenThere: loaded });
    await opened;
    await vi.waitFor(() => expect(loaded).toHaveBeenCalledOnce(), 20_000);
  });

  test('notifies the page when the sandbox does not answer', async () => {
    const { page, click } = await open('turnstile');
    const { turnstile } = page as never as Page;
    const failed = vi.fn();
    turnstile.render('here', { sitekey: '', 'error-callback': failed });
    click('I am a human');
    await vi.waitFor(() => expect(failed).toHaveBeenCalledWith('network-error'), 20_000);
  });
});

type Api = {
  ready(callback: () => void): void;
  execute(siteKey: string, options: object): Promise<string>;
  render(container: string, parameters: object): string;
  reset(id: string): void;
  remove(id: string): void;
  getResponse(id: string): string;
};
type Page = {
  readonly grecaptcha: Api & { readonly enterprise: Api };
  readonly turnstile: Api;
  readonly hcaptcha: Api;
};
