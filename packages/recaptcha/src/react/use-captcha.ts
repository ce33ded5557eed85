import { type RefCallback, useCallback, useEffect, useRef, useState } from 'react';
import type { CaptchaChallenge } from '../client/challenge.js';
import {
  type CaptchaStatus,
  type OpenCaptchaOptions,
  openCaptcha,
} from '../client/open-captcha.js';

export type UseCaptchaOptions = Omit<OpenCaptchaOptions, 'onStatus'>;

export type UseCaptcha = {
  /** For the element that the widget goes into: `<div ref={ref} />`. */
  readonly ref: RefCallback<HTMLElement>;
  readonly status: CaptchaStatus;
  /** Begins anew, after the status `failed`. */
  readonly retry: () => void;
};

/**
 * The CAPTCHA of a sign-in. It opens with a challenge, opens anew with the next attempt's, and
 * closes with its component.
 *
 * @param challenge From `captchaChallenge(nextStep.additionalInfo)`; `undefined` shows nothing.
 * @example
 * const { ref, status } = useCaptcha(challenge, {
 *   onToken: (challengeResponse) => confirmSignIn({ challengeResponse }),
 * });
 * return <div ref={ref} aria-busy={status === 'loading'} />;
 */
export function useCaptcha(
  challenge: CaptchaChallenge | undefined,
  { onToken, scriptUrl, nonce }: UseCaptchaOptions,
): UseCaptcha {
  const [container, ref] = useState<HTMLElement | null>(null);
  const [status, setStatus] = useState<CaptchaStatus>('loading');
  const [round, setRound] = useState(0);
  const takeToken = useRef(onToken);
  useEffect(() => {
    takeToken.current = onToken;
  }, [onToken]);
  // The same challenge is often another object: what it says is what counts.
  const text = challenge && JSON.stringify(challenge);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a round is a new beginning.
  useEffect(() => {
    if (!container || !text) return undefined;
    return openCaptcha(container, JSON.parse(text), {
      onToken: (token) => takeToken.current(token),
      onStatus: setStatus,
      scriptUrl,
      nonce,
    });
  }, [container, text, scriptUrl, nonce, round]);

  const retry = useCallback(() => setRound((last) => last + 1), []);
  return { ref, status, retry };
}
