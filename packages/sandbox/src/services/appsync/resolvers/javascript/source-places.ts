import { SourceMap, type SourceMapPayload } from 'node:module';
import { basename } from 'node:path';
import type { SourceLocation } from './code-error.js';

/** The file name that AppSync uses for all code. */
const DEFAULT_FILE = 'code.js';

const INLINE_MAP =
  /\/\/[#@] sourceMappingURL=data:application\/json[^,\n]*?(;base64)?,([^\s'"]+)[^\S\n]*$/gm;

/** Finds the place in the original source for a place in the code. Lines and columns start at 1. */
export type SourcePlaces = (line: number, column: number) => SourceLocation;

/**
 * Reads the inline source map of bundled code. Without one, and for code that no original is known
 * for, places are those of the code itself.
 */
export function sourcePlaces(text: string, path: string | undefined): SourcePlaces {
  const file = path === undefined ? DEFAULT_FILE : basename(path);
  const map = inlineMap(text);
  return (line, column) => {
    const entry = map?.findEntry(line - 1, column - 1);
    if (!entry || !('originalSource' in entry)) return { file, line, column };
    return {
      file: entry.originalSource,
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  };
}

function inlineMap(text: string): SourceMap | undefined {
  const [, base64, data = ''] = [...text.matchAll(INLINE_MAP)].at(-1) ?? [];
  if (data === '') return undefined;
  try {
    const json = base64 ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data);
    return new SourceMap(JSON.parse(json) as SourceMapPayload);
  } catch {
    // A damaged map must not stop code that runs without it.
    return undefined;
  }
}
