import { Button } from '../../controls/button.js';
import { ChoiceField } from '../../controls/choice-field.js';
import { PasswordField } from '../../controls/password-field.js';
import { AccountForm } from '../account-form.js';
import { EmailField } from '../email-field.js';
import { beginSignIn, SIGN_IN_METHODS, type SignInMethod } from '../sign-in-methods.js';
import type { AccountFlow } from '../use-account-flow.js';

const METHODS = (Object.keys(SIGN_IN_METHODS) as SignInMethod[]).map((name) => ({
  name,
  ...SIGN_IN_METHODS[name],
}));

export function SignInForm({ flow }: { readonly flow: AccountFlow }) {
  const { method } = flow;
  return (
    <AccountForm
      title="Welcome back"
      introduction="You get the same tokens from every way to sign in."
      submitLabel="Sign in"
      failure={flow.failure}
      onSubmit={async (credentials) => {
        flow.follow(await beginSignIn(method, credentials), credentials.email);
      }}
      footer={
        <Button look="link" onClick={() => flow.show('forgot-password')}>
          Forgot your password?
        </Button>
      }
    >
      <ChoiceField
        label="Sign in with"
        name="method"
        choices={METHODS}
        selected={method}
        onSelect={flow.chooseMethod}
      />
      <EmailField defaultValue={flow.email} placeholder="you@amazon.com" />
      {SIGN_IN_METHODS[method].needsPassword && (
        <PasswordField label="Password" name="password" autoComplete="current-password" />
      )}
    </AccountForm>
  );
}
