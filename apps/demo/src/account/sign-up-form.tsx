import { signUp } from 'aws-amplify/auth';
import { Field } from '../controls/field.js';
import { AccountForm } from './account-form.js';
import { EmailField } from './email-field.js';
import { NewPasswordField } from './new-password-field.js';
import type { PasswordPolicy } from './password-policy.js';
import type { AccountFlow } from './use-account-flow.js';

export type SignUpFormProps = {
  readonly flow: AccountFlow;
  readonly passwordPolicy: PasswordPolicy | undefined;
};

export function SignUpForm({ flow, passwordPolicy }: SignUpFormProps) {
  return (
    <AccountForm
      title="Create an account"
      introduction={
        <>
          Use any address at <code>amazon.com</code>, real or not. You must be 13 or older.
        </>
      }
      submitLabel="Sign up"
      onSubmit={async ({ email, password, name, birthdate }) => {
        const { nextStep } = await signUp({
          username: email,
          password,
          options: {
            userAttributes: { email, name, birthdate },
            clientMetadata: { locale: navigator.language },
            autoSignIn: { authFlowType: 'USER_AUTH' },
          },
        });
        flow.show(nextStep.signUpStep === 'DONE' ? 'sign-in' : 'confirm-sign-up', { email });
      }}
    >
      <EmailField defaultValue={flow.email} placeholder="you@amazon.com" />
      <Field label="Name" name="name" autoComplete="name" defaultValue="Ada Lovelace" />
      <Field
        label="Date of birth"
        name="birthdate"
        type="date"
        autoComplete="bday"
        defaultValue="2000-02-29"
      />
      <NewPasswordField label="Password" policy={passwordPolicy} />
    </AccountForm>
  );
}
