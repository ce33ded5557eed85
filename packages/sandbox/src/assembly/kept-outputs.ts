import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../store/files.js';
import type { ResourceGraph } from './resource-graph.js';

/** What outputs are generated from. */
export type OutputsSource = {
  readonly graph: ResourceGraph;
  /** The folder of the assembly, whose files do not change. */
  readonly directory: string;
  /** The sandbox's URL. */
  readonly url: string;
  /** The module that generates them. */
  readonly generator: string;
};

/** Shorter ids could also be a part of another text. */
const SHORTEST_ID = 8;
/** A character of no language: it encloses the numbers that stand for ids. */
const MARK = '\ue000';

/**
 * Outputs, kept in the folder of the assembly: the module that generates them takes longer to load
 * than all services take to start. They are kept without the URL and the ids, which another port or
 * another data directory changes.
 */
export async function keptOutputs<Outputs extends object>(
  { graph, directory, url, generator }: OutputsSource,
  generate: () => Promise<Outputs>,
): Promise<Outputs> {
  const ids = changingParts(graph, url);
  const { stackName, metadata, outputs } = graph;
  const source = JSON.stringify([generator, stackName, metadata, outputs]);
  const name = createHash('sha256').update(withoutIds(source, ids)).digest('hex').slice(0, 32);
  const file = join(directory, `outputs-${name}.json`);
  const kept = readKept(file, ids);
  if (kept) return kept as Outputs;
  const generated = await generate();
  const text = JSON.stringify(generated);
  if (!text.includes(MARK)) keep(file, withoutIds(text, ids));
  return generated;
}

/** Some names divide their id, as a UUID does. They are exchanged as a whole. */
function changingParts({ resources, ids }: ResourceGraph, url: string): readonly string[] {
  const long = ids.filter(({ length }) => length >= SHORTEST_ID);
  const starts = long.map((id) => id.slice(0, SHORTEST_ID));
  const names = resources
    .map(({ physicalId }) => physicalId)
    .filter((name) => starts.some((start) => name.includes(start)));
  return [...new Set([url, ...names, ...long])];
}

function withoutIds(text: string, ids: readonly string[]): string {
  // The longest first, because some contain others.
  const longestFirst = [...ids.entries()].sort(([, a], [, b]) => b.length - a.length);
  return longestFirst.reduce(
    (rest, [index, id]) => rest.replaceAll(id, `${MARK}${index}${MARK}`),
    text,
  );
}

function readKept(file: string, ids: readonly string[]): object | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return JSON.parse(
      text.replace(new RegExp(`${MARK}(\\d+)${MARK}`, 'g'), (_, index) => ids[index] ?? ''),
    );
  } catch {
    // It was not kept yet, or another program changed it.
    return undefined;
  }
}

function keep(file: string, text: string): void {
  try {
    replaceFile(file, text, 0o600);
  } catch {
    // The folder was removed by hand, or the disk is read-only. The next start generates them again.
  }
}
