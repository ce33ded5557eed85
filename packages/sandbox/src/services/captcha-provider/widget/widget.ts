// The widget of the sandbox's stand-in for CAPTCHA providers, as a classic script for any page.
// It has the API of the provider in its own path. In a small box, the developer chooses to be a
// human or a robot.
{
  type Kind = 'recaptcha-v2' | 'recaptcha-v3' | 'recaptcha-enterprise' | 'turnstile' | 'hcaptcha';

  /** The parameters of the providers' `render` that the widget uses. */
  type RenderParameters = {
    readonly sitekey: string;
    readonly action?: string;
    readonly cData?: string;
    readonly callback?: (token: string) => void;
    readonly 'expired-callback'?: () => void;
    readonly 'error-callback'?: (code: string) => void;
  };

  type Widget = {
    readonly box: Box;
    token: string;
    expiry: number | undefined;
  };

  type Box = {
    readonly host: HTMLElement;
    say(text: string): void;
  };

  const script = document.currentScript as HTMLScriptElement;
  const provider = script.dataset.provider ?? '';
  const { origin, searchParams } = new URL(script.src);
  const names: Readonly<Record<string, string>> = {
    recaptcha: 'reCAPTCHA',
    'recaptcha-enterprise': 'reCAPTCHA Enterprise',
    turnstile: 'Turnstile',
    hcaptcha: 'hCaptcha',
  };
  const name = names[provider] ?? provider;
  const HUMAN = 0.9;
  const ROBOT = 0.1;
  /** Milliseconds after which a widget discards its token. The provider's own limit is later. */
  const EXPIRY = 110_000;

  const makeToken = async (
    kind: Kind,
    parameters: RenderParameters,
    score: number,
  ): Promise<string> => {
    const { sitekey: siteKey, action, cData: cdata } = parameters;
    const response = await fetch(`${origin}/_sandbox/captcha/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ provider: kind, siteKey, action, cdata, score }),
    });
    const { token, message } = await response.json();
    if (!response.ok) throw new Error(`The sandbox did not make a token: ${message}`);
    return token;
  };

  /** A page says with its `color-scheme` whether it can be dark. */
  const STYLE = `
    :host { display: block; max-width: 340px; font-size: 13px;
      line-height: 1.45; }
    fieldset { margin: 0; padding: 12px 14px; border: 1px dashed light-dark(#8b8fa6, #6b6f86);
      border-radius: 9px; background: light-dark(#fcfcfe, #191b22);
      color: light-dark(#14151f, #ecedf4); }
    legend { padding: 0 5px; font-weight: 600; }
    button, label { font: inherit; margin-right: 8px; }
    button { padding: 5px 12px; border: 1px solid light-dark(#c9cbd9, #40435a);
      border-radius: 7px; background: light-dark(#fff, #23252f); color: inherit;
      font-weight: 550; cursor: pointer; }
    button:hover { border-color: light-dark(#8b8fa6, #8b8fa6); }
    button:focus-visible { outline: 2px solid light-dark(#5146d9, #a8a1ff); outline-offset: 1px; }
    output { display: block; margin-top: 8px; min-height: 1.45em; }
  `;

  /** The box, isolated from the page's styles. */
  const openBox = (container: HTMLElement, content: (fieldset: HTMLElement) => void): Box => {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    const style = document.createElement('style');
    style.textContent = STYLE;
    const fieldset = document.createElement('fieldset');
    const legend = document.createElement('legend');
    legend.textContent = `${name}: the sandbox's stand-in`;
    const output = document.createElement('output');
    fieldset.append(legend);
    content(fieldset);
    fieldset.append(output);
    root.append(style, fieldset);
    container.append(host);
    return {
      host,
      say(text) {
        output.textContent = text;
      },
    };
  };

  const widgets: Widget[] = [];

  const setToken = (widget: Widget, token: string, says: string) => {
    clearTimeout(widget.expiry);
    widget.expiry = undefined;
    widget.token = token;
    widget.box.say(says);
  };

  /** Shows a box with a button for a human and one for a robot. */
  const render = (
    kind: Kind,
    container: string | HTMLElement,
    parameters: RenderParameters,
  ): number => {
    const place =
      typeof container === 'string'
        ? (document.getElementById(container) ?? document.querySelector<HTMLElement>(container))
        : container;
    if (!place)
      throw new Error(`${name} cannot render: the element ${String(container)} does not exist.`);
    const answer = async (score: number) => {
      try {
        const token = await makeToken(kind, parameters, score);
        setToken(widget, token, score === HUMAN ? 'You are a human.' : 'You are a robot.');
        widget.expiry = window.setTimeout(() => {
          setToken(widget, '', 'Too old. Choose again.');
          parameters['expired-callback']?.();
        }, EXPIRY);
        parameters.callback?.(token);
      } catch {
        setToken(widget, '', 'The sandbox does not answer.');
        parameters['error-callback']?.('network-error');
      }
    };
    const button = (text: string, score: number) => {
      const element = document.createElement('button');
      element.type = 'button';
      element.textContent = text;
      element.addEventListener('click', () => void answer(score));
      return element;
    };
    const box = openBox(place, (fieldset) => {
      fieldset.append(button('I am a human', HUMAN), button('I am a robot', ROBOT));
    });
    const widget: Widget = { box, token: '', expiry: undefined };
    return widgets.push(widget) - 1;
  };

  const widgetOf = (id: number | string = 0) => widgets[Number(id)];
  const reset = (id?: number | string) => {
    const widget = widgetOf(id);
    if (widget) setToken(widget, '', '');
  };
  const remove = (id?: number | string) => {
    reset(id);
    widgetOf(id)?.box.host.remove();
  };
  const getResponse = (id?: number | string) => widgetOf(id)?.token ?? '';

  /** The badge of a provider that shows nothing else. It lets the developer choose who they are. */
  let badge: { readonly score: () => number } | undefined;
  const showBadge = (): { readonly score: () => number } => {
    if (badge) return badge;
    const inputs: HTMLInputElement[] = [];
    const choice = (text: string, score: number) => {
      const label = document.createElement('label');
      const input = document.createElement('input');
      input.type = 'radio';
      input.name = 'score';
      input.value = String(score);
      input.checked = score === HUMAN;
      inputs.push(input);
      label.append(input, ` ${text}`);
      return label;
    };
    const { host } = openBox(document.body, (fieldset) => {
      fieldset.append(choice('I am a human', HUMAN), choice('I am a robot', ROBOT));
    });
    host.style.cssText = 'position: fixed; right: 12px; bottom: 12px; z-index: 2147483647';
    badge = { score: () => Number(inputs.find(({ checked }) => checked)?.value ?? HUMAN) };
    return badge;
  };

  /** Calls back once the page has a body in which a badge can be shown. */
  const ready = (callback: () => void) => {
    const run = () => {
      const isExplicit = ['explicit', 'onload', null].includes(searchParams.get('render'));
      if (!isExplicit) showBadge();
      callback();
    };
    if (document.body) queueMicrotask(run);
    else document.addEventListener('DOMContentLoaded', run, { once: true });
  };

  const recaptcha = (rendered: Kind, executed: Kind) => ({
    ready,
    execute: async (sitekey: string, options: { readonly action?: string } = {}) =>
      makeToken(executed, { sitekey, ...options }, showBadge().score()),
    render: (container: string | HTMLElement, parameters: RenderParameters) =>
      render(rendered, container, parameters),
    reset,
    getResponse,
  });

  const page = window as unknown as Record<string, unknown>;
  if (provider === 'recaptcha') {
    page.grecaptcha = { ...recaptcha('recaptcha-v2', 'recaptcha-v3') };
  } else if (provider === 'recaptcha-enterprise') {
    const enterprise = recaptcha('recaptcha-enterprise', 'recaptcha-enterprise');
    page.grecaptcha = { enterprise };
  } else {
    const kind = provider as Kind;
    page[provider] = {
      ready,
      // Turnstile and hCaptcha identify their widgets with strings.
      render: (container: string | HTMLElement, parameters: RenderParameters) =>
        String(render(kind, container, parameters)),
      reset,
      remove,
      getResponse,
    };
  }
  ready(() => {
    const onload = page[searchParams.get('onload') ?? ''];
    if (typeof onload === 'function') onload();
  });
}
