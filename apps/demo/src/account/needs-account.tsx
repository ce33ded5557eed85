import type { ReactNode } from 'react';
import { useDemo } from '../demo.js';
import { Failure } from '../form/failure.js';
import { NewAccount } from './new-account.js';
import { SignedInLine } from './signed-in-card.js';
import type { SignedIn } from './use-session.js';

export type NeedsAccountProps = {
  /** What a signed-in user can try. */
  readonly children: (session: SignedIn) => ReactNode;
};

/** Shows something to a signed-in user, and the way there to others. */
export function NeedsAccount({ children }: NeedsAccountProps) {
  const { session } = useDemo();
  switch (session.status) {
    case 'loading':
      return <p className="soft">Looking for a session …</p>;
    case 'failed':
      return <Failure error={session.error} />;
    case 'signed-in':
      return (
        <>
          <SignedInLine session={session} />
          {children(session)}
        </>
      );
    case 'signed-out':
      return (
        <NewAccount
          words="This needs a signed-in user. An account takes one press: the page signs up, takes the code from the messages, confirms, and signs in."
          button="Create an account and sign in"
          signIn
        />
      );
  }
}
