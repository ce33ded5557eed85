import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installPackedApp, type PackedApp } from '../testing/packed-app.js';
import { PACKED_APP } from '../testing/packed-app-files.js';
import { testPackedApp } from '../testing/test-packed-app.js';

const run = promisify(execFile);

/** The files of an app as in the Amplify documentation, with our packages from tarballs. */
const FILES = {
  ...PACKED_APP,
  'watch.mjs': `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { startSandbox } from '@amplify-recipes/sandbox';

    const handler = 'amplify/functions/say-hello/handler.ts';
    const source = readFileSync(handler, 'utf8');
    let notice;
    const sandbox = await startSandbox({
      dataDir: false,
      watch: true,
      secrets: { MY_API_KEY: '12345' },
      onEvent: ({ type }) => {
        if (type === 'deployed' || type === 'deploy-failed') notice?.(type);
      },
    });
    const save = (content) =>
      new Promise((resolve) => {
        notice = resolve;
        writeFileSync(handler, content);
      });
    try {
      console.log(await sandbox.invoke('say-hello', {}));
      console.log(await save(source.replace('Hello', 'Goodbye')));
      console.log(await sandbox.invoke('say-hello', {}));
      console.log(await save('export const handler = ('));
      console.log(await sandbox.invoke('say-hello', {}));
    } finally {
      writeFileSync(handler, source);
      await sandbox.stop();
    }
  `,
  'exec.mjs': `
    const url = process.env.AMPLIFY_RECIPES_SANDBOX_URL;
    const response = await fetch(\`\${url}/_sandbox/amplify_outputs.json\`);
    const { auth } = await response.json();
    console.log(\`The pool is \${auth.user_pool_id}.\`);
    process.exit(Number(process.argv[2]));
  `,
  'try.mjs': `
    import { startSandbox } from '@amplify-recipes/sandbox';

    const sandbox = await startSandbox({ dataDir: false, secrets: { MY_API_KEY: '12345' } });
    console.log(await sandbox.invoke('say-hello', {}));
    await sandbox.stop();
  `,
};

let packed: PackedApp;
let app: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  packed = await installPackedApp('pnpm', FILES, ['aws-amplify']);
  app = packed.folder;
}, 600_000);

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  if (packed) rmSync(app, { recursive: true, force: true });
});

testPackedApp(() => packed);

describe('in a new Amplify app, from the packed packages', () => {
  test('the command starts the sandbox, names a missing secret, and stops it', async () => {
    const sandbox = cli('sandbox', '--port', '0', '--once', '--stream-function-logs');
    const output = await until(sandbox, /Ready in .* at (http:\S+)/);
    expect(output).toMatch(/function +email-domain /);
    expect(output).toMatch(/function +add-to-group /);
    expect(output).toMatch(/Secret MY_API_KEY has no value here, and say-hello needs it\./);
    const outputs = JSON.parse(readFileSync(join(app, 'amplify_outputs.json'), 'utf8'));
    expect(outputs.auth.user_pool_id).toMatch(/^us-east-1_\w{9}$/);

    const second = cli('sandbox', '--port', '0');
    const [words, code] = await Promise.all([all(second), exitCode(second)]);
    expect(words).toContain('Another sandbox is running');
    expect(code).toBe(1);

    sandbox.kill('SIGINT');
    expect(await exitCode(sandbox)).toBe(0);
  });

  test('Ctrl+C during the synthesis ends the command immediately', async () => {
    rmSync(join(app, '.amplify', 'local-assembly'), { recursive: true });
    const sandbox = cli('sandbox', '--port', '0');
    await until(sandbox, /Synthesising/);
    sandbox.kill('SIGINT');
    expect(await exitCode(sandbox)).toBe(130);
  });

  test('--exec runs a command when the backend is ready, and exits with its exit code', async () => {
    const sandbox = cli('sandbox', '--port', '0', '--exec', 'node exec.mjs 7; exit $?');
    const [output, code] = await Promise.all([all(sandbox), exitCode(sandbox)]);
    expect(output).toMatch(/Ready in [\s\S]*The pool is us-east-1_\w{9}\./);
    expect(code).toBe(7);
  });

  test('Ctrl+C ends the command of --exec', async () => {
    const sandbox = cli(
      'sandbox',
      '--port',
      '0',
      '--exec',
      'node -e "setInterval(() => {}, 1000); console.log(process.pid)"',
    );
    const output = await until(sandbox, /^\d+$/m);
    sandbox.kill('SIGINT');
    expect(await exitCode(sandbox)).toBe(130);
    expect(() => process.kill(Number(/^\d+$/m.exec(output)?.[0]), 0)).toThrow('ESRCH');
  });

  test('--exec runs nothing when the backend does not start', async () => {
    const sandbox = cli('sandbox', '--port', '0', '--secret', 'NOT_SET', '--exec', 'echo it runs');
    const [output, code] = await Promise.all([all(sandbox), exitCode(sandbox)]);
    expect(output).toContain('environment variable NOT_SET, which is not set');
    expect(output).not.toContain('it runs');
    expect(code).toBe(1);
  });

  test("a function reads its secret when a user's script starts the sandbox", async () => {
    const { stdout } = await run('node', ['try.mjs'], { cwd: app });
    expect(stdout.trim()).toBe('Hello, World! The key has 5 characters.');
  });

  test('a saved handler is live, and a broken one does not replace the last working one', async () => {
    const { stdout } = await run('node', ['watch.mjs'], { cwd: app });
    expect(stdout.trim().split('\n')).toEqual([
      'Hello, World! The key has 5 characters.',
      'deployed',
      'Goodbye, World! The key has 5 characters.',
      'deploy-failed',
      'Goodbye, World! The key has 5 characters.',
    ]);
  });

  test('secrets are set from standard input, listed and removed', async () => {
    const set = cli('sandbox', 'secret', 'set', 'MY_API_KEY');
    set.stdin?.end('s3cret\n');
    expect(await exitCode(set)).toBe(0);
    expect(await all(cli('sandbox', 'secret', 'list'))).toBe('MY_API_KEY\n');
    expect(await exitCode(cli('sandbox', 'secret', 'remove', 'MY_API_KEY'))).toBe(0);
    expect(await exitCode(cli('sandbox', 'secret', 'remove', 'MY_API_KEY'))).toBe(1);
  });

  test.each<[string, string, string, readonly string[]]>([
    [
      'an option that a recipe rejects',
      'amplify/auth/resource.ts',
      FILES['amplify/auth/resource.ts'].replace("'example.com'", "'no domain'"),
      ['allow', 'at amplify/auth/resource.ts:7:'],
    ],
    [
      'a broken handler',
      'amplify/functions/say-hello/handler.ts',
      'export const handler = (',
      ['amplify/functions/say-hello/handler.ts:1:'],
    ],
    ['a broken backend', 'amplify/backend.ts', 'import nothing;', ['amplify/backend.ts:1:']],
    [
      'an option that Amplify rejects',
      'amplify/functions/say-hello/resource.ts',
      FILES['amplify/functions/say-hello/resource.ts'].replace(
        "name: 'say-hello'",
        'timeoutSeconds: 5000',
      ),
      [
        '[InvalidTimeoutError] Invalid function timeout of 5000',
        'timeoutSeconds must be a whole number between 1 and 900 inclusive',
      ],
    ],
  ])('%s is an error that names the place', async (_, name, content, words) => {
    packed.write(name, content);
    try {
      const child = cli('sandbox', '--port', '0');
      const [output, code] = await Promise.all([all(child), exitCode(child)]);
      for (const word of words) expect(output).toContain(word);
      expect(code).toBe(1);
    } finally {
      packed.write(name, FILES[name as keyof typeof FILES]);
    }
  });
});

function cli(...args: string[]): ChildProcess {
  const child = spawn(join(app, 'node_modules', '.bin', 'amplify-recipes'), args, {
    cwd: app,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  started.push(child);
  return child;
}

function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('close', resolve));
}

/** The whole output of a command. */
async function all({ stdout, stderr }: ChildProcess): Promise<string> {
  if (!stdout || !stderr) return '';
  const [output, errors] = await Promise.all([text(stdout), text(stderr)]);
  return output + errors;
}

/** The output of a command up to the first match. Rejects if the command ends before it. */
function until(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const take = (chunk: unknown) => {
      output += chunk;
      if (pattern.test(output)) resolve(output);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('close', () => reject(new Error(`The command ended before ${pattern}:\n${output}`)));
  });
}
