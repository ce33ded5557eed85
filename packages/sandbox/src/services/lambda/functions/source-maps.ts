import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const INLINE_MAP =
  /(\/\/# sourceMappingURL=data:application\/json;(?:charset=[\w-]+;)?base64,)([\w+/=]+)(\s*)$/;

/**
 * Changes the source map in a copied file so that it names the same files as the original. Stack
 * traces then show the developer's own source. Other files are not changed.
 *
 * @param file A source map, or JavaScript that may end with one.
 * @param original The path of the file that was copied.
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

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const SOURCES = new RegExp(String.raw`"sources"\s*:\s*(\[(?:\s*(?:${STRING}|null)\s*,?)*\s*\])`);
const SOURCE_ROOT = new RegExp(String.raw`"sourceRoot"\s*:\s*(${STRING})`);

/**
 * Parses only the list of sources. A map has megabytes, and a cold start would wait for all of it.
 *
 * @returns Undefined if the text is not a source map.
 */
function rebaseMap(text: string, original: string): string | undefined {
  try {
    const [, sourcesText = ''] = SOURCES.exec(text) ?? [];
    const [, rootText = '""'] = SOURCE_ROOT.exec(text) ?? [];
    const sources = JSON.parse(sourcesText) as readonly (string | null)[];
    const root = JSON.parse(rootText) as string;
    const base = pathToFileURL(original);
    const rebased = sources.map((source) => source && new URL(root + source, base).href);
    return text
      .replace(SOURCES, () => `"sources":${JSON.stringify(rebased)}`)
      .replace(SOURCE_ROOT, '"sourceRoot":""');
  } catch {
    return undefined;
  }
}
