import { useMemo } from 'react';
import { useSession } from './account/use-session.js';
import { useAuthenticator } from './authenticator/use-authenticator.js';
import { type Demo, DemoContext, type DemoOutputs } from './demo.js';
import { useProgress } from './guide/use-progress.js';
import { useCodeTaking } from './messages/code-taker.js';
import type { LocalSandbox } from './sandbox/local-sandbox.js';
import { useActivity } from './sandbox/use-activity.js';
import { useTimeline } from './sandbox/use-timeline.js';
import { Shell } from './shell/shell.js';

export type AppProps = DemoOutputs & {
  /** Undefined when the outputs are those of a deployment. */
  readonly sandbox: LocalSandbox | undefined;
};

export function App({ sandbox, passwordPolicy, clickStream }: AppProps) {
  const timeline = useTimeline(sandbox);
  const activity = useActivity(
    sandbox?.url,
    timeline.findLast(({ kind }) => kind === 'message')?.id,
  );
  const session = useSession(activity.status === 'running');
  const authenticator = useAuthenticator();
  const progress = useProgress();
  const codes = useCodeTaking();
  const demo = useMemo<Demo>(
    () => ({
      sandbox,
      passwordPolicy,
      clickStream,
      timeline,
      activity,
      session,
      authenticator,
      progress,
      codes,
    }),
    [
      sandbox,
      passwordPolicy,
      clickStream,
      timeline,
      activity,
      session,
      authenticator,
      progress,
      codes,
    ],
  );
  return (
    <DemoContext value={demo}>
      <Shell />
    </DemoContext>
  );
}
