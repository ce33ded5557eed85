import { fetchAuthSession, signOut } from 'aws-amplify/auth';
import type { ClickStream } from '../clicks/click-stream.js';
import { ClicksPanel } from '../clicks/clicks-panel.js';
import { Button } from '../controls/button.js';
import { FailureNotice } from '../controls/failure-notice.js';
import { Tabs } from '../controls/tabs.js';
import { useAction } from '../controls/use-action.js';
import { DataPanel } from '../data/data-panel.js';
import { FilesPanel } from '../files/files-panel.js';
import { ProfilePanel } from './settings/profile-panel.js';
import { SecurityPanel } from './settings/security-panel.js';
import { TokenPanel } from './token-panel.js';
import type { SignedIn } from './use-session.js';
import type { WayInProps } from './way-in.js';

export type WhoAmIProps = WayInProps & {
  readonly session: SignedIn;
  readonly clickStream: ClickStream;
  /** Whether the backend answers. */
  readonly online: boolean;
};

const TABS = [
  { name: 'tokens', label: 'Tokens' },
  { name: 'profile', label: 'Profile' },
  { name: 'security', label: 'Security' },
  { name: 'data', label: 'Data' },
  { name: 'files', label: 'Files' },
  { name: 'clicks', label: 'Clicks' },
] as const;

/** The signed-in user, from the user pool and the tokens. */
export function WhoAmI(props: WhoAmIProps) {
  const { session, flow, authenticator, passwordPolicy, clickStream, online } = props;
  const { email, groups, tokens, attributes } = session;
  const refresh = useAction(async () => {
    await fetchAuthSession({ forceRefresh: true });
  });
  const leave = useAction(() => signOut());
  return (
    <div className="who-am-i">
      <div className="identity">
        <span className="avatar" aria-hidden="true">
          {email.charAt(0).toUpperCase()}
        </span>
        <div>
          <h3>{email}</h3>
          <ul className="group-list" aria-label="Groups">
            {groups.map((group) => (
              <li key={group} className="badge badge-group">
                {group}
              </li>
            ))}
            {groups.length === 0 && <li className="muted">No groups</li>}
          </ul>
        </div>
      </div>
      <Tabs label="Account" tabs={TABS} selected={flow.settings} onSelect={flow.openSettings}>
        {flow.settings === 'tokens' && <TokenPanel tokens={tokens} />}
        {flow.settings === 'profile' && (
          <ProfilePanel session={session} flow={flow} online={online} />
        )}
        {flow.settings === 'security' && (
          <SecurityPanel
            session={session}
            flow={flow}
            authenticator={authenticator}
            passwordPolicy={passwordPolicy}
          />
        )}
        {flow.settings === 'data' && <DataPanel name={attributes.name} online={online} />}
        {flow.settings === 'files' && <FilesPanel />}
        {flow.settings === 'clicks' && <ClicksPanel stream={clickStream} />}
      </Tabs>
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
