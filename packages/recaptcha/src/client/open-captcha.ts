import type { CaptchaChallenge } from './challenge.js';
import { loadScript } from './load-script.js';
import { WIDGETS } from './widgets.js';

/**
 * Where a CAPTCHA stands: its script loads, it waits for the visitor, it has given its token, or it
 * cannot go on.
 */
export type CaptchaStatus = 'loading' | 'ready' | 'solved' | 'failed';

export type OpenCaptchaOptions = {
  /** Takes the token: give it to `confirmSignIn({ challengeResponse: token })`. */
  readonly onToken: (token: string) => void;
  readonly onStatus?: ((status: CaptchaStatus) => void) | undefined;
  /** Where the provider's script is, such as the sandbox's stand-in. */
  readonly scriptUrl?: string | undefined;
  /** The nonce of the page's Content-Security-Policy. */
  readonly nonce?: string | undefined;
};

/**
 * Opens the CAPTCHA of a sign-in in an element of the page. The provider's script is loaded when it
 * is first needed, once.
 *
 * @returns What closes it: nothing is called after that, and the element is as it was.
 * @example
 * const close = openCaptcha(element, challenge, {
 *   onToken: (token) => confirmSignIn({ challengeResponse: token }),
 * });
 */
export function openCaptcha(
  container: HTMLElement,
  challenge: CaptchaChallenge,
  { onToken, onStatus, scriptUrl, nonce }: OpenCaptchaOptions,
): () => void {
  const widget = WIDGETS[challenge.provider];
  // A widget of its own element: reCAPTCHA shows only one in each.
  const element = document.createElement('div');
  container.append(element);
  let isOpen = true;
  let hide = () => {};
  const whileOpen =
    <Given extends unknown[]>(run: (...given: Given) => void) =>
    (...given: Given) => {
      if (isOpen) run(...given);
    };
  const setStatus = whileOpen((status: CaptchaStatus) => onStatus?.(status));

  const show = whileOpen(() => {
    setStatus('ready');
    hide = widget.show(element, challenge, {
      onToken: whileOpen((token) => {
        setStatus('solved');
        onToken(token);
      }),
      onExpired: () => setStatus('ready'),
      onError: () => setStatus('failed'),
    });
  });

  setStatus('loading');
  loadScript({
    url: scriptUrl ?? widget.scriptUrl,
    query: widget.query(challenge),
    tellsWhenReady: widget.tellsWhenReady,
    nonce,
  })
    .then(show)
    .catch(() => setStatus('failed'));

  return () => {
    if (!isOpen) return;
    isOpen = false;
    hide();
    element.remove();
  };
}
