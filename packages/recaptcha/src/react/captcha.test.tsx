// @vitest-environment happy-dom
import { act, StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaptchaChallenge } from '../client/challenge.js';
import type { OpenCaptchaOptions } from '../client/open-captcha.js';
import { Captcha, type CaptchaProps } from './captcha.js';

type Opened = {
  readonly container: HTMLElement;
  readonly challenge: CaptchaChallenge;
  readonly options: OpenCaptchaOptions;
  isOpen: boolean;
};
const { opened } = vi.hoisted(() => ({ opened: [] as Opened[] }));
vi.mock('../client/open-captcha.js', () => ({
  openCaptcha(container: HTMLElement, challenge: CaptchaChallenge, options: OpenCaptchaOptions) {
    const one = { container, challenge, options, isOpen: true };
    opened.push(one);
    return () => {
      one.isOpen = false;
    };
  },
}));

const challenge: CaptchaChallenge = {
  provider: 'turnstile',
  siteKey: 'site-key',
  action: 'sign_in',
  binding: 'one',
  attemptsLeft: 3,
};
const page = globalThis as unknown as { IS_REACT_ACT_ENVIRONMENT?: boolean };

let root: Root;
let host: HTMLElement;
beforeEach(() => {
  page.IS_REACT_ACT_ENVIRONMENT = true;
  opened.length = 0;
  host = document.createElement('main');
  root = createRoot(host);
});
afterEach(() => {
  act(() => root.unmount());
  delete page.IS_REACT_ACT_ENVIRONMENT;
});

const show = (props: Partial<CaptchaProps> = {}) =>
  act(() => root.render(<Captcha challenge={challenge} onToken={() => {}} {...props} />));
const open = () => opened.filter(({ isOpen }) => isOpen);
const say = (status: 'loading' | 'ready' | 'solved' | 'failed') =>
  act(() => open()[0]?.options.onStatus?.(status));
const text = () => host.querySelector('[role=status]')?.textContent;

describe('<Captcha>', () => {
  it('opens in its own element, and shows its status', () => {
    show({ className: 'check' });
    expect(open()).toMatchObject([{ challenge, container: expect.any(HTMLElement) }]);
    const group = host.querySelector('[role=group]');
    expect(group?.className).toBe('check');
    expect(group?.getAttribute('aria-label')).toBe('Check that you are human');
    expect(group?.getAttribute('aria-busy')).toBe('true');
    expect(text()).toBe('The check is loading.');
    say('ready');
    expect(group?.getAttribute('aria-busy')).toBe('false');
    expect(text()).toBe('');
    say('solved');
    expect(text()).toBe('The check is done.');
  });

  it('starts again when the user retries after a failure', () => {
    show();
    expect(host.querySelector('button')).toBeNull();
    say('failed');
    expect(text()).toBe('The check could not be loaded.');
    act(() => host.querySelector('button')?.click());
    expect(opened.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });

  it('passes the token to the function of its last render, and does not open again for it', () => {
    const [first, second] = [vi.fn(), vi.fn()];
    show({ onToken: first });
    show({ onToken: second, challenge: { ...challenge } });
    expect(opened).toHaveLength(1);
    act(() => open()[0]?.options.onToken('the-token'));
    expect(first).not.toHaveBeenCalled();
    expect(second.mock.calls).toEqual([['the-token']]);
  });

  it.each<[string, Partial<CaptchaProps>]>([
    ['the challenge of the next attempt', { challenge: { ...challenge, attemptsLeft: 2 } }],
    ['another challenge', { challenge: { ...challenge, binding: 'two' } }],
    ['another script', { scriptUrl: 'http://127.0.0.1:4700/api.js' }],
  ])('opens again for %s', (_, props) => {
    show();
    show(props);
    expect(opened.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });

  it('closes when it unmounts', () => {
    show();
    act(() => root.render(null));
    expect(open()).toEqual([]);
  });

  it('is open once in strict mode, where React renders twice', () => {
    act(() =>
      root.render(
        <StrictMode>
          <Captcha challenge={challenge} onToken={() => {}} />
        </StrictMode>,
      ),
    );
    expect(open()).toHaveLength(1);
  });

  it('shows the texts of its props', () => {
    show({ texts: { label: 'Bist du ein Mensch?', loading: 'Wird geladen.' } });
    expect(host.querySelector('[role=group]')?.getAttribute('aria-label')).toBe(
      'Bist du ein Mensch?',
    );
    expect(text()).toBe('Wird geladen.');
    say('failed');
    expect(host.querySelector('button')?.textContent).toBe('Try again');
  });
});
