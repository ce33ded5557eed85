import { PasswordInput } from '../../form/fields.js';
import { FlowForm } from '../../form/flow-form.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

export function PasswordStep({ flow }: { readonly flow: AccountFlow }) {
  return (
    <FlowForm
      title="Enter your password"
      introduction={
        <>
          You are signing in as <strong>{flow.email}</strong>.
        </>
      }
      submit="Sign in"
      doing="sign-in"
      onSubmit={(field) => answerStep(flow, { challengeResponse: field('password') })}
      others={<StartOver flow={flow} />}
    >
      <PasswordInput label="Password" name="password" autoComplete="current-password" />
    </FlowForm>
  );
}
