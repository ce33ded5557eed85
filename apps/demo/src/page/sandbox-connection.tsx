import type { Activity } from '../activity/use-activity.js';

export type SandboxConnectionProps = {
  readonly sandboxUrl: string;
  readonly status: Activity['status'];
};

const WORDS: Readonly<Record<Activity['status'], string>> = {
  connecting: 'Connecting to the sandbox',
  live: 'Sandbox running',
  unreachable: 'Sandbox not reachable',
  lost: 'Sandbox not reachable',
};

export function SandboxConnection({ sandboxUrl, status }: SandboxConnectionProps) {
  return (
    <>
      <span className="connection-light" data-status={status} aria-hidden="true" />
      <span role="status">{WORDS[status]}</span>
      <code>{new URL(sandboxUrl).host}</code>
    </>
  );
}
