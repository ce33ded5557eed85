import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends the process groups of functions when the sandbox is gone without having ended them itself,
 * as after `kill -9`. The process that does it is a shell that waits for its input to close.
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
  // A group of its own, so that Ctrl-C in the terminal does not end it before the sandbox.
  const shell = spawn('/bin/sh', ['-c', script], {
    detached: true,
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Functions run all the same where there is no shell.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    watch: (processId) => void shell.stdin.write(`watch ${processId}\n`),
    forget: (processId) => void shell.stdin.write(`forget ${processId}\n`),
    stop: () => void shell.stdin.end(),
  };
}

/** Ends a process and all that it started, at once. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // There is no process left in the group.
  }
}
