import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleFolder } from './bundle.js';
import { goBundle } from './go-bundle.js';
import { pythonBundle } from './python-bundle.js';

let app: string;
let source: string;

beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), 'builds-'));
  source = join(app, 'source');
  mkdirSync(join(app, 'bin'));
  mkdirSync(source);
  vi.spyOn(process, 'cwd').mockReturnValue(app);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.stubEnv('PATH', join(app, 'bin'));
  vi.stubEnv('CDK_DOCKER', 'docker');
  vi.stubEnv('AMPLIFY_RECIPES_BUILD_FOR', undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(app, { recursive: true, force: true });
});

/** Installs a program that writes how it was called to `calls`, and then runs a script. */
function install(name: string, script = '') {
  const file = join(app, 'bin', name);
  const record = `echo "${name} $*" >> "${app}/calls"`;
  writeFileSync(file, `#!/bin/sh\n${record}\n${script}\n`);
  chmodSync(file, 0o755);
}

const PYTHON =
  'case "$*" in *sys.executable*) echo "$0" ;; *sys.version*) echo linux 3.13.1 ;; esac';
/** Writes the program that `-o` names. */
const GO = `
if [ "$1" = env ]; then echo "\${GO_VERSION:-go1.26}"; exit; fi
while [ $# -gt 1 ]; do if [ "$1" = -o ]; then echo "$GOOS $GOARCH $CGO_ENABLED $GOWORK" > "$2"; fi; shift; done
`;

/** The calls that built something. */
function builds(): string[] {
  const file = join(app, 'calls');
  const calls = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return calls
    .filter((call) => /install|go build|docker run/.test(call))
    .map((call) => call.replaceAll(/\S*\.amplify\/bundles\/\w+\/\w+\.\d+/g, 'TARGET'));
}

type Architecture = 'x86_64' | 'arm64';

function buildPython(architecture: Architecture = 'x86_64', runtime = 'python3.13' as const) {
  const bundle = pythonBundle({ name: 'hello', folder: source, runtime, architecture });
  return bundleFolder({ ...bundle, functionName: 'hello' });
}

function buildGo(architecture: Architecture = 'x86_64', folder = source) {
  const bundle = goBundle({ name: 'hello', folder, architecture });
  return bundleFolder({ ...bundle, functionName: 'hello' });
}

/** The platforms whose wheels run on Amazon Linux 2023. */
const wheelsFor = (cpu: string) =>
  `${Array.from({ length: 18 }, (_, index) => `--platform manylinux_2_${34 - index}_${cpu}`).join(' ')} --platform manylinux2014_${cpu} --python-version 3.13 --implementation cp --only-binary :all:`;
const PIP =
  '-m pip install -r requirements.txt --target TARGET --no-compile --no-input --disable-pip-version-check';

describe('a function in Python', () => {
  beforeEach(() => {
    writeFileSync(join(source, 'index.py'), 'def handler(event, context): pass\n');
    writeFileSync(join(source, 'requirements.txt'), 'requests==2.32.4\n');
  });

  it.each([
    {
      tools: 'uv',
      architecture: 'arm64',
      build:
        'uv pip install -r requirements.txt --target TARGET --python-platform aarch64-manylinux_2_34 --python-version 3.13 --only-binary :all: --link-mode copy',
    },
    { tools: 'python3', architecture: 'x86_64', build: `python3 ${PIP} ${wheelsFor('x86_64')}` },
    { tools: 'python3', architecture: 'arm64', build: `python3 ${PIP} ${wheelsFor('aarch64')}` },
    { tools: 'python', architecture: 'arm64', build: `python ${PIP} ${wheelsFor('aarch64')}` },
  ] as const)(
    'gets its packages for Lambda on $architecture from $tools',
    ({ tools, architecture, build }) => {
      install(tools, PYTHON);
      install('docker');
      buildPython(architecture);
      expect(builds()).toEqual([build]);
    },
  );

  it('gets its packages in Docker when there is neither uv nor pip', () => {
    install('python3', 'exit 1');
    install('docker');
    buildPython('arm64');
    expect(builds()).toEqual([
      expect.stringMatching(
        `^docker run .* -v ${source}:/source\\S* -v TARGET:/target\\S* .*public.ecr.aws/sam/build-python3.13 python3 -m pip install -r requirements.txt --target /target .*manylinux_2_34_aarch64`,
      ),
    ]);
  });

  it.each([
    [
      'uv',
      'uv pip install -r requirements.txt --target TARGET --python BIN/python3.13 --link-mode copy',
    ],
    ['pip', `python3.13 ${PIP}`],
  ])('gets the packages of this machine from %s for the sandbox', (tool, build) => {
    vi.stubEnv('AMPLIFY_RECIPES_BUILD_FOR', 'this-machine');
    install('python3.13', PYTHON);
    if (tool === 'uv') install('uv');
    buildPython();
    expect(builds()).toEqual([build.replace('BIN', join(app, 'bin'))]);
  });

  it('needs no tools without packages', () => {
    writeFileSync(join(source, 'requirements.txt'), '# none yet\n\n');
    const folder = buildPython();
    expect(readdirSync(folder).sort()).toEqual([
      'amplify_recipes_runtime.py',
      'index.py',
      'requirements.txt',
    ]);
  });

  it('contains neither secrets nor the files of tools', () => {
    install(
      'uv',
      `mkdir() { /bin/mkdir "$@"; }; mkdir -p "$6/bin" "$6/requests"; : > "$6/requests/api.py"; : > "$6/bin/normalizer"`,
    );
    for (const name of ['.env', '.venv', '__pycache__', 'venv', 'resource.ts', 'package']) {
      mkdirSync(join(source, name), { recursive: true });
      writeFileSync(join(source, name, 'file'), 'x');
    }
    const folder = buildPython();
    expect(readdirSync(folder).sort()).toEqual([
      'amplify_recipes_runtime.py',
      'index.py',
      'package',
      'requests',
      'requirements.txt',
    ]);
  });

  it('is built again only when its source or an option changes', () => {
    install('uv');
    const first = buildPython();
    expect(buildPython()).toBe(first);
    expect(builds()).toHaveLength(1);

    writeFileSync(join(source, 'resource.ts'), 'export const changed = 1;');
    expect(buildPython()).toBe(first);

    writeFileSync(join(source, 'index.py'), 'def handler(event, context): return 1\n');
    expect(buildPython()).not.toBe(first);
    expect(buildPython('arm64')).not.toBe(first);
    expect(builds()).toHaveLength(3);
  });

  it('is not left half built by a failure, whose output the error contains', () => {
    install('uv', 'if [ "$1" = pip ]; then echo "No wheel for requests" >&2; exit 1; fi');
    expect(() => buildPython()).toThrow(
      expect.objectContaining({
        name: 'FunctionBuildError',
        message: expect.stringContaining('No wheel for requests'),
      }),
    );
    expect(readdirSync(join(app, '.amplify', 'bundles', 'hello'))).toEqual([]);
    install('uv');
    expect(existsSync(join(buildPython(), 'index.py'))).toBe(true);
  });
});

describe('a function in Go', () => {
  beforeEach(() => {
    writeFileSync(join(source, 'go.mod'), 'module hello\n');
    writeFileSync(join(source, 'main.go'), 'package main\n');
  });

  const ARGUMENTS =
    'build -trimpath -buildvcs=false -ldflags=-s -w -buildid= -tags=lambda.norpc -o';

  it.each([
    ['x86_64', 'linux amd64 0 off'],
    ['arm64', 'linux arm64 0 off'],
  ] as const)('is a static program for Lambda on %s', (architecture, environment) => {
    install('go', GO);
    install('docker');
    const folder = buildGo(architecture);
    expect(builds()).toEqual([
      `go ${ARGUMENTS} TARGET/function .`,
      `go ${ARGUMENTS} TARGET/bootstrap .`,
    ]);
    for (const program of ['bootstrap', 'function']) {
      expect(readFileSync(join(folder, program), 'utf8').trim()).toBe(environment);
    }
  });

  it('is a program of this machine for the sandbox', () => {
    vi.stubEnv('AMPLIFY_RECIPES_BUILD_FOR', 'this-machine');
    install('go', GO);
    const cpu = process.arch === 'x64' ? 'amd64' : process.arch;
    expect(readFileSync(join(buildGo('arm64'), 'function'), 'utf8').trim()).toBe(
      `${process.platform} ${cpu} 0 off`,
    );
  });

  it('is built in Docker when Go is not installed, with the folder of its module', () => {
    install('docker');
    const folder = join(source, 'cmd', 'hello');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'main.go'), 'package main\n');
    buildGo('arm64', folder);
    expect(builds()).toEqual(
      [
        ['/source/cmd/hello', 'function'],
        ['/start', 'bootstrap'],
      ].map(([from, program]) =>
        expect.stringMatching(
          `^docker run .* -v ${source}:/source.* --env GOARCH=arm64 .* -w ${from} public.ecr.aws/docker/library/golang:1 go build .* -o /target/${program} \\.$`,
        ),
      ),
    );
  });

  it.each<[what: string, files: Readonly<Record<string, string>>, advice: string]>([
    ['imports C', { 'source/c.go': 'package main\n\nimport "C"\n' }, 'without cgo'],
    [
      'imports C among others',
      { 'source/c.go': 'package main\n\nimport (\n\t"fmt"\n\t"C"\n)\n' },
      'without cgo',
    ],
    ['is in a workspace', { 'go.work': 'go 1.26\n\nuse ./source\n' }, 'go.work is not used'],
    ['has a mistake', {}, 'the last lines name'],
  ])('that %s and fails says what to do', (_, files, advice) => {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(app, path), text);
    install('go', 'if [ "$1" = build ]; then exit 1; fi');
    expect(() => buildGo()).toThrow(
      expect.objectContaining({ resolution: expect.stringContaining(advice) }),
    );
  });

  it('is built again when its module or the version of Go changes', () => {
    install('go', GO);
    buildGo();
    buildGo();
    expect(builds()).toHaveLength(2);
    writeFileSync(join(source, 'go.mod'), 'module hello\n\ngo 1.26\n');
    buildGo();
    expect(builds()).toHaveLength(4);
    vi.stubEnv('GO_VERSION', 'go1.27');
    buildGo();
    expect(builds()).toHaveLength(6);
  });
});

describe.each([
  ['Python', buildPython],
  ['Go', buildGo],
])('without Docker and without the tools of %s', (language, build) => {
  beforeEach(() => {
    writeFileSync(join(source, 'requirements.txt'), 'requests\n');
    writeFileSync(join(source, 'go.mod'), 'module hello\n');
    writeFileSync(join(source, 'main.go'), 'package main\n');
    install('docker', 'exit 1');
  });

  it('a deployment fails, with what to install', () => {
    expect(() => build()).toThrow(
      expect.objectContaining({
        name: 'MissingToolChainError',
        resolution: expect.stringContaining(`Install ${language}`),
      }),
    );
  });

  it('the sandbox says what to install, and builds the function as soon as it is', () => {
    vi.stubEnv('AMPLIFY_RECIPES_BUILD_FOR', 'this-machine');
    const incomplete = build();
    expect(process.stderr.write).toHaveBeenCalledWith(
      expect.stringContaining(`Install ${language}`),
    );
    expect(readdirSync(incomplete)).not.toContain('bootstrap');

    install('go', GO);
    install('python3', PYTHON);
    expect(build()).not.toBe(incomplete);
    expect(builds()).not.toEqual([]);
  });
});
