import { PasswordField } from '../../controls/password-field.js';
import { AccountForm } from '../account-form.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

export function PasswordStep({ flow }: { readonly flow: AccountFlow }) {
  return (
    <AccountForm
      title="Enter your password"
      introduction={
        <>
          You are signing in as <strong>{flow.email}</strong>.
        </>
      }
      submitLabel="Sign in"
      onSubmit={({ password }) => answerStep(flow, { challengeResponse: password })}
      footer={<StartOver flow={flow} />}
    >
      <PasswordField label="Password" name="password" autoComplete="current-password" />
    </AccountForm>
  );
}
