import { useId } from 'react';
import styles from '../flows/flows.module.css';
import { client, type UserProfile } from './client.js';
import { LiveQueryStatus } from './live-query-status.js';
import { useLiveQuery } from './use-live-query.js';

const observeProfiles = () => client.models.UserProfile.observeQuery();

/** The record of the model UserProfile that the confirmation of the account created. */
export function ProfileRecord({ online }: { readonly online: boolean }) {
  const titleId = useId();
  const query = useLiveQuery<UserProfile>(observeProfiles, online);
  return (
    <section className={styles.card} aria-labelledby={titleId}>
      <div>
        <h2 id={titleId}>Your record of UserProfile</h2>
        <p className="soft">The recipe create-user-profile creates it at the confirmation.</p>
      </div>
      <LiveQueryStatus query={query} what="your record" />
      {query.items?.length === 0 && (
        <p className="soft">
          No record. Only a user who confirms a sign-up gets one: sign up with another address.
        </p>
      )}
      {query.items?.map(({ id, email, profileOwner, createdAt, updatedAt }) => (
        <dl key={id} className={styles.facts}>
          {Object.entries({ id, email, profileOwner, createdAt, updatedAt }).map(
            ([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
          )}
        </dl>
      ))}
    </section>
  );
}
