import { type RefCallback, useCallback, useEffect, useRef, useState } from 'react';
import type { CaptchaChallenge } from '../client/challenge.js';
import {
  type CaptchaStatus,
  type OpenCaptchaOptions,
  openCaptcha,
} from '../client/open-captcha.js';

export type UseCaptchaOptions = Omit<OpenCaptchaOptions, 'onStatus'>;

export type UseCaptcha = {
  /** The ref for the element of the widget: `<div ref={ref} />`. */
  readonly ref: RefCallback<HTMLElement>;
  readonly status: CaptchaStatus;
  /** Starts again after the status `failed`. */
  readonly retry: () => void;
};

/**
 * Shows the CAPTCHA of a sign-in in an element. It opens again for each new challenge, and closes
 * when the component unmounts.
 *
 * @param challenge The result of `captchaChallenge(nextStep.additionalInfo)`. Nothing is shown if
 *   it is undefined.
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
  // Compared as text: the same challenge is often a new object.
  const text = challenge && JSON.stringify(challenge);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round starts again.
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
