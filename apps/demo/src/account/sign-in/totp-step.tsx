import { AuthenticatorCode } from '../../authenticator/authenticator-code.js';
import { FlowForm } from '../../form/flow-form.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

/** Asks for the code of an authenticator, as the second factor. */
export function TotpStep({ flow }: { readonly flow: AccountFlow }) {
  return (
    <FlowForm
      title="Enter the code from your authenticator"
      introduction="It changes every 30 seconds. Each code works once."
      submit="Sign in"
      doing="totp"
      onSubmit={(field) => answerStep(flow, { challengeResponse: field('code') })}
      others={<StartOver flow={flow} />}
    >
      <AuthenticatorCode account={flow.email} code={flow.code} onCode={flow.enterCode} />
    </FlowForm>
  );
}
