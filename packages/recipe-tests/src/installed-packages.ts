import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The folders of packages by their names. */
export type InstalledPackages = ReadonlyMap<string, string>;

/**
 * Finds packages with all of their dependencies, side by side as npm installs them. The types of
 * Node.js are included only if `names` has them: another package may stop depending on them.
 *
 * @param from The folder of the package that depends on `names`.
 */
export async function installedPackages(
  from: string,
  names: readonly string[],
): Promise<InstalledPackages> {
  const wanted = names.map((name) => ({ name, from }));
  const folders = new Map<string, string>();
  for (const { name, from: parent } of wanted) {
    if (folders.has(name) || (name === '@types/node' && !names.includes(name))) continue;
    const folder = await folderOf(name, parent);
    if (folder === undefined) continue;
    folders.set(name, folder);
    const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    wanted.push(...Object.keys(dependencies).map((each) => ({ name: each, from: folder })));
  }
  return folders;
}

/**
 * Links packages into the `node_modules` of a folder. A package of this workspace is linked without
 * its own `node_modules`, which npm does not publish.
 */
export async function linkPackages(folder: string, packages: InstalledPackages): Promise<void> {
  for (const [name, target] of packages) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    if (existsSync(join(target, 'node_modules'))) {
      await mkdir(link);
      for (const entry of await readdir(target, { withFileTypes: true })) {
        const [source, copy] = [join(target, entry.name), join(link, entry.name)];
        if (entry.isFile()) await copyFile(source, copy);
        else if (entry.name !== 'node_modules') await symlink(source, copy, 'junction');
      }
    } else await symlink(target, link, 'junction');
  }
}

/** The folder of a package, resolved from another package. */
async function folderOf(name: string, from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = await realpath(join(folder, 'node_modules', name)).catch(() => undefined);
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}
