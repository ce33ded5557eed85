import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { isJsonObject } from '../../../protocols/json-value.js';

const INLINE_MAP =
  /(\/\/# sourceMappingURL=data:application\/json;(?:charset=[\w-]+;)?base64,)([\w+/=]+)(\s*)$/;

/**
 * Makes the source map in a copied file name the same files as the original does, so that stack
 * traces lead to the developer's own source. Other files are left alone.
 *
 * @param file A source map, or JavaScript that may end with one.
 * @param original Where it was copied from.
 */
export async function keepSources(file: string, original: string): Promise<void> {
  if (file.endsWith('.map')) {
    const rebased = rebaseMap(await readFile(file, 'utf8'), original);
    if (rebased !== undefined) await writeFile(file, rebased);
    return;
  }
  if (!/\.[cm]?js$/.test(file)) return;
  const code = await readFile(file, 'utf8');
  const at = code.lastIndexOf('//# sourceMappingURL=data:');
  const [, start, map = '', end] = (at < 0 ? null : INLINE_MAP.exec(code.slice(at))) ?? [];
  const rebased = rebaseMap(Buffer.from(map, 'base64').toString(), original);
  if (rebased === undefined) return;
  await writeFile(file, code.slice(0, at) + start + Buffer.from(rebased).toString('base64') + end);
}

/** @returns Nothing for what is no source map. */
function rebaseMap(text: string, original: string): string | undefined {
  try {
    const map: unknown = JSON.parse(text);
    if (!isJsonObject(map) || !Array.isArray(map.sources)) return undefined;
    const root = typeof map.sourceRoot === 'string' ? map.sourceRoot : '';
    const base = pathToFileURL(original);
    const sources = map.sources.map((source) =>
      typeof source === 'string' ? new URL(root + source, base).href : source,
    );
    return JSON.stringify({ ...map, sourceRoot: '', sources });
  } catch {
    return undefined;
  }
}
