import { createContext, useContext } from 'react';
import type { PasswordPolicy } from './account/password-policy.js';
import type { Session } from './account/use-session.js';
import type { Authenticator } from './authenticator/use-authenticator.js';
import type { ClickStream } from './clicks/click-stream.js';
import type { Progress } from './guide/use-progress.js';
import type { CodeTaking } from './messages/code-taker.js';
import type { LocalSandbox } from './sandbox/local-sandbox.js';
import type { Activity } from './sandbox/use-activity.js';
import type { Timeline } from './sandbox/use-timeline.js';

/** The outputs of the backend that the page uses itself. */
export type DemoOutputs = {
  readonly passwordPolicy: PasswordPolicy | undefined;
  readonly clickStream: ClickStream;
};

/** The state that all flows share. */
export type Demo = DemoOutputs & {
  /** Undefined with the outputs of a deployment. */
  readonly sandbox: LocalSandbox | undefined;
  readonly activity: Activity;
  readonly timeline: Timeline;
  readonly session: Session;
  readonly authenticator: Authenticator;
  readonly progress: Progress;
  readonly codes: CodeTaking;
};

export const DemoContext = createContext<Demo | undefined>(undefined);

/** @throws {Error} Outside of the page. */
export function useDemo(): Demo {
  const demo = useContext(DemoContext);
  if (demo === undefined) throw new Error('The page gives its state with DemoContext.');
  return demo;
}

/** Whether the backend answers. */
export function isOnline({ activity }: Demo): boolean {
  return activity.status === 'running';
}
