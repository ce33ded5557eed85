import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCatalogue } from '../recipes/catalogue.js';
import { registryIndex, registryItems } from './registry-items.js';

/** Writes the registry of all recipes into a folder: a file for each recipe, and an index. */
export async function writeRegistry(folder: string): Promise<void> {
  const items = await registryItems(await readCatalogue());
  const files = {
    registry: registryIndex(items),
    ...Object.fromEntries(items.map((item) => [item.name, item])),
  };
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
  }
}
