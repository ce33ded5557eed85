import { Button, Chip } from '@amplify-recipes/console/controls';
import { signOut } from 'aws-amplify/auth';
import type { ReactNode } from 'react';
import { Failure } from '../form/failure.js';
import { useAction } from '../form/use-action.js';
import styles from './account.module.css';
import type { SignedIn } from './use-session.js';

export type SignedInCardProps = {
  readonly session: SignedIn;
  readonly children?: ReactNode;
};

/** The signed-in user, with their groups. */
export function SignedInCard({ session, children }: SignedInCardProps) {
  const { email, groups } = session;
  const leave = useAction(() => signOut());
  return (
    <section className={styles.card} aria-label="Signed in">
      <div className={styles.identity}>
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
        <Button small isPending={leave.pending} onPress={() => leave.run()}>
          Sign out
        </Button>
      </div>
      <Failure error={leave.error} />
      {children}
    </section>
  );
}
