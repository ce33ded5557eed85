import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { type Bundle, IGNORED } from './bundle.js';
import { REQUIREMENTS } from './python-packages.js';
import { LINUX_OF, type PythonRuntime } from './python-runtime.js';
import { type SourceFolder, startFolder } from './source-folder.js';
import {
  buildsForThisMachine,
  hasDocker,
  outputOf,
  refuseMissingToolChain,
  runBuild,
  runInDocker,
} from './tool-chain.js';

type PythonSource = SourceFolder & {
  readonly runtime: PythonRuntime;
  readonly architecture: 'x86_64' | 'arm64';
};

const TOOLS = 'Python with pip (or uv)';

/** The function's files, its packages, and the module that starts it. */
export function pythonBundle(source: PythonSource): Omit<Bundle, 'functionName'> {
  const { folder, runtime, architecture } = source;
  const start = startFolder('python');
  const here = hasRequirements(folder) && buildsForThisMachine();
  return {
    source: folder,
    inputs: () => ({
      runtime,
      architecture,
      start: FileSystem.fingerprint(start),
      ...(here && toolsOfThisMachine(source)),
    }),
    build(target) {
      FileSystem.copyDirectory(folder, target, IGNORED);
      FileSystem.copyDirectory(start, target, IGNORED);
      if (!hasRequirements(folder)) return;
      if (here) installForThisMachine(source, target);
      else installForLambda(source, target);
      // The commands of packages contain paths of this machine, and no function calls them.
      if (!existsSync(join(folder, 'bin'))) {
        rmSync(join(target, 'bin'), { recursive: true, force: true });
      }
      rmSync(join(target, '.lock'), { force: true });
    },
  };
}

function hasRequirements(folder: string): boolean {
  const file = join(folder, REQUIREMENTS);
  return existsSync(file) && /^\s*[^#\s]/m.test(readFileSync(file, 'utf8'));
}

/** Python without a virtual environment of its own can be installed with any of these names. */
const PYTHONS = ['python3', 'python'];

function installForLambda({ name, folder, runtime, architecture }: PythonSource, target: string) {
  const version = runtime.replace('python', '');
  const cpu = architecture === 'arm64' ? 'aarch64' : 'x86_64';
  const { glibc, uvPlatform } = LINUX_OF[runtime];
  if (hasUv()) {
    const platform = ['--python-platform', `${cpu}-${uvPlatform}`, '--python-version', version];
    const args = ['pip', 'install', '-r', REQUIREMENTS, '--target', target];
    const only = ['--only-binary', ':all:', '--link-mode', 'copy'];
    runBuild(name, { file: 'uv', arguments: [...args, ...platform, ...only], folder });
    return;
  }
  // pip takes the wheels of exactly these platforms.
  const platforms = Array.from({ length: glibc - 16 }, (_, index) => [
    '--platform',
    `manylinux_2_${glibc - index}_${cpu}`,
  ]).flat();
  const only = [
    ...[...platforms, '--platform', `manylinux2014_${cpu}`],
    ...['--python-version', version, '--implementation', 'cp', '--only-binary', ':all:'],
  ];
  const python = PYTHONS.find(hasPip);
  if (python) {
    runBuild(name, { file: python, arguments: pip(target, only), folder });
    return;
  }
  if (!hasDocker()) return refuseMissingToolChain(name, TOOLS);
  const volumes = [
    { hostPath: folder, containerPath: '/source' },
    { hostPath: target, containerPath: '/target' },
  ];
  runInDocker(
    name,
    { image: `public.ecr.aws/sam/build-${runtime}`, volumes },
    { file: 'python3', arguments: pip('/target', only), folder: '/source' },
  );
}

function pip(target: string, more: readonly string[]): readonly string[] {
  const quiet = ['--no-compile', '--no-input', '--disable-pip-version-check'];
  return ['-m', 'pip', 'install', '-r', REQUIREMENTS, '--target', target, ...quiet, ...more];
}

/** The sandbox runs a function with this version of Python, or else with the installed one. */
function pythonOfThisMachine({ runtime }: PythonSource): string | undefined {
  const print = 'import sys; print(sys.executable)';
  return [runtime, 'python3'].flatMap((each) => outputOf(each, ['-c', print]) ?? [])[0];
}

/** The tools that decide which packages a function gets, and whether it gets them. */
function toolsOfThisMachine(source: PythonSource) {
  const python = pythonOfThisMachine(source);
  const describe = 'import sys, sysconfig; print(sysconfig.get_platform(), sys.version)';
  return {
    python: python && outputOf(python, ['-c', describe]),
    installer: hasUv() || (python !== undefined && hasPip(python)),
  };
}

function installForThisMachine(source: PythonSource, target: string): void {
  const { name, folder } = source;
  const python = pythonOfThisMachine(source);
  if (python !== undefined && hasUv()) {
    const args = ['pip', 'install', '-r', REQUIREMENTS, '--target', target, '--python', python];
    runBuild(name, { file: 'uv', arguments: [...args, '--link-mode', 'copy'], folder });
  } else if (python !== undefined && hasPip(python)) {
    runBuild(name, { file: python, arguments: pip(target, []), folder });
  } else {
    refuseMissingToolChain(name, TOOLS);
  }
}

function hasPip(python: string): boolean {
  return outputOf(python, ['-m', 'pip', '--version']) !== undefined;
}

function hasUv(): boolean {
  return outputOf('uv', ['--version']) !== undefined;
}
