import { parseTriggerError } from '@amplify-recipes/core/client';

/** What to do about an error, by its name. */
const ADVICE: Readonly<Record<string, string>> = {
  CodeMismatchException: 'Look at the newest code, or have another sent.',
  EnableSoftwareTokenMFAException: 'Wait for the next code of the authenticator.',
  ExpiredCodeException: 'A code is good once, and for a while: take the next one.',
  LimitExceededException: 'Wait a while before you try again.',
  NotAuthorizedException: 'Begin again, and look at what you type.',
  SignInException: 'Begin again: a sign-in does not outlive its page.',
  TooManyRequestsException: 'Wait a while before you try again.',
  UsernameExistsException: 'Sign in instead.',
};

/**
 * An error in the words of who made it: a recipe's code and sentence when a trigger said no, and
 * otherwise the service's name and message.
 */
export function FailureNotice({ error }: { readonly error: unknown }) {
  if (error === undefined) return null;
  const refusal = parseTriggerError(error);
  const code = refusal?.code ?? (error instanceof Error ? error.name : 'Error');
  const message = refusal?.message ?? (error instanceof Error ? error.message : String(error));
  return (
    <div className="notice notice-failure" role="alert">
      <p>
        <code className="badge badge-failure">{code}</code>
        {refusal?.trigger && <span className="notice-origin">from {refusal.trigger}</span>}
      </p>
      <p>{message}</p>
      {ADVICE[code] && <p>{ADVICE[code]}</p>}
    </div>
  );
}
