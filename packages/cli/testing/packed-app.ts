import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { COPIES } from './packed-app-files.js';

const run = promisify(execFile);
const workspace = fileURLToPath(new URL('../../..', import.meta.url));

/** An app that has our packages from their tarballs. */
export type PackedApp = {
  readonly folder: string;
  /** The names of our packages. */
  readonly packages: readonly string[];
  write(path: string, content: string): void;
};

/** The package managers with which the packages are tried, and how each installs them. */
const MANAGERS = { npm: installWithNpm, pnpm: installWithPnpm };

type Dependencies = Readonly<Record<string, string | undefined>>;

/** What an app has from Amplify. */
const AMPLIFY = ['@aws-amplify/backend', 'aws-cdk-lib', 'constructs'];

/** What an app has besides our packages, and what the copies import. */
const OTHERS = [
  ...AMPLIFY,
  '@aws-sdk/client-cognito-identity-provider',
  '@types/aws-lambda',
  '@types/node',
  'disposable-email-domains-js',
  'esbuild',
  'valibot',
];

/**
 * Creates an app in a temporary folder, installs our packages from their tarballs, and copies
 * recipes into it with the installed command.
 *
 * @param more Further packages of the app.
 */
export async function installPackedApp(
  manager: keyof typeof MANAGERS,
  files: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Promise<PackedApp> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), `${manager}-app-`));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const tarballs = await packInto(join(folder, 'tarballs'));
  const packages = Object.keys(tarballs);
  for (const [path, content] of Object.entries(files)) write(path, content);
  const versions = workspaceVersions();
  const others = Object.fromEntries([...OTHERS, ...more].map((name) => [name, versions[name]]));
  await MANAGERS[manager](folder, tarballs, others);
  const command = join(folder, 'node_modules/.bin/amplify-recipes');
  await runIn(folder, command, ['add', '--no-install', ...COPIES]);
  return { folder, packages, write };
}

/** Packs our packages. Returns their names and tarballs, as an app in the parent folder needs. */
async function packInto(target: string): Promise<Record<string, string>> {
  const manifests = readdirSync(join(workspace, 'packages')).map((name) =>
    JSON.parse(readFileSync(join(workspace, 'packages', name, 'package.json'), 'utf8')),
  );
  const names = manifests.filter((manifest) => !manifest.private).map(({ name }): string => name);
  const filters = names.map((name) => `--filter=${name}`);
  const pack = ['--recursive', ...filters, 'pack', '--pack-destination', target];
  await runIn(workspace, 'pnpm', pack);
  const tarballs = readdirSync(target);
  return Object.fromEntries(
    names.map((name) => {
      const prefix = new RegExp(`^${name.replace('@', '').replace('/', '-')}-\\d`);
      return [name, `file:./tarballs/${tarballs.find((file) => prefix.test(file))}`];
    }),
  );
}

async function installWithPnpm(folder: string, tarballs: Dependencies, others: Dependencies) {
  writeManifest(folder, { ...tarballs, ...others });
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), settingsOfPnpm(tarballs));
  await runIn(folder, 'pnpm', ['install', '--prefer-offline', '--no-frozen-lockfile']);
}

/**
 * Amplify is linked from the workspace: two of its packages have 15,000 bundled files each, for
 * which npm needs a minute.
 */
async function installWithNpm(folder: string, tarballs: Dependencies, others: Dependencies) {
  const unpacked = Object.entries(others).filter(([name]) => !AMPLIFY.includes(name));
  writeManifest(folder, { ...tarballs, ...Object.fromEntries(unpacked) });
  await runIn(folder, 'npm', ['install', '--prefer-offline', '--no-audit', '--no-fund']);
  for (const name of AMPLIFY) {
    const target = join(folder, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(realpathSync(join(workspace, 'packages/cli/node_modules', name)), target);
  }
}

function writeManifest(folder: string, dependencies: Dependencies): void {
  const manifest = { name: 'new-app', private: true, type: 'module', dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
}

const runIn = (cwd: string, command: string, args: readonly string[]) =>
  run(command, args, { cwd, maxBuffer: 10_000_000 });

/** Our packages depend on versions of each other that are not published yet. npm sees them. */
const settingsOfPnpm = (tarballs: Dependencies) =>
  [
    'overrides:',
    ...Object.entries(tarballs).map(([name, file]) => `  '${name}': '${file}'`),
    'allowBuilds:',
    '  classic-level: false',
    '  core-js: false',
    '  esbuild: true',
  ].join('\n');

/** The versions of packages that the workspace itself uses, from its catalog and from pre-sign-up. */
function workspaceVersions(): Dependencies {
  const settings = readFileSync(join(workspace, 'pnpm-workspace.yaml'), 'utf8');
  const catalog = settings.split(/^catalog:$/m)[1]?.split(/^\S/m)[0] ?? '';
  const entries = catalog.matchAll(/^ {2}['"]?([^'":]+)['"]?: (\S+)$/gm);
  const { dependencies } = JSON.parse(
    readFileSync(join(workspace, 'packages/pre-sign-up/package.json'), 'utf8'),
  );
  return {
    ...dependencies,
    ...Object.fromEntries([...entries].map(([, name, version]) => [name, version])),
  };
}
