import { ProfileRecord } from '../../data/profile-record.js';
import type { AccountFlow } from '../use-account-flow.js';
import type { SignedIn } from '../use-session.js';
import { ChangeProfileForm } from './change-profile-form.js';
import { ConfirmEmailForm } from './confirm-email-form.js';

type ProfilePanelProps = {
  readonly session: SignedIn;
  readonly flow: AccountFlow;
  /** Whether the backend answers. */
  readonly online: boolean;
};

/** The user's attributes in the user pool, a form to change them, and the record of the user. */
export function ProfilePanel({ session, flow, online }: ProfilePanelProps) {
  return (
    <div className="settings">
      <dl className="facts" aria-label="User attributes">
        {Object.entries(session.attributes).map(([attribute, value]) => (
          <div key={attribute}>
            <dt>{attribute}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {flow.newEmail === undefined ? (
        <ChangeProfileForm session={session} flow={flow} />
      ) : (
        <ConfirmEmailForm session={session} flow={flow} email={flow.newEmail} />
      )}
      <ProfileRecord online={online} />
    </div>
  );
}
