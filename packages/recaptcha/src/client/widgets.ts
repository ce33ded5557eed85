import type { CaptchaProvider } from '../captcha/providers/providers.js';
import type { CaptchaChallenge } from './challenge.js';

/** What becomes of a widget. */
export type WidgetEvents = {
  readonly onToken: (token: string) => void;
  /** The token was not used in time; the widget asks again. */
  readonly onExpired: () => void;
  readonly onError: () => void;
};

/** How a provider's script is used. */
export type Widget = {
  readonly scriptUrl: string;
  query(challenge: CaptchaChallenge): Readonly<Record<string, string>>;
  /** Whether the script calls back when it is ready. */
  readonly tellsWhenReady: boolean;
  /** Shows the widget in an element, or does without; returns what takes it away. */
  show(element: HTMLElement, challenge: CaptchaChallenge, events: WidgetEvents): () => void;
};

/** Parameters of `render`, as all providers know them. */
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
      // Tells Turnstile that somebody cares.
      return true;
    },
  };
}

/** reCAPTCHA that shows nothing but its badge, and answers by a score. */
function scored(scriptUrl: string, api: () => Recaptcha | undefined): Widget {
  return {
    scriptUrl,
    query: ({ siteKey }) => ({ render: siteKey }),
    tellsWhenReady: false,
    show(_, { siteKey, action }, events) {
      const grecaptcha = api();
      if (!grecaptcha) throw new Error('The script of reCAPTCHA brought no API.');
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
    if (!grecaptcha) throw new Error('The script of reCAPTCHA brought no API.');
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
      if (!api || id === undefined) throw new Error(`The script of ${name} shows no widget.`);
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
    // Else it takes the name of reCAPTCHA's API as well.
    { recaptchacompat: 'off' },
    'hcaptcha',
  ),
};
