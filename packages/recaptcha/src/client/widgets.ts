import type { CaptchaProvider } from '../captcha/providers/providers.js';
import type { CaptchaChallenge } from './challenge.js';

/** The callbacks of a widget. */
export type WidgetEvents = {
  readonly onToken: (token: string) => void;
  /** Called when the token was not used in time. The widget asks again. */
  readonly onExpired: () => void;
  readonly onError: () => void;
};

/** How to use a provider's script. */
export type Widget = {
  readonly scriptUrl: string;
  query(challenge: CaptchaChallenge): Readonly<Record<string, string>>;
  /** Whether the script calls a function once it is ready. */
  readonly tellsWhenReady: boolean;
  /** Shows the widget, in the element if it needs one. Returns a function that removes it. */
  show(element: HTMLElement, challenge: CaptchaChallenge, events: WidgetEvents): () => void;
};

/** The parameters of `render`, the same for all providers. */
type RenderParameters = Readonly<Record<string, unknown>>;

type Recaptcha = {
  ready(callback: () => void): void;
  execute(siteKey: string, options: { readonly action?: string }): PromiseLike<string>;
  render(element: HTMLElement, parameters: RenderParameters): number;
  reset(id: number): void;
};

type Removable = {
  render(element: HTMLElement, parameters: RenderParameters): string | undefined;
  remove(id: string): void;
};

type Page = {
  readonly grecaptcha?: Recaptcha & { readonly enterprise?: Recaptcha };
  readonly turnstile?: Removable;
  readonly hcaptcha?: Removable;
};

const page = () => window as unknown as Page;

const explicit = () => ({ render: 'explicit' });

function parametersOf({ siteKey }: CaptchaChallenge, events: WidgetEvents): RenderParameters {
  return {
    sitekey: siteKey,
    callback: events.onToken,
    'expired-callback': events.onExpired,
    'error-callback': () => {
      events.onError();
      // Tells Turnstile that the error is handled.
      return true;
    },
  };
}

/** A reCAPTCHA that shows only its badge and returns a score. */
function scored(scriptUrl: string, api: () => Recaptcha | undefined): Widget {
  return {
    scriptUrl,
    query: ({ siteKey }) => ({ render: siteKey }),
    tellsWhenReady: false,
    show(_, { siteKey, action }, events) {
      const grecaptcha = api();
      if (!grecaptcha) throw new Error('The script of reCAPTCHA has no API.');
      grecaptcha.ready(() => {
        grecaptcha.execute(siteKey, action ? { action } : {}).then(events.onToken, events.onError);
      });
      return () => {};
    },
  };
}

const checkbox: Widget = {
  scriptUrl: 'https://www.google.com/recaptcha/api.js',
  query: explicit,
  tellsWhenReady: true,
  show(element, challenge, events) {
    const { grecaptcha } = page();
    if (!grecaptcha) throw new Error('The script of reCAPTCHA has no API.');
    const id = grecaptcha.render(element, parametersOf(challenge, events));
    return () => grecaptcha.reset(id);
  },
};

function removable(
  scriptUrl: string,
  query: Readonly<Record<string, string>>,
  name: 'turnstile' | 'hcaptcha',
): Widget {
  return {
    scriptUrl,
    query: () => ({ ...explicit(), ...query }),
    tellsWhenReady: true,
    show(element, challenge, events) {
      const api = page()[name];
      const { action, binding } = challenge;
      const id = api?.render(element, {
        ...parametersOf(challenge, events),
        ...(action && { action }),
        ...(binding && { cData: binding }),
      });
      if (!api || id === undefined) throw new Error(`The script of ${name} showed no widget.`);
      return () => api.remove(id);
    },
  };
}

export const WIDGETS: Readonly<Record<CaptchaProvider, Widget>> = {
  'recaptcha-v2': checkbox,
  'recaptcha-v3': scored('https://www.google.com/recaptcha/api.js', () => page().grecaptcha),
  'recaptcha-enterprise': scored(
    'https://www.google.com/recaptcha/enterprise.js',
    () => page().grecaptcha?.enterprise,
  ),
  turnstile: removable('https://challenges.cloudflare.com/turnstile/v0/api.js', {}, 'turnstile'),
  hcaptcha: removable(
    'https://js.hcaptcha.com/1/api.js',
    // Without this, hCaptcha also defines the global of reCAPTCHA.
    { recaptchacompat: 'off' },
    'hcaptcha',
  ),
};
