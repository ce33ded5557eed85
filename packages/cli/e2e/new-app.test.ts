import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const RECIPES = [
  'custom-auth',
  'custom-message',
  'post-confirmation',
  'pre-sign-up',
  'pre-token-generation',
  'recaptcha',
  'scheduled',
  'streams',
];
const PACKAGES = ['core', ...RECIPES, 'sandbox', 'cli'];
const packagesFolder = fileURLToPath(new URL('../..', import.meta.url));
const catalog = readCatalog();

/** The files of an app as in the Amplify documentation, with our packages from tarballs. */
const FILES = {
  'amplify/package.json': '{ "type": "module" }',
  'amplify/tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2022',
      module: 'es2022',
      moduleResolution: 'bundler',
      strict: true,
      skipLibCheck: true,
      paths: { '$amplify/*': ['../.amplify/generated/*'] },
    },
  }),
  'amplify/backend.ts': `
    import { defineBackend } from '@aws-amplify/backend';
    import { auth } from './auth/resource';
    import { sayHello } from './functions/say-hello/resource';

    defineBackend({ auth, sayHello });
  `,
  'amplify/auth/resource.ts': `
    import { defineAddToGroup } from '@amplify-recipes/post-confirmation/resources';
    import { defineEmailDomain } from '@amplify-recipes/pre-sign-up/resources';
    import { defineAuth } from '@aws-amplify/backend';

    const preSignUp = defineEmailDomain({ allow: ['example.com'] });
    const postConfirmation = defineAddToGroup({ groupName: 'EVERYONE' });

    export const auth = defineAuth({
      loginWith: { email: true },
      groups: ['EVERYONE'],
      triggers: { preSignUp, postConfirmation },
      access: (allow) => [allow.resource(postConfirmation).to(['addUserToGroup'])],
    });
  `,
  'amplify/functions/say-hello/resource.ts': `
    import { defineFunction, secret } from '@aws-amplify/backend';

    export const sayHello = defineFunction({
      name: 'say-hello',
      environment: { NAME: 'World', API_KEY: secret('MY_API_KEY') },
    });
  `,
  'amplify/functions/say-hello/handler.ts': `
    import { env } from '$amplify/env/say-hello';

    export const handler = async () => {
      console.log('greeting');
      return \`Hello, \${env.NAME}! The key has \${env.API_KEY.length} characters.\`;
    };
  `,
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

let app: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), 'new-app-'));
  const tarballs = join(app, 'tarballs');
  mkdirSync(tarballs);
  for (const name of PACKAGES) {
    await run('pnpm', ['pack', '--pack-destination', tarballs], {
      cwd: join(packagesFolder, name),
    });
  }
  for (const [name, content] of Object.entries(FILES)) write(name, content);
  const files = readdirSync(tarballs);
  const ours = Object.fromEntries(
    PACKAGES.map((name) => {
      const packed = name === 'cli' ? 'amplify-recipes' : `@amplify-recipes/${name}`;
      const prefix = `${packed.replace('@', '').replace('/', '-')}-0`;
      return [packed, `file:./tarballs/${files.find((file) => file.startsWith(prefix))}`];
    }),
  );
  write(
    'package.json',
    JSON.stringify({
      name: 'new-app',
      private: true,
      type: 'module',
      dependencies: {
        ...ours,
        ...Object.fromEntries(
          [
            'aws-amplify',
            '@aws-amplify/backend',
            'aws-cdk-lib',
            'constructs',
            'esbuild',
            'typescript',
          ].map((name) => [name, catalog[name]]),
        ),
      },
    }),
  );
  // Our packages depend on versions of each other that are not published yet.
  write(
    'pnpm-workspace.yaml',
    [
      'overrides:',
      ...Object.entries(ours).map(([name, file]) => `  '${name}': '${file}'`),
      'allowBuilds:',
      '  classic-level: false',
      '  core-js: false',
      '  esbuild: true',
    ].join('\n'),
  );
  await run('pnpm', ['install', '--prefer-offline', '--no-frozen-lockfile'], { cwd: app });
}, 600_000);

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(app, { recursive: true, force: true });
});

describe('in a new Amplify app, from the packed packages', () => {
  test('recipes are copied from the published sources, without tests', async () => {
    const added = cli('add', 'minimum-age', 'captcha', '--no-install');
    const [output, code] = await Promise.all([all(added), exitCode(added)]);
    try {
      expect(output).toContain('captcha 0.0.0 is copied to amplify/auth/captcha/');
      expect(code).toBe(0);
      const source = join(app, 'node_modules/@amplify-recipes/pre-sign-up/src/minimum-age');
      const copy = join(app, 'amplify/auth/minimum-age');
      expect(readdirSync(copy).sort()).toEqual(readdirSync(source).sort());
      for (const file of readdirSync(copy)) {
        expect(readFileSync(join(copy, file), 'utf8')).toBe(
          readFileSync(join(source, file), 'utf8'),
        );
      }
      expect(readdirSync(join(app, 'amplify/auth/captcha/providers'))).toContain('turnstile.ts');
    } finally {
      for (const path of ['auth/minimum-age', 'auth/captcha', 'recipes.lock.json']) {
        rmSync(join(app, 'amplify', path), { recursive: true, force: true });
      }
    }
  });

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
  }, 120_000);

  test('Ctrl+C during the synthesis ends the command immediately', async () => {
    rmSync(join(app, '.amplify', 'local-assembly'), { recursive: true });
    const sandbox = cli('sandbox', '--port', '0');
    await until(sandbox, /Synthesising/);
    sandbox.kill('SIGINT');
    expect(await exitCode(sandbox)).toBe(130);
  }, 120_000);

  test('--exec runs a command when the backend is ready, and exits with its exit code', async () => {
    const sandbox = cli('sandbox', '--port', '0', '--exec', 'node exec.mjs 7; exit $?');
    const [output, code] = await Promise.all([all(sandbox), exitCode(sandbox)]);
    expect(output).toMatch(/Ready in [\s\S]*The pool is us-east-1_\w{9}\./);
    expect(code).toBe(7);
  }, 120_000);

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
  }, 120_000);

  test('--exec runs nothing when the backend does not start', async () => {
    const sandbox = cli('sandbox', '--port', '0', '--secret', 'NOT_SET', '--exec', 'echo it runs');
    const [output, code] = await Promise.all([all(sandbox), exitCode(sandbox)]);
    expect(output).toContain('environment variable NOT_SET, which is not set');
    expect(output).not.toContain('it runs');
    expect(code).toBe(1);
  }, 120_000);

  test('the bundles are small: under 30 kB without the SDK, under 230 kB with it', () => {
    const assembly = join(app, '.amplify', 'local-assembly');
    const [entry = ''] = readdirSync(assembly).filter((name) => name !== '.gitignore');
    const sizes = readdirSync(join(assembly, entry))
      .filter((name) => name.startsWith('asset.'))
      .map((name) => join(assembly, entry, name, 'index.mjs'))
      .map((file) => ({ size: statSync(file).size, content: readFileSync(file, 'utf8') }));
    const sizeOf = (marker: string) => sizes.find(({ content }) => content.includes(marker))?.size;
    expect(sizeOf('EMAIL_DOMAIN_NOT_ALLOWED')).toBeLessThan(30_000);
    expect(sizeOf('AdminAddUserToGroup')).toBeLessThan(230_000);
  });

  test("a function reads its secret when a user's script starts the sandbox", async () => {
    const { stdout } = await run('node', ['try.mjs'], { cwd: app });
    expect(stdout.trim()).toBe('Hello, World! The key has 5 characters.');
  }, 120_000);

  test('a saved handler is live, and a broken one does not replace the last working one', async () => {
    const { stdout } = await run('node', ['watch.mjs'], { cwd: app });
    expect(stdout.trim().split('\n')).toEqual([
      'Hello, World! The key has 5 characters.',
      'deployed',
      'Goodbye, World! The key has 5 characters.',
      'deploy-failed',
      'Goodbye, World! The key has 5 characters.',
    ]);
  }, 120_000);

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
      ['allow', 'at amplify/auth/resource.ts:6:'],
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
  ])(
    '%s is an error that names the place',
    async (_, name, content, words) => {
      write(name, content);
      try {
        const child = cli('sandbox', '--port', '0');
        const [output, code] = await Promise.all([all(child), exitCode(child)]);
        for (const word of words) expect(output).toContain(word);
        expect(code).toBe(1);
      } finally {
        write(name, FILES[name as keyof typeof FILES]);
      }
    },
    60_000,
  );
});

function write(name: string, content: string): void {
  mkdirSync(dirname(join(app, name)), { recursive: true });
  writeFileSync(join(app, name), content);
}

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

/** The versions of packages that the workspace itself uses. */
function readCatalog(): Readonly<Record<string, string>> {
  const workspace = readFileSync(new URL('../../../pnpm-workspace.yaml', import.meta.url), 'utf8');
  const section = workspace.split(/^catalog:$/m)[1]?.split(/^\S/m)[0] ?? '';
  return Object.fromEntries(
    [...section.matchAll(/^ {2}['"]?([^'":]+)['"]?: (\S+)$/gm)].map(([, name, version]) => [
      name,
      version,
    ]),
  );
}
