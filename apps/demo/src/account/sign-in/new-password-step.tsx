import { useDemo } from '../../demo.js';
import { FlowForm } from '../../form/flow-form.js';
import { NewPasswordField } from '../new-password-field.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

/** The first sign-in of a user that an administrator created. */
export function NewPasswordStep({ flow }: { readonly flow: AccountFlow }) {
  const { passwordPolicy } = useDemo();
  return (
    <FlowForm
      title="Choose your password"
      introduction="The temporary password works for the first sign-in only."
      submit="Set the password"
      doing="code"
      onSubmit={(field) => answerStep(flow, { challengeResponse: field('password') })}
      others={<StartOver flow={flow} />}
    >
      <NewPasswordField label="New password" policy={passwordPolicy} />
    </FlowForm>
  );
}
