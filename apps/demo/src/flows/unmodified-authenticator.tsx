import '@aws-amplify/ui-react/styles.layer.css';
import { Authenticator, defaultDarkModeOverride, ThemeProvider } from '@aws-amplify/ui-react';
import { useEffect } from 'react';
import { SignedInCard } from '../account/signed-in-card.js';
import { useDemo } from '../demo.js';

const THEME = { name: 'demo', overrides: [defaultDarkModeOverride] };

export type UnmodifiedAuthenticatorProps = {
  readonly onSignedIn: () => void;
};

export function UnmodifiedAuthenticator({ onSignedIn }: UnmodifiedAuthenticatorProps) {
  return (
    <ThemeProvider theme={THEME} colorMode="system">
      <Authenticator signUpAttributes={['name', 'birthdate']}>
        <SignedIn onSignedIn={onSignedIn} />
      </Authenticator>
    </ThemeProvider>
  );
}

function SignedIn({ onSignedIn }: UnmodifiedAuthenticatorProps) {
  const { session } = useDemo();
  useEffect(onSignedIn, [onSignedIn]);
  return session.status === 'signed-in' ? <SignedInCard session={session} /> : null;
}
