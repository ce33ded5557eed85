import { once } from 'node:events';
import { relative } from 'node:path';
import type { SandboxEvent } from '@amplify-recipes/sandbox';
import { buildPackages } from './build-packages.ts';
import { preferPort } from './free-port.ts';
import { localBackend } from './local-backend.ts';
import { describeFailure } from './terminal/failure.ts';
import { createLogFormat } from './terminal/function-logs.ts';
import { describeDemo, seconds } from './terminal/report.ts';
import { createTerminal } from './terminal/terminal.ts';

const SANDBOX_PORT = 4700;
const PAGE_PORT = 5173;

const app = import.meta.dirname;
const terminal = createTerminal();
const formatLog = createLogFormat();
const cleanUp: (() => Promise<void>)[] = [];
let ready = false;

const interruption = new AbortController();
const interrupted = once(interruption.signal, 'abort');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The second one does not wait for anything to stop.
    if (interruption.signal.aborted) process.exit(1);
    interruption.abort();
  });
}

try {
  await start(interruption.signal);
  await interrupted;
} catch (error) {
  // Ctrl+C reaches the build and the synthesis too, and fails them.
  if (!interruption.signal.aborted) {
    terminal.failed(describeFailure(error));
    process.exitCode = 1;
  }
}
if (interruption.signal.aborted) {
  terminal.print('');
  terminal.progress('Stopping');
}
for (const step of cleanUp.reverse()) await step();
if (interruption.signal.aborted) terminal.done('Stopped. Accounts are kept.');

async function start(signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  terminal.progress('Preparing the packages');
  await buildPackages(signal);
  terminal.progress('Starting the sandbox');

  // Built just now, so that a fresh clone has it.
  const { startSandbox } = await import('@amplify-recipes/sandbox');
  const sandbox = await startSandbox({
    ...localBackend,
    cwd: app,
    outputsDir: app,
    port: await preferPort(SANDBOX_PORT),
    watch: true,
    onEvent: tell,
  });
  cleanUp.push(() => sandbox.stop());
  signal.throwIfAborted();

  terminal.progress('Starting the page');
  const { startPage } = await import('./page-server.ts');
  const page = await startPage({ port: await preferPort(PAGE_PORT) });
  cleanUp.push(() => page.stop());
  signal.throwIfAborted();

  terminal.done(`Ready in ${seconds(performance.now() - startedAt)}`);
  terminal.print(describeDemo(sandbox.report, page.url));
  ready = true;
}

function tell(event: SandboxEvent): void {
  switch (event.type) {
    case 'synth-started':
      terminal.progress('Synthesising amplify/backend.ts');
      break;
    case 'synth-finished':
      if (!event.cached) {
        terminal.done(`Synthesised amplify/backend.ts in ${seconds(event.durationMs)}`);
      }
      break;
    case 'synth-output':
      terminal.print(event.line);
      break;
    case 'log':
      terminal.print(formatLog(event));
      break;
    case 'changed':
      terminal.print(`\n${relative(app, event.file)} changed`);
      break;
    case 'deployed':
      if (ready) terminal.done('The change is live');
      break;
    case 'deploy-failed':
      terminal.failed(`${describeFailure(event.error)}\n  The backend runs on as it was.`);
      break;
    case 'internal-error':
      terminal.print(describeFailure(event.error));
      break;
    case 'invocation':
    case 'message':
      // The page shows them.
      break;
  }
}
