import { SignInPanel } from '../account/sign-in-panel.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';

export function Password() {
  const finish = useFinish();
  return (
    <SignInPanel
      method="password"
      introduction="The client uses SRP: the password never leaves this page."
      onSignedIn={finish}
      signedIn={(_, hasJustSignedIn) =>
        hasJustSignedIn ? (
          <Outcome title="The password is right.">
            Cognito checked a proof of it, and called <code>token-claims</code> before it issued the
            tokens.
          </Outcome>
        ) : (
          <Outcome title="You are signed in." next="Sign out, and sign in with the password.">
            {null}
          </Outcome>
        )
      }
    />
  );
}
