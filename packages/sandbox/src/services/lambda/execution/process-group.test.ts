import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isRunning } from '../../../../testing/lambda/test-lambda.js';

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'no process of a function outlives a sandbox that was ended by %s',
  { timeout: 30_000 },
  async (signal) => {
    const script = fileURLToPath(
      new URL('../../../../testing/lambda/abandoned-sandbox.ts', import.meta.url),
    );
    const sandbox = spawn(process.execPath, ['--import', 'tsx', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(sandbox.stdout), 'line');
    const { folder, processes } = JSON.parse(String(line)) as {
      folder: string;
      processes: string[];
    };
    const running = () => processes.map(Number).filter(isRunning);
    expect(running()).toHaveLength(6);

    sandbox.kill(signal);

    await expect.poll(running, { timeout: 5000 }).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  },
);
