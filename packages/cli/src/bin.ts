#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `✖ amplify-recipes needs Node.js 22.13 or later, but this is ${process.versions.node}.\nInstall a newer version, for example with nvm install 24.\n`,
  );
  process.exit(1);
}

// Imported only after the check: an older Node.js cannot load these modules.
const { enableCompileCache } = await import('node:module');
// The second start of a command compiles nothing.
enableCompileCache();
const { fail } = await import('./terminal/failure.js');
const { run } = await import('./program.js');

// The output is closed, as after `| head` or when the terminal closes: stop as on SIGTERM.
let isUnread = false;
process.stdout.on('error', () => {
  if (!isUnread) process.kill(process.pid, 'SIGTERM');
  isUnread = true;
});
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
try {
  await run(process.argv.slice(2));
} catch (error) {
  fail(error);
}
