import { useState } from 'react';
import { SecondFactor as Settings } from '../account/settings/second-factor.js';
import { SignInPanel } from '../account/sign-in-panel.js';
import type { SignedIn } from '../account/use-session.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';

const hasTotp = ({ secondFactors }: SignedIn) => secondFactors.includes('TOTP');

export function SecondFactor() {
  const finish = useFinish();
  const [isAsked, setAsked] = useState(false);
  return (
    <SignInPanel
      method="password"
      introduction="Sign in, and set up an authenticator. Then sign in again."
      onSignedIn={(session) => {
        if (!hasTotp(session)) return;
        setAsked(true);
        finish();
      }}
      signedIn={(session) => (
        <>
          <Settings session={session} />
          {hasTotp(session) && isAsked && (
            <Outcome title="The password alone no longer signs you in.">
              The secret is in this browser only, as in an app on a phone.
            </Outcome>
          )}
        </>
      )}
    />
  );
}
