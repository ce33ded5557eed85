import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@amplify-recipes/sandbox';
import { localBackend } from '../local-backend.ts';

/**
 * Runs the demo's backend in a process of its own, for tests. It writes the log of a function to a
 * file, line by line, and kills itself after a number of lines.
 */
const [, , dataDir = '', functionName, file = '', lastLine] = process.argv;
let lines = 0;

const { url, region, credentials, outputs } = await startSandbox({
  ...localBackend,
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  dataDir,
  onEvent(event) {
    if (event.type !== 'log' || event.function !== functionName) return;
    appendFileSync(file, `${event.message}\n`);
    lines += 1;
    if (lines === Number(lastLine)) process.kill(process.pid, 'SIGKILL');
  },
});
process.send?.({ url, region, credentials, outputs });
