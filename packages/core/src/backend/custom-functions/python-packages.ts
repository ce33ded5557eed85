import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { RecipeError } from '../recipe-error.js';
import type { SourceFolder } from './source-folder.js';

export const REQUIREMENTS = 'requirements.txt';

/** The files in which tools list packages, and how each tool writes `requirements.txt`. */
const PROJECTS = [
  {
    file: 'pyproject.toml',
    lists: (text: string) => hasEntries(text, 'tool.poetry.dependencies', ['python']),
    command: 'poetry export -o requirements.txt',
  },
  {
    file: 'pyproject.toml',
    lists: (text: string) => /^\s*dependencies\s*=\s*\[(?:\s|#[^\n]*\n)*["']/m.test(text),
    command: 'uv export --no-dev --no-emit-project -o requirements.txt',
  },
  {
    file: 'Pipfile',
    lists: (text: string) => hasEntries(text, 'packages', []),
    command: 'pipenv requirements > requirements.txt',
  },
];

/** Whether a table of a TOML file has other keys than those. */
function hasEntries(text: string, table: string, without: readonly string[]): boolean {
  const [, ...sections] = text.split(/^\s*\[(?=[^[\]]*\]\s*(?:#.*)?$)/m);
  const section = sections.find((each) => each.startsWith(`${table}]`)) ?? '';
  const keys = [...section.matchAll(/^\s*["']?([\w.-]+)["']?\s*=/gm)].map(([, key]) => key);
  return keys.some((key) => key !== undefined && !without.includes(key));
}

/**
 * Rejects packages that would be missing in Lambda, or would not be seen when they change: those
 * that only another file than `requirements.txt` lists, and files outside of the function's folder.
 *
 * @throws {RecipeError} When there are some.
 */
export function refuseOtherPackages(source: SourceFolder): void {
  const { name, folder } = source;
  if (existsSync(join(folder, REQUIREMENTS))) {
    refuseOutside(source, REQUIREMENTS);
    return;
  }
  for (const { file, lists, command } of PROJECTS) {
    const path = join(folder, file);
    if (!existsSync(path) || !lists(readFileSync(path, 'utf8'))) continue;
    throw new RecipeError('MissingRequirementsError', {
      message: `The function "${name}" lists its packages in ${path}, but has no requirements.txt.`,
      resolution: `Write it, for example with: ${command}`,
    });
  }
}

/** `-r base.txt`, `-c versions.txt`, `-e ./package`, `./package` and `package @ file:///package`. */
const PATHS =
  /^\s*(?:(?:-[rce]|--(?:requirement|constraint|editable))[\s=]+(\S+)|(\.{1,2}\/\S*|\/\S+)|.*@\s*file:(?:\/\/)?(\S+))/;

/** A build happens again only when a file in the folder changes, and Docker sees no other file. */
function refuseOutside({ name, folder }: SourceFolder, file: string, seen: string[] = []): void {
  const path = join(folder, file);
  if (seen.includes(path) || !existsSync(path)) return;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [, option, local, url] = PATHS.exec(line) ?? [];
    const target = option ?? local ?? url;
    if (target === undefined || /^\w+:\/\/|^git\+/.test(target)) continue;
    const found = relative(folder, resolve(dirname(path), target));
    if (found.startsWith('..')) {
      throw new RecipeError('OutsideRequirementsError', {
        message: `The ${file} of the function "${name}" refers to ${target}, outside of ${folder}.`,
        resolution:
          'Move it into the folder, or write all packages with their versions into requirements.txt.',
      });
    }
    if (found.endsWith('.txt')) refuseOutside({ name, folder }, found, [...seen, path]);
  }
}
