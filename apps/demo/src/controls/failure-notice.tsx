import { parseTriggerError } from '@amplify-recipes/core/client';

/** Advice for the user, by the name of the error. */
const ADVICE: Readonly<Record<string, string>> = {
  CodeMismatchException: 'Check the newest code, or request another one.',
  'DynamoDB:ConditionalCheckFailedException': 'It was deleted in the meantime.',
  EnableSoftwareTokenMFAException: 'Wait for the next code from the authenticator.',
  ExpiredCodeException: 'A code works once, and only for a limited time. Use the next one.',
  LimitExceededException: 'Wait a while before you try again.',
  NotAuthorizedException: 'Start again, and check what you type.',
  SignInException: 'Start again. Reloading the page ended the sign-in.',
  TooManyRequestsException: 'Wait a while before you try again.',
  UsernameExistsException: 'Sign in instead.',
};

/**
 * Shows an error: the code and the sentence of the recipe if a trigger refused the request, and
 * otherwise the name and the message of the error.
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
