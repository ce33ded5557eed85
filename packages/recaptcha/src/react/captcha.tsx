import type { CaptchaChallenge } from '../client/challenge.js';
import { type UseCaptchaOptions, useCaptcha } from './use-captcha.js';

export type CaptchaProps = UseCaptchaOptions & {
  readonly challenge: CaptchaChallenge;
  readonly className?: string | undefined;
  /** The texts for users, in your language. The default is English. */
  readonly texts?: Partial<CaptchaTexts> | undefined;
};

export type CaptchaTexts = {
  readonly label: string;
  readonly loading: string;
  readonly solved: string;
  readonly failed: string;
  readonly retry: string;
};

const ENGLISH: CaptchaTexts = {
  label: 'Check that you are human',
  loading: 'The check is loading.',
  solved: 'The check is done.',
  failed: 'The check could not be loaded.',
  retry: 'Try again',
};

/**
 * The CAPTCHA of a sign-in, with a status text for users and screen readers.
 *
 * @example
 * <Captcha
 *   challenge={challenge}
 *   onToken={(challengeResponse) => confirmSignIn({ challengeResponse })}
 * />
 */
export function Captcha({ challenge, className, texts, ...options }: CaptchaProps) {
  const { ref, status, retry } = useCaptcha(challenge, options);
  const says = { ...ENGLISH, ...texts };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has its own style.
    <div
      role="group"
      aria-label={says.label}
      aria-busy={status === 'loading'}
      className={className}
    >
      <div ref={ref} />
      <p role="status">{status === 'ready' ? '' : says[status]}</p>
      {status === 'failed' && (
        <button type="button" onClick={retry}>
          {says.retry}
        </button>
      )}
    </div>
  );
}
