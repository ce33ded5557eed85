import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { requireInClients } from './replaced-module.js';

const PLUGIN = 'package-version';

/**
 * Replaces the package.json that a client imports with its version, which is all that the client
 * sends of it.
 */
export const packageVersion: Plugin = {
  name: PLUGIN,
  setup(build) {
    const found = requireInClients(build, PLUGIN, 'package.json of a client');
    build.onLoad(
      { filter: /[\\/]node_modules[\\/]@aws-sdk[\\/][^\\/]+[\\/]dist-es[\\/].*runtimeConfig\.js$/ },
      async ({ path }) => {
        const unknown = otherUses(await readFile(path, 'utf8'));
        if (unknown.length === 0) return undefined;
        const text = `${path} reads ${unknown.join(', ')} of its package.json, and the bundle has only its version. Adapt packages/lean-sdk/src/package-version.ts.`;
        return { errors: [{ text }] };
      },
    );
    build.onLoad(
      { filter: /[\\/]node_modules[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ },
      async ({ path }) => {
        found();
        const { version } = JSON.parse(await readFile(path, 'utf8'));
        return { contents: JSON.stringify({ version }), loader: 'json' };
      },
    );
  },
};

/** The uses of an imported package.json, except its version. */
export function otherUses(source: string): readonly string[] {
  const [, name] = /import\s+(.+?)\s+from\s+"[./]+\/package\.json"/.exec(source) ?? [];
  if (name === undefined) return [];
  if (!/^\w+$/.test(name)) return [name];
  const uses = source.matchAll(new RegExp(`(?<!import )\\b${name}\\b(?:\\.\\w+)?`, 'g'));
  return Array.from(uses, ([use]) => use).filter((use) => use !== `${name}.version`);
}
