import { AccountForm } from '../account-form.js';
import { CodeField } from '../code-field.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

/** Asks for the code of an authenticator, as the second factor. */
export function TotpStep({ flow }: { readonly flow: AccountFlow }) {
  return (
    <AccountForm
      title="Enter the code from your authenticator"
      introduction="It changes every 30 seconds. Each code works once."
      submitLabel="Sign in"
      onSubmit={({ code }) => answerStep(flow, { challengeResponse: code })}
      footer={<StartOver flow={flow} />}
    >
      <CodeField flow={flow} />
    </AccountForm>
  );
}
