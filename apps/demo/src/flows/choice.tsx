import { SignInPanel } from '../account/sign-in-panel.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';

export function Choice() {
  const finish = useFinish();
  return (
    <SignInPanel
      method="choice"
      introduction="The user pool lists the ways that the account can use."
      onSignedIn={finish}
      signedIn={(_, hasJustSignedIn) =>
        hasJustSignedIn ? (
          <Outcome title="You chose how to sign in.">
            Cognito itself sent the code, or checked the password. No recipe was needed.
          </Outcome>
        ) : (
          <Outcome title="You are signed in." next="Sign out, and choose a way to sign in.">
            {null}
          </Outcome>
        )
      }
    />
  );
}
