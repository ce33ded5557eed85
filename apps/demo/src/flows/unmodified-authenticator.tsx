import '@aws-amplify/ui-react/styles.layer.css';
import { Authenticator } from '@aws-amplify/ui-react';
import { useEffect } from 'react';
import { SignedInCard } from '../account/signed-in-card.js';
import { useDemo } from '../demo.js';

export type UnmodifiedAuthenticatorProps = {
  readonly onSignedIn: () => void;
};

export function UnmodifiedAuthenticator({ onSignedIn }: UnmodifiedAuthenticatorProps) {
  return (
    <Authenticator signUpAttributes={['name', 'birthdate']}>
      <SignedIn onSignedIn={onSignedIn} />
    </Authenticator>
  );
}

function SignedIn({ onSignedIn }: UnmodifiedAuthenticatorProps) {
  const { session } = useDemo();
  useEffect(onSignedIn, [onSignedIn]);
  return session.status === 'signed-in' ? <SignedInCard session={session} /> : null;
}
