import type { AccountFlow } from '../use-account-flow.js';
import type { SignedIn } from '../use-session.js';
import { ChangeProfileForm } from './change-profile-form.js';
import { ConfirmEmailForm } from './confirm-email-form.js';

type ProfilePanelProps = {
  readonly session: SignedIn;
  readonly flow: AccountFlow;
};

/** The user's attributes in the user pool, and a form to change them. */
export function ProfilePanel({ session, flow }: ProfilePanelProps) {
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
    </div>
  );
}
