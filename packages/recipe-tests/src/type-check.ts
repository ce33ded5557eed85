import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** An error of the compiler in a file. The path is relative to the project's folder. */
export type TypeProblem = {
  readonly path: string;
  /** The line, from 0. */
  readonly line: number;
  readonly message: string;
};

const run = promisify(execFile);
const TYPE_CHECKER = fileURLToPath(
  new URL('./bin/tsc', import.meta.resolve('typescript/package.json')),
);

/** Type-checks a folder with its `tsconfig.json`. */
export async function typeProblemsIn(folder: string): Promise<readonly TypeProblem[]> {
  const args = [TYPE_CHECKER, '-p', folder, '--pretty', 'false'];
  // The compiler prints errors on its output. Any other failure is thrown.
  const { stdout } = await run(process.execPath, args, {
    cwd: folder,
    maxBuffer: 10_000_000,
  }).catch((failure) => {
    if (typeof failure.stdout === 'string' && failure.stdout !== '') return failure;
    throw failure;
  });
  return problemsIn(stdout);
}

/** Reads `path(line,column): error TS2322: message`. Further lines of a message are indented. */
function problemsIn(output: string): readonly TypeProblem[] {
  return output.split(/\n(?=\S)/).flatMap((problem) => {
    if (problem.trim() === '') return [];
    const [, path = '', line = '1', message] =
      /^(.+?)\((\d+),\d+\): error TS\d+: ([\s\S]+)$/.exec(problem.trimEnd()) ?? [];
    return [
      { path: path.replaceAll('\\', '/'), line: Number(line) - 1, message: message ?? problem },
    ];
  });
}
