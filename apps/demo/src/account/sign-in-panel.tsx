import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useDemo } from '../demo.js';
import flows from '../flows/flows.module.css';
import { Failure } from '../form/failure.js';
import { useFocusOnChange } from '../form/use-focus-on-change.js';
import { useGuide } from '../guide/flow.js';
import { AccountForms } from './account-forms.js';
import type { Screen } from './account-state.js';
import { knownEmail, rememberEmail } from './known-email.js';
import { NewAccount } from './new-account.js';
import { SignInForm } from './sign-in/sign-in-form.js';
import type { SignInMethod } from './sign-in-methods.js';
import { SignedInCard } from './signed-in-card.js';
import { type AccountFlow, useAccountFlow } from './use-account-flow.js';
import type { SignedIn } from './use-session.js';

export type SignInPanelProps = {
  readonly method: SignInMethod;
  readonly introduction?: ReactNode;
  /** Default: the sign-in. */
  readonly first?: Screen;
  /** Stands above the forms. */
  readonly head?: (flow: AccountFlow) => ReactNode;
  /** What a signed-in user sees below their card. */
  readonly signedIn: (session: SignedIn, hasJustSignedIn: boolean) => ReactNode;
  /** Called once the visitor has signed in here. */
  readonly onSignedIn: (session: SignedIn) => void;
};

/** A way to sign in: its forms, or the signed-in user. */
export function SignInPanel(props: SignInPanelProps) {
  const { session } = useDemo();
  const { flow: guideFlow } = useGuide();
  const flow = useAccountFlow(guideFlow.id, props.first ?? 'sign-in', knownEmail());
  const hasJustSignedIn = useSignedInHere(props.onSignedIn);
  const container = useRef<HTMLDivElement>(null);
  useFocusOnChange(container, session.status === 'loading' ? undefined : session.status);
  return (
    <div ref={container} className={flows.stack}>
      {session.status === 'loading' && <p className="soft">Looking for a session …</p>}
      {session.status === 'failed' && <Failure error={session.error} />}
      {session.status === 'signed-in' && (
        <>
          <SignedInCard session={session} />
          {props.signedIn(session, hasJustSignedIn)}
        </>
      )}
      {session.status === 'signed-out' && <SignedOut {...props} flow={flow} />}
    </div>
  );
}

function SignedOut(props: SignInPanelProps & { readonly flow: AccountFlow }) {
  const { flow, method, introduction, head, first = 'sign-in' } = props;
  return (
    <>
      {head?.(flow)}
      <AccountForms
        flow={flow}
        signUp={null}
        signIn={<SignInForm flow={flow} method={method} introduction={introduction} />}
      />
      {flow.screen === first && (
        <NewAccount
          words={
            flow.email
              ? 'Is this account gone, or do you want another?'
              : 'You need a confirmed account. The page can make one for you.'
          }
          button="Create an account"
          signIn={false}
          onCreated={(email) =>
            flow.show(first, {
              email,
              notice: `${email} is confirmed. Its password is filled in.`,
            })
          }
        />
      )}
    </>
  );
}

/** Whether the visitor signed in while this panel was shown. */
function useSignedInHere(onSignedIn: SignInPanelProps['onSignedIn']): boolean {
  const { session } = useDemo();
  const [hasSignedIn, setSignedIn] = useState(false);
  const last = useRef(session.status);
  const callback = useRef(onSignedIn);
  callback.current = onSignedIn;
  useEffect(() => {
    const before = last.current;
    last.current = session.status;
    if (session.status !== 'signed-in') return;
    rememberEmail(session.email);
    if (before !== 'signed-out') return;
    setSignedIn(true);
    callback.current(session);
  }, [session]);
  return hasSignedIn;
}
