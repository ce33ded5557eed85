import { useEffect, useRef, useState } from 'react';
import { AccountForms } from '../account/account-forms.js';
import { newAddress } from '../account/create-account.js';
import { rememberEmail } from '../account/known-email.js';
import { SignInForm } from '../account/sign-in/sign-in-form.js';
import { SignUpForm, type SignUpValues } from '../account/sign-up-form.js';
import { SignedInCard } from '../account/signed-in-card.js';
import { useAccountFlow } from '../account/use-account-flow.js';
import type { SignedIn } from '../account/use-session.js';
import { ProfileRecord } from '../data/profile-record.js';
import { isOnline, useDemo } from '../demo.js';
import { Failure } from '../form/failure.js';
import { useFocusOnChange } from '../form/use-focus-on-change.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import styles from './flows.module.css';

/** A sign-up until the signed-in user has a group and a record. */
export function Confirm() {
  const { session } = useDemo();
  const container = useRef<HTMLDivElement>(null);
  useFocusOnChange(container, session.status === 'loading' ? undefined : session.status);
  return (
    <div ref={container} className={styles.stack}>
      {session.status === 'loading' && <p className="soft">Looking for a session …</p>}
      {session.status === 'failed' && <Failure error={session.error} />}
      {session.status === 'signed-in' && <Confirmed session={session} />}
      {session.status === 'signed-out' && <SignUp />}
    </div>
  );
}

function SignUp() {
  const [values, setValues] = useState<SignUpValues>(() => ({
    email: newAddress(),
    name: 'Ada Lovelace',
    birthdate: '2000-02-29',
  }));
  const flow = useAccountFlow('confirm', 'sign-up');
  return (
    <AccountForms
      flow={flow}
      signUp={
        <SignUpForm
          title="Create an account"
          introduction="Use any address at amazon.com, real or not. The message with the code is caught here."
          values={values}
          onValues={setValues}
          fields={['email', 'name', 'password']}
          onSignedUp={(email, isConfirmed) => {
            rememberEmail(email);
            flow.show(isConfirmed ? 'sign-in' : 'confirm', { email });
          }}
        />
      }
      signIn={<SignInForm flow={flow} method="password" />}
    />
  );
}

function Confirmed({ session }: { readonly session: SignedIn }) {
  const demo = useDemo();
  const finish = useFinish();
  const hasGroup = session.groups.length > 0;
  useEffect(() => {
    rememberEmail(session.email);
    if (hasGroup) finish();
  }, [session.email, hasGroup, finish]);
  return (
    <>
      <SignedInCard session={session} />
      <ProfileRecord online={isOnline(demo)} />
      {hasGroup ? (
        <Outcome title="You are confirmed, in the group EVERYONE, and have a profile.">
          Cognito called <code>post-confirmation</code>. Its first recipe added the group, its
          second one created the record.
        </Outcome>
      ) : (
        <Outcome
          title="This account has no group."
          next="Sign out, and sign up with another address."
        >
          An administrator created it, so Cognito never called <code>post-confirmation</code>.
        </Outcome>
      )}
    </>
  );
}
