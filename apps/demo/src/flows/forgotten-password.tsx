import { SignInPanel } from '../account/sign-in-panel.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';

export function ForgottenPassword() {
  const finish = useFinish();
  return (
    <SignInPanel
      method="password"
      first="forgot"
      onSignedIn={finish}
      signedIn={(_, hasJustSignedIn) =>
        hasJustSignedIn ? (
          <Outcome title="You are in with the new password.">
            The group and the profile are the same: Cognito calls <code>post-confirmation</code> for
            a reset too, and its recipes do not act twice.
          </Outcome>
        ) : (
          <Outcome title="You are signed in." next="Sign out to forget your password.">
            {null}
          </Outcome>
        )
      }
    />
  );
}
