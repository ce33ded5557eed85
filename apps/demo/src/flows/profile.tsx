import { useState } from 'react';
import { NeedsAccount } from '../account/needs-account.js';
import { ChangePasswordForm } from '../account/settings/change-password-form.js';
import { ChangeProfileForm } from '../account/settings/change-profile-form.js';
import { ConfirmAttributeForm } from '../account/settings/confirm-attribute-form.js';
import { PhoneNumber } from '../account/settings/phone-number.js';
import type { SignedIn } from '../account/use-session.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import styles from './flows.module.css';

export function Profile() {
  return <NeedsAccount>{(session) => <Settings session={session} />}</NeedsAccount>;
}

function Settings({ session }: { readonly session: SignedIn }) {
  const [newEmail, setNewEmail] = useState<string>();
  const [isChanged, setChanged] = useState(false);
  const finish = useFinish();
  return (
    <div className={styles.stack}>
      {newEmail === undefined ? (
        <ChangeProfileForm session={session} onNewEmail={setNewEmail} />
      ) : (
        <ConfirmAttributeForm
          session={session}
          attribute="email"
          to={newEmail}
          title="Confirm your new address"
          introduction={
            <>
              A code was sent to <strong>{newEmail}</strong>. The old address stays until you enter
              it.
            </>
          }
          onConfirmed={() => {
            setNewEmail(undefined);
            setChanged(true);
            finish();
          }}
          other={{
            label: 'Keep the old address',
            onClick: () => {
              setNewEmail(undefined);
              setChanged(false);
            },
          }}
        />
      )}
      {isChanged && (
        <Outcome title="The new address is confirmed.">
          Until then, the old one was the one that signed you in.
        </Outcome>
      )}
      <PhoneNumber session={session} />
      <ChangePasswordForm />
      <section className={styles.card} aria-label="User attributes">
        <h2>Your attributes in the user pool</h2>
        <dl className={styles.facts}>
          {Object.entries(session.attributes).map(([attribute, value]) => (
            <div key={attribute}>
              <dt>{attribute}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
