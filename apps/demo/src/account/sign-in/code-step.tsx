import type { ReactNode } from 'react';
import { Button } from '../../controls/button.js';
import { FailureNotice } from '../../controls/failure-notice.js';
import { useAction } from '../../controls/use-action.js';
import { AccountForm } from '../account-form.js';
import { CodeField } from '../code-field.js';
import { type SignInStep, sendAnotherCode } from '../sign-in-methods.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

export type CodeStepProps = {
  readonly flow: AccountFlow;
  readonly step: SignInStep;
  readonly digits: number;
  readonly introduction: ReactNode;
  /** Whether a user who gave only the address so far can request another code. */
  readonly canResend: boolean;
};

/** Asks for a code that was sent to the user. */
export function CodeStep({ flow, step, digits, introduction, canResend }: CodeStepProps) {
  const resend = useAction(async () => {
    // Before the new code can arrive and be filled in.
    flow.enterCode('');
    flow.follow(await sendAnotherCode(step, flow.email));
  });
  return (
    <AccountForm
      title="Enter the code"
      introduction={introduction}
      submitLabel="Sign in"
      onSubmit={({ code }) => answerStep(flow, { challengeResponse: code })}
      footer={
        <>
          {canResend && (
            <Button look="link" pending={resend.pending} onClick={() => resend.run()}>
              Send a new code
            </Button>
          )}
          <StartOver flow={flow} />
          <FailureNotice error={resend.error} />
        </>
      }
    >
      <CodeField flow={flow} digits={digits} />
    </AccountForm>
  );
}
