import { lazy, Suspense } from 'react';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import styles from './flows.module.css';

const Authenticator = lazy(async () => {
  const { UnmodifiedAuthenticator } = await import('./unmodified-authenticator.js');
  return { default: UnmodifiedAuthenticator };
});

/** The component that most Amplify apps use, with no change. */
export function AmplifyAuthenticator() {
  const finish = useFinish();
  return (
    <div className={styles.stack}>
      <Suspense fallback={<p className="soft">Loading @aws-amplify/ui-react …</p>}>
        <Authenticator onSignedIn={finish} />
      </Suspense>
      <Outcome title="The component is the one from npm.">
        It asks for the name and the date of birth because the user pool needs them. A refusal of a
        recipe appears in its own error. The code is in Messages.
      </Outcome>
    </div>
  );
}
