import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends the process groups of functions if the sandbox ended without doing so, as after `kill -9`. A
 * shell does this when its input closes.
 */
export type Reaper = {
  watch(processId: number): void;
  forget(processId: number): void;
  stop(): void;
};

const script = `
while read -r action group; do
  case $action in
    watch) groups="$groups $group" ;;
    forget) rest=; for each in $groups; do [ "$each" = "$group" ] || rest="$rest $each"; done; groups=$rest ;;
  esac
done
for each in $groups; do kill -s KILL -- "-$each" 2>/dev/null; done
exit 0
`;

export function startReaper(): Reaper {
  if (process.platform === 'win32') return { watch() {}, forget() {}, stop() {} };
  // A separate group, so that Ctrl-C in the terminal does not end it before the sandbox.
  const shell = spawn('/bin/sh', ['-c', script], {
    detached: true,
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell, functions run all the same.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    watch: (processId) => void shell.stdin.write(`watch ${processId}\n`),
    forget: (processId) => void shell.stdin.write(`forget ${processId}\n`),
    stop: () => void shell.stdin.end(),
  };
}

/** Ends a process and all processes that it started, immediately. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group has no processes left.
  }
}
