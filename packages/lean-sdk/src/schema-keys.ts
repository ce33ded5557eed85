import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { requireInClients } from './replaced-module.js';

const PLUGIN = 'schema-keys';

/** The schemas of all operations of a client, or of a nested client. */
const SCHEMAS =
  /[\\/]node_modules[\\/]@aws-sdk[\\/].+[\\/]dist-es[\\/](?:.+[\\/])?schemas[\\/]schemas_\d+\.js$/;

/**
 * Writes the computed keys of a client's schemas as literals: `{ [_e]: _c }` as `{ "error": _c }`.
 * A computed key could have a side effect, so that esbuild keeps the schema of each operation.
 */
export const schemaKeys: Plugin = {
  name: PLUGIN,
  setup(build) {
    const found = requireInClients(build, PLUGIN, 'dist-es/schemas/schemas_0.js of a client');
    build.onLoad({ filter: SCHEMAS }, async ({ path }) => {
      found();
      try {
        return { contents: withLiteralKeys(await readFile(path, 'utf8')) };
      } catch (error) {
        return { errors: [{ text: `${String(error)} Read in ${path}.` }] };
      }
    });
  },
};

/** @throws {Error} When a computed key is not a constant of the source. */
export function withLiteralKeys(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (\w+) = ("(?:[^"\\\n]|\\.)*");$/gm)].map(([, name, literal]) => [
      name,
      literal,
    ]),
  );
  return source.replace(/([{,]\s*)\[([^[\]]*)\](?=\s*:)/g, (_, before: string, key: string) => {
    const literal = constants.get(key);
    if (literal !== undefined && literal !== '"__proto__"') return before + literal;
    throw new Error(
      `The schemas of the SDK have changed: the computed key ${key} is not a constant text of the same file. Adapt packages/lean-sdk/src/schema-keys.ts.`,
    );
  });
}
