import type { CaptchaChallenge } from './challenge.js';
import { loadScript } from './load-script.js';
import { WIDGETS } from './widgets.js';

/**
 * The status of a CAPTCHA: its script is loading, it waits for the visitor, it has issued its
 * token, or it has failed.
 */
export type CaptchaStatus = 'loading' | 'ready' | 'solved' | 'failed';

export type OpenCaptchaOptions = {
  /** Called with the token. Pass it to `confirmSignIn({ challengeResponse: token })`. */
  readonly onToken: (token: string) => void;
  readonly onStatus?: ((status: CaptchaStatus) => void) | undefined;
  /** The URL of the provider's script. Set it for the stand-in of the sandbox. */
  readonly scriptUrl?: string | undefined;
  /** The nonce of the page's Content-Security-Policy. */
  readonly nonce?: string | undefined;
};

/**
 * Shows the CAPTCHA of a sign-in in an element of the page. The first call loads the provider's
 * script.
 *
 * @returns A function that closes the CAPTCHA. After that, no callback is called, and the element
 *   is as it was before.
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
  // Each widget has its own element: reCAPTCHA shows only one per element.
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
