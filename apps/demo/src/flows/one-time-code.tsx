import { SignInPanel } from '../account/sign-in-panel.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';

export function OneTimeCode() {
  const finish = useFinish();
  return (
    <SignInPanel
      method="code"
      introduction="No password: a function of yours sends a code with SES, and checks it."
      onSignedIn={finish}
      signedIn={(_, hasJustSignedIn) =>
        hasJustSignedIn ? (
          <Outcome title="The code replaced the password.">
            Three small functions did it. The code works once.
          </Outcome>
        ) : (
          <Outcome title="You are signed in." next="Sign out, and sign in with a code.">
            {null}
          </Outcome>
        )
      }
    />
  );
}
