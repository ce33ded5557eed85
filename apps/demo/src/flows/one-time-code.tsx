import { useState } from 'react';
import { PhoneNumber } from '../account/settings/phone-number.js';
import { SignInPanel } from '../account/sign-in-panel.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';

export function OneTimeCode() {
  const finish = useFinish();
  const [isConfirmed, setConfirmed] = useState(false);
  return (
    <SignInPanel
      method="code"
      introduction="Without a password: your function sends a code, and checks it."
      onSignedIn={finish}
      signedIn={(session, hasJustSignedIn) => (
        <>
          {isConfirmed ? (
            <Outcome
              title="Your number is confirmed."
              next="Sign out, and choose the text message."
            >
              {null}
            </Outcome>
          ) : hasJustSignedIn ? (
            <Outcome title="The code replaced the password.">
              Three small functions did it. The code works once.
            </Outcome>
          ) : (
            <Outcome title="You are signed in." next="Sign out, and sign in with a code.">
              {null}
            </Outcome>
          )}
          <PhoneNumber session={session} onConfirmed={() => setConfirmed(true)} />
        </>
      )}
    />
  );
}
