import { Button } from '@amplify-recipes/console/controls';
import { Link } from 'wouter';
import { useDemo } from '../demo.js';
import flows from '../flows/flows.module.css';
import { Failure } from '../form/failure.js';
import { useAction } from '../form/use-action.js';
import styles from './account.module.css';
import { createAccount } from './create-account.js';
import { rememberEmail } from './known-email.js';

export type NewAccountProps = {
  /** Why the flow needs an account. */
  readonly words: string;
  readonly button: string;
  /** Whether to sign in too. */
  readonly signIn: boolean;
  readonly onCreated?: (email: string) => void;
};

/** Creates an account with one press: sign-up, code and confirmation, as in the flows before. */
export function NewAccount({ words, button, signIn, onCreated }: NewAccountProps) {
  const { sandbox } = useDemo();
  const creation = useAction(async () => {
    if (sandbox === undefined) return;
    const email = await createAccount(sandbox.url, { signIn });
    rememberEmail(email);
    onCreated?.(email);
  });
  return (
    <div className={styles.gate}>
      <p>{words}</p>
      <div className={flows.row}>
        {sandbox && (
          <Button
            look={signIn ? 'primary' : 'plain'}
            isPending={creation.pending}
            onPress={() => creation.run()}
          >
            {creation.pending ? 'Creating the account …' : button}
          </Button>
        )}
        {signIn ? (
          <Link href="/password">Sign in with an account that you have</Link>
        ) : (
          <Link href="/confirm">Sign up yourself</Link>
        )}
      </div>
      <Failure error={creation.error} />
    </div>
  );
}
