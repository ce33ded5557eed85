import { Button, Chip } from '@amplify-recipes/console/controls';
import { signOut } from 'aws-amplify/auth';
import { Failure } from '../form/failure.js';
import { useAction } from '../form/use-action.js';
import styles from './account.module.css';
import type { SignedIn } from './use-session.js';

type SignedInProps = { readonly session: SignedIn };

/** The signed-in user, with their groups. */
export function SignedInCard({ session }: SignedInProps) {
  const { email, groups } = session;
  return (
    <section className={styles.identity} aria-label="Signed in">
      <span className={styles.avatar} aria-hidden="true">
        {email.charAt(0).toUpperCase()}
      </span>
      <div className={styles.who}>
        <h2 className={styles.email} tabIndex={-1}>
          {email}
        </h2>
        <ul className={styles.groups} aria-label="Groups">
          {groups.map((group) => (
            <li key={group}>
              <Chip tone="accent">{group}</Chip>
            </li>
          ))}
          {groups.length === 0 && <li className="soft">No groups</li>}
        </ul>
      </div>
      <SignOut />
    </section>
  );
}

/** The signed-in user in one line, above what they try. */
export function SignedInLine({ session }: SignedInProps) {
  return (
    <section className={styles.line} aria-label="Signed in">
      <span className={styles.who}>
        Signed in as <strong>{session.email}</strong>
      </span>
      <SignOut />
    </section>
  );
}

function SignOut() {
  const leave = useAction(() => signOut());
  return (
    <>
      <Button small isPending={leave.pending} onPress={() => leave.run()}>
        Sign out
      </Button>
      <Failure error={leave.error} />
    </>
  );
}
