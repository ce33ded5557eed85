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
  const compile = async (project: string) => {
    const { stdout } = await run(process.execPath, [compiler, '-p', project, '--pretty', 'false'], {
      cwd: packed().folder,
    }).catch((failure) => failure);
    return stdout;
  };

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
    }, 120_000);

    test('have types for each entry with moduleResolution nodenext', async () => {
      const { write } = packed();
      write('nodenext/entries.ts', importsOfEntries(packed()));
      const compilerOptions = {
        module: 'nodenext',
        moduleResolution: 'nodenext',
        target: 'es2022',
        strict: true,
        skipLibCheck: true,
        types: ['node'],
        noEmit: true,
      };
      write('nodenext/tsconfig.json', JSON.stringify({ compilerOptions }));
      expect(await compile('nodenext')).toBe('');
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

    test('compile in the app, with the copies and each entry, with moduleResolution bundler', async () => {
      const { write } = packed();
      write('bundler/entries.ts', importsOfEntries(packed()));
      const include = ['entries.ts', '../amplify'];
      write(
        'bundler/tsconfig.json',
        JSON.stringify({ extends: '../amplify/tsconfig.json', include }),
      );
      expect(await compile('bundler')).toBe('');
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
