import { useId } from 'react';
import { client, type UserProfile } from './client.js';
import { LiveQueryStatus } from './live-query-status.js';
import { useLiveQuery } from './use-live-query.js';
import './data.css';

const observeProfiles = () => client.models.UserProfile.observeQuery();

/** The record of the model UserProfile that the confirmation of the account created. */
export function ProfileRecord({ online }: { readonly online: boolean }) {
  const titleId = useId();
  const query = useLiveQuery<UserProfile>(observeProfiles, online);
  return (
    <section className="profile-record" aria-labelledby={titleId}>
      <div className="data-head">
        <h3 id={titleId}>Your record of UserProfile</h3>
        <p className="muted">
          The recipe create-user-profile created it when you confirmed your address.
        </p>
      </div>
      <LiveQueryStatus query={query} what="your record" />
      {query.items?.length === 0 && (
        <p className="panel-empty">
          No record. Only a user who confirms a sign-up gets one: sign up with another address.
        </p>
      )}
      {query.items?.map(({ id, email, profileOwner, createdAt, updatedAt }) => (
        <dl key={id} className="facts">
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
