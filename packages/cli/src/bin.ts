#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `✖ amplify-recipes needs Node.js 22.13 or later, and this is ${process.versions.node}.\nInstall a newer one, such as with nvm install 24.\n`,
  );
  process.exit(1);
}

// Loaded only now: on an older Node.js the modules below do not load.
const { fail } = await import('./terminal/failure.js');
const { createProgram } = await import('./program.js');

// Nobody reads any more, as behind `| head` or when the terminal was closed: end as if told to.
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
  await createProgram().parseAsync();
} catch (error) {
  fail(error);
}
