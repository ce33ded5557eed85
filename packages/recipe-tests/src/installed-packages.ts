import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The folders of packages by their names. */
export type InstalledPackages = ReadonlyMap<string, string>;

/**
 * What Amplify uses for the commands of `ampx`, and no app. To read its types and those of the AWS
 * clients that it depends on takes a third of a type check.
 */
const OF_THE_COMMAND = '@aws-cdk/toolkit-lib';

/**
 * Finds packages with all of their dependencies, side by side as npm installs them, for a type
 * check. The types of Node.js are included only if `names` has them: another package may stop
 * depending on them.
 *
 * @param from The folder of the package that depends on `names`.
 */
export function installedPackages(from: string, names: readonly string[]): InstalledPackages {
  const wanted = names.map((name) => ({ name, from }));
  const folders = new Map<string, string>();
  for (const { name, from: parent } of wanted) {
    if (folders.has(name) || name === OF_THE_COMMAND) continue;
    if (name === '@types/node' && !names.includes(name)) continue;
    const folder = folderOf(name, parent);
    if (folder === undefined) continue;
    folders.set(name, folder);
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    wanted.push(...Object.keys(dependencies).map((each) => ({ name: each, from: folder })));
  }
  return folders;
}

/**
 * Links packages into the `node_modules` of a folder. A package of this workspace is linked without
 * its own `node_modules`, which npm does not publish.
 */
export function linkPackages(folder: string, packages: InstalledPackages): void {
  for (const [name, target] of packages) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    const isInstalled = /[\\/]node_modules[\\/]/.test(target);
    if (isInstalled) {
      symlinkSync(target, link, 'junction');
      continue;
    }
    mkdirSync(link);
    for (const entry of readdirSync(target, { withFileTypes: true })) {
      const [source, copy] = [join(target, entry.name), join(link, entry.name)];
      if (entry.isFile()) copyFileSync(source, copy);
      else if (entry.name !== 'node_modules') symlinkSync(source, copy, 'junction');
    }
  }
}

/** The folder of a package, resolved from another package. */
function folderOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(found)) return realpathSync(found);
    if (folder === dirname(folder)) return undefined;
  }
}
