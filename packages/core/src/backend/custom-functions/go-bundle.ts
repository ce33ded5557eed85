import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { RecipeError } from '../recipe-error.js';
import type { Bundle } from './bundle.js';
import { type SourceFolder, startFolder } from './source-folder.js';
import {
  type BuildCommand,
  buildsForThisMachine,
  hasDocker,
  outputOf,
  refuseMissingToolChain,
  runBuild,
  runInDocker,
} from './tool-chain.js';

type GoSource = SourceFolder & { readonly architecture: 'x86_64' | 'arm64' };

const IMAGE = 'public.ecr.aws/docker/library/golang:1';

/** Lambda starts `bootstrap`, which starts `function`. */
const PROGRAM = 'function';

/** The program, and the one that starts it. */
export function goBundle(source: GoSource): Omit<Bundle, 'functionName'> {
  const { name, folder } = source;
  const module = moduleFolder(source);
  refuseOutsideReplacements(name, module);
  const start = startFolder('go');
  const platform = platformOf(source);
  return {
    source: module,
    inputs() {
      const go = outputOf('go', ['env', 'GOVERSION']) ?? (hasDocker() ? IMAGE : 'none');
      return { go, platform, path: relative(module, folder), start: FileSystem.fingerprint(start) };
    },
    build(target) {
      const programs = [
        { folder, output: PROGRAM },
        { folder: start, output: 'bootstrap' },
      ];
      if (outputOf('go', ['version']) !== undefined) {
        for (const program of programs) {
          const command = goBuild(program.folder, join(target, program.output), platform);
          runBuild(name, command, adviceFor(source, module));
        }
        return;
      }
      if (!hasDocker()) return refuseMissingToolChain(name, 'Go');
      buildInDocker(name, { module, target, start, path: relative(module, folder) }, platform);
    },
  };
}

type Platform = { readonly GOOS: string; readonly GOARCH: string };

function platformOf({ architecture }: GoSource): Platform {
  if (buildsForThisMachine()) {
    return { GOOS: process.platform, GOARCH: process.arch === 'x64' ? 'amd64' : process.arch };
  }
  return { GOOS: 'linux', GOARCH: architecture === 'arm64' ? 'arm64' : 'amd64' };
}

/** The same source gives the same program, wherever it is built. */
function goBuild(folder: string, output: string, platform: Platform): BuildCommand {
  const reproducible = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid='];
  return {
    file: 'go',
    arguments: ['build', ...reproducible, '-tags=lambda.norpc', '-o', output, '.'],
    folder,
    // A workspace would bring in source that is not in the module's folder.
    environment: { ...platform, CGO_ENABLED: '0', GOWORK: 'off' },
  };
}

/** What Go does not say about a build that fails. */
function adviceFor({ folder }: GoSource, module: string): string | undefined {
  const usesC = goFiles(folder).some((file) =>
    /^\s*(?:import\s+)?"C"\s*$/m.test(readFileSync(join(folder, file), 'utf8')),
  );
  if (usesC) {
    return 'The function imports "C". It is built as a static program without cgo (CGO_ENABLED=0), so use packages that are written in Go.';
  }
  for (let each = module; each !== dirname(each); each = dirname(each)) {
    if (!existsSync(join(each, 'go.work'))) continue;
    return `The workspace ${join(each, 'go.work')} is not used. Put one go.mod above the function and the other modules, or require them in go.mod.`;
  }
  return undefined;
}

function buildInDocker(
  name: string,
  folders: { module: string; target: string; start: string; path: string },
  platform: Platform,
): void {
  const cache = resolve('.amplify', 'bundles', '.go');
  mkdirSync(cache, { recursive: true });
  const volumes = [
    { hostPath: folders.module, containerPath: '/source' },
    { hostPath: folders.start, containerPath: '/start' },
    { hostPath: folders.target, containerPath: '/target' },
    { hostPath: cache, containerPath: '/cache' },
  ];
  const programs = [
    { folder: ['/source', ...folders.path.split(sep)].join('/'), output: PROGRAM },
    { folder: '/start', output: 'bootstrap' },
  ];
  for (const program of programs) {
    const command = goBuild(program.folder, `/target/${program.output}`, platform);
    const caches = { GOCACHE: '/cache/build', GOMODCACHE: '/cache/modules' };
    runInDocker(
      name,
      { image: IMAGE, volumes },
      { ...command, environment: { ...command.environment, ...caches } },
    );
  }
}

/** The files that `go build` reads. */
const goFiles = (folder: string) =>
  readdirSync(folder).filter((file) => /^[^._].*(?<!_test)\.go$/.test(file));

/** Of any other package, `go build` makes a file that Lambda cannot start. */
const MAIN = /^\s*package\s+main\b/m;

/** The folder of the `go.mod`, which is the function's own folder or above it. */
function moduleFolder({ name, folder }: SourceFolder): string {
  const sources = goFiles(folder);
  const isMain = (file: string) => MAIN.test(readFileSync(join(folder, file), 'utf8'));
  if (!sources.some(isMain)) {
    const what = sources.length === 0 ? 'Go source' : 'main package';
    throw new RecipeError('MissingHandlerError', {
      message: `The function "${name}" has no ${what} in ${folder}.`,
      resolution: 'Put its main package there, for example in main.go, or set entry to its folder.',
    });
  }
  for (let each = folder; ; each = dirname(each)) {
    if (existsSync(join(each, 'go.mod'))) return each;
    if (each === dirname(each)) break;
  }
  throw new RecipeError('MissingGoModuleError', {
    message: `The function "${name}" has no go.mod in ${folder} or above it.`,
    resolution: `In ${folder}, run: go mod init ${name.replaceAll(' ', '-')} && go mod tidy`,
  });
}

/** A change outside of the module's folder would not be seen, and Docker does not see the source. */
function refuseOutsideReplacements(name: string, module: string): void {
  const replaced = readFileSync(join(module, 'go.mod'), 'utf8').matchAll(
    /=>\s*(\.{1,2}\/\S*|\/\S+)/g,
  );
  for (const [, path = ''] of replaced) {
    if (!relative(module, resolve(module, path)).startsWith('..')) continue;
    throw new RecipeError('OutsideModuleError', {
      message: `The go.mod of the function "${name}" replaces a module by ${path}, outside of ${module}.`,
      resolution: 'Move it into the folder, or put one go.mod above both.',
    });
  }
}
