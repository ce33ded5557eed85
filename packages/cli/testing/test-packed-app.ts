import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readFunctions } from '@amplify-recipes/recipe-tests';
import { satisfies } from 'semver';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PackedApp } from './packed-app.js';
import { COPIES } from './packed-app-files.js';

const run = promisify(execFile);
const compiler = fileURLToPath(
  new URL('./bin/tsc', import.meta.resolve('typescript/package.json')),
);

/** Declares the tests of an app that has our packages from their tarballs. */
export function testPackedApp(packed: () => PackedApp): void {
  describe('the packed packages', () => {
    let outcomes: unknown;
    let functions: Awaited<ReturnType<typeof readFunctions>>;

    beforeAll(async () => {
      const { folder } = packed();
      const { stdout } = await run('node', ['outcomes.mjs'], { cwd: folder });
      outcomes = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
      const assembly = join(folder, '.amplify/local-assembly');
      const [entry = ''] = readdirSync(assembly).filter((each) => each !== '.gitignore');
      functions = await readFunctions(join(assembly, entry));
    });

    test('accept the versions that are installed', () => {
      const { folder, packages } = packed();
      const peers = packages.flatMap((name) =>
        Object.entries(manifestOf(folder, name).peerDependencies ?? {}),
      );
      expect(peers.map(([name]) => name)).toContain('@aws-amplify/backend');
      for (const [name, range] of peers) {
        if (!exists(join(folder, 'node_modules', name))) continue;
        expect(manifestOf(folder, name).version).toSatisfy(
          (version: string) => satisfies(version, range),
          `${name} is not ${range}`,
        );
      }
    });

    test('are copied byte for byte, without tests', () => {
      const { folder } = packed();
      for (const recipe of COPIES) {
        const [source = '', ...more] = packed()
          .packages.map((name) => join(folder, 'node_modules', name, 'src', recipe))
          .filter(exists);
        expect(more).toEqual([]);
        const copy = join(folder, 'amplify/auth', recipe);
        expect(readdirSync(copy).sort()).toEqual(readdirSync(source).sort());
        for (const file of readdirSync(copy)) {
          expect(readFileSync(join(copy, file), 'utf8')).toBe(
            readFileSync(join(source, file), 'utf8'),
          );
          expect(file).not.toContain('.test.');
        }
      }
    });

    test('synthesise, and a copy does the same as the recipe of the package', () => {
      expect(outcomes).toEqual({
        'email-domain': ['yes', 'EMAIL_DOMAIN_NOT_ALLOWED'],
        'copied-email-domain': ['yes', 'EMAIL_DOMAIN_NOT_ALLOWED'],
        'add-to-group': ['EVERYONE'],
        'copied-add-to-group': ['EVERYONE'],
      });
    });

    test('compile in the app, each entry also with moduleResolution nodenext', async () => {
      const { folder, write } = packed();
      const compilerOptions = {
        module: 'nodenext',
        moduleResolution: 'nodenext',
        target: 'es2022',
        strict: true,
        skipLibCheck: true,
        types: ['node'],
        noEmit: true,
      };
      const settings = {
        nodenext: { compilerOptions },
        bundler: { extends: '../amplify/tsconfig.json', include: ['entries.ts', '../amplify'] },
      };
      for (const [project, content] of Object.entries(settings)) {
        write(`${project}/entries.ts`, importsOfEntries(packed()));
        write(`${project}/tsconfig.json`, JSON.stringify(content));
      }
      // One process, because reading the types of the CDK takes far longer than the rest.
      const { stdout } = await run(
        process.execPath,
        [compiler, '--build', ...Object.keys(settings), '--singleThreaded', '--pretty', 'false'],
        { cwd: folder },
      ).catch((failure) => {
        if (!failure.stdout) throw failure;
        return failure;
      });
      expect(stdout).toBe('');
    });

    test.each([
      ['email-domain', 30_000],
      ['add-to-group', 176_000],
    ])('deploy the small bundle of %s: under %i bytes', (name, limit) => {
      expect(functions[name]?.bundleSize).toBeLessThan(limit);
    });
  });
}

type Manifest = {
  readonly version: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};

function manifestOf(folder: string, name: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
}

/** A module that imports every entry of our packages. */
function importsOfEntries({ folder, packages }: PackedApp): string {
  const entries = packages.flatMap((name) => entriesOf(folder, name));
  expect(entries).toContain('@amplify-recipes/pre-sign-up/email-domain/handler');
  return entries.map((entry, index) => `export * as entry${index} from '${entry}';\n`).join('');
}

/** The specifiers of the modules that a package exports. */
function entriesOf(folder: string, name: string): string[] {
  return Object.keys(manifestOf(folder, name).exports ?? {})
    .filter((entry) => entry !== './package.json' && !entry.includes('*'))
    .map((entry) => `${name}${entry.slice(1)}`);
}

function exists(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
