import { Account } from './account/account.js';
import type { PasswordPolicy } from './account/password-policy.js';
import { useAccountFlow } from './account/use-account-flow.js';
import { useSession } from './account/use-session.js';
import { Invocations } from './activity/invocations.js';
import { Outbox } from './activity/outbox.js';
import { type Activity, useActivity } from './activity/use-activity.js';
import { AuthenticatorPanel } from './authenticator/authenticator-panel.js';
import { useAuthenticator } from './authenticator/use-authenticator.js';
import type { ClickStream } from './clicks/click-stream.js';
import { Header } from './page/header.js';
import { SandboxConnection } from './page/sandbox-connection.js';
import { SandboxUnreachable } from './page/sandbox-unreachable.js';
import { Walkthrough } from './page/walkthrough.js';
import { SchedulesPanel } from './schedules/schedules-panel.js';
import './activity/activity.css';
import './controls/controls.css';
import './page/page.css';

export type AppProps = {
  /** Undefined when the outputs are those of a deployment. */
  readonly sandboxUrl: string | undefined;
  readonly passwordPolicy: PasswordPolicy | undefined;
  readonly clickStream: ClickStream;
};

export function App({ sandboxUrl, ...demo }: AppProps) {
  return sandboxUrl === undefined ? (
    <DeployedDemo {...demo} />
  ) : (
    <LocalDemo sandboxUrl={sandboxUrl} {...demo} />
  );
}

type DemoProps = Omit<AppProps, 'sandboxUrl'>;

function LocalDemo({ sandboxUrl, ...demo }: DemoProps & { readonly sandboxUrl: string }) {
  const activity = useActivity(sandboxUrl);
  const { status } = activity;
  return (
    <>
      <Header>
        <SandboxConnection sandboxUrl={sandboxUrl} status={status} />
      </Header>
      {status === 'unreachable' && <SandboxUnreachable sandboxUrl={sandboxUrl} />}
      {(status === 'live' || status === 'lost') && (
        <Workbench activity={activity} sandboxUrl={sandboxUrl} {...demo} />
      )}
    </>
  );
}

type WorkbenchProps = DemoProps & { readonly activity: Activity; readonly sandboxUrl: string };

/** The account, and beside it the activity of the backend. */
function Workbench({ activity, sandboxUrl, ...demo }: WorkbenchProps) {
  const session = useSession();
  const flow = useAccountFlow();
  const authenticator = useAuthenticator();
  return (
    <main>
      {activity.status === 'lost' && (
        <p className="notice notice-failure" role="alert">
          The sandbox stopped answering. Start it again with <code>npx pnpm@12 demo</code>.
        </p>
      )}
      <Walkthrough activity={activity} session={session} />
      <div className="workbench">
        <Account
          session={session}
          flow={flow}
          authenticator={authenticator}
          sandboxUrl={sandboxUrl}
          online={activity.status === 'live'}
          {...demo}
        />
        <div className="what-arrives">
          <AuthenticatorPanel
            authenticator={authenticator}
            onUseCode={flow.takesTotp ? flow.enterCode : undefined}
          />
          <Outbox
            messages={activity.outbox}
            onUseCode={(message) =>
              flow.takesCodeOf(message, session.status === 'signed-in')
                ? () => flow.fillIn(message)
                : undefined
            }
          />
          <SchedulesPanel schedules={activity.schedules} sandboxUrl={sandboxUrl} />
        </div>
        <Invocations invocations={activity.invocations} />
      </div>
    </main>
  );
}

/** In AWS, messages go where they are addressed to, and functions log to CloudWatch. */
function DeployedDemo(demo: DemoProps) {
  const session = useSession();
  const flow = useAccountFlow();
  return (
    <>
      <Header>Deployed to AWS</Header>
      <main className="workbench">
        <Account session={session} flow={flow} online {...demo} />
      </main>
    </>
  );
}
