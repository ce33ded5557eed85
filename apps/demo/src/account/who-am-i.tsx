import { fetchAuthSession, signOut } from 'aws-amplify/auth';
import { Button } from '../controls/button.js';
import { FailureNotice } from '../controls/failure-notice.js';
import { useAction } from '../controls/use-action.js';
import { TokenPanel } from './token-panel.js';
import type { SignedIn } from './use-session.js';

/** The signed-in user, as the user pool and the tokens tell. */
export function WhoAmI({ session }: { readonly session: SignedIn }) {
  const { user, attributes, groups, tokens } = session;
  const refresh = useAction(async () => {
    await fetchAuthSession({ forceRefresh: true });
  });
  const leave = useAction(() => signOut());
  const name = attributes.email ?? user.username;
  return (
    <div className="who-am-i">
      <div className="identity">
        <span className="avatar" aria-hidden="true">
          {name.charAt(0).toUpperCase()}
        </span>
        <div>
          <h3>{name}</h3>
          <ul className="group-list" aria-label="Groups">
            {groups.map((group) => (
              <li key={group} className="badge badge-group">
                {group}
              </li>
            ))}
            {groups.length === 0 && <li className="muted">In no group</li>}
          </ul>
        </div>
      </div>
      <section aria-labelledby="attributes-title">
        <h4 id="attributes-title">User attributes</h4>
        <dl className="facts">
          {Object.entries(attributes).map(([attribute, value]) => (
            <div key={attribute}>
              <dt>{attribute}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby="tokens-title">
        <h4 id="tokens-title">Tokens</h4>
        <TokenPanel tokens={tokens} />
      </section>
      <FailureNotice error={refresh.error ?? leave.error} />
      <div className="button-row">
        <Button pending={refresh.pending} onClick={() => refresh.run()}>
          Refresh session
        </Button>
        <Button pending={leave.pending} onClick={() => leave.run()}>
          Sign out
        </Button>
      </div>
    </div>
  );
}
