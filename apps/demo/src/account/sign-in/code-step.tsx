import type { ReactNode } from 'react';
import { Failure } from '../../form/failure.js';
import { FlowForm } from '../../form/flow-form.js';
import { LinkButton } from '../../form/link-button.js';
import { useAction } from '../../form/use-action.js';
import { useCodeCooldown } from '../code-cooldown.js';
import { CodeInput } from '../code-input.js';
import { type SignInStep, sendAnotherCode } from '../sign-in-methods.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

export type CodeStepProps = {
  readonly flow: AccountFlow;
  readonly step: SignInStep;
  /** The address or number of the code. Undefined if the page does not know it. */
  readonly to: string | undefined;
  readonly digits: number;
  readonly introduction: ReactNode;
  /** The reason of the message with the code. */
  readonly reason: string;
  /** Whether a user who gave only the address so far can request another code. */
  readonly canResend: boolean;
};

/** Asks for a code that was sent to the user. */
export function CodeStep(props: CodeStepProps) {
  const { flow, step, digits, reason, canResend } = props;
  const left = useCodeCooldown(flow.email);
  const isLimited = step.signInStep === 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE' && left > 0;
  const resend = useAction(async () => {
    // Before the new code can arrive and be filled in.
    flow.enterCode('');
    flow.follow(await sendAnotherCode(step, flow.email));
  }, flow.code);
  return (
    <FlowForm
      title="Enter the code"
      introduction={props.introduction}
      submit="Sign in"
      doing="code"
      onSubmit={(field) => answerStep(flow, { challengeResponse: field('code') })}
      others={
        <>
          {canResend && (
            <LinkButton inactive={resend.pending || isLimited} onClick={() => resend.run()}>
              {isLimited ? `A new code can be sent in ${left} s` : 'Send a new code'}
            </LinkButton>
          )}
          <StartOver flow={flow} />
        </>
      }
    >
      <CodeInput
        code={flow.code}
        onCode={flow.enterCode}
        to={props.to}
        reasons={[reason]}
        digits={digits}
      />
      <Failure error={resend.error} />
    </FlowForm>
  );
}
