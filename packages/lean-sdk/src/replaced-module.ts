import { dirname } from 'node:path';
import type { Metafile, Plugin, PluginBuild } from 'esbuild';

export type ReplacedModule = {
  /** The name of the plugin, for error messages. */
  readonly plugin: string;
  /** The npm package of the module, such as `@smithy/core`. */
  readonly packageName: string;
  /** The path of the module in its package. */
  readonly file: string;
  /** The exports that the module is known to have. */
  readonly exports: readonly string[];
  /** The source of the replacement. It can import what the module itself can import. */
  readonly contents: string;
};

/**
 * Replaces one module of the SDK. The build stops if the module has other exports than expected, or
 * if a client of the SDK is bundled without the module: then the SDK has changed, and the
 * replacement could be wrong.
 *
 * @see https://esbuild.github.io/plugins/#on-load
 */
export function replaceModule(module: ReplacedModule): Plugin {
  const { plugin, packageName, file, contents } = module;
  const place = `${packageName}/${file}`;
  return {
    name: plugin,
    setup(build) {
      const found = requireInClients(build, plugin, place);
      build.onLoad({ filter: endOf(place) }, async ({ path }) => {
        found();
        const [expected, actual] = [[...module.exports].sort(), await exportsOf(build, path)];
        if (expected.join() === actual.join()) return { contents, resolveDir: dirname(path) };
        const text = `${place} exports ${actual.join(', ') || 'nothing'}, and its replacement was written for ${expected.join(', ')}. ${COMPARE}`;
        return { errors: [{ text }] };
      });
    },
  };
}

const COMPARE =
  'The SDK has changed. Compare the plugin in packages/lean-sdk with the new version of the SDK.';

/**
 * Stops the build if it contains a client of the SDK, and a plugin did not find what it changes.
 *
 * @param place The place that the plugin changes, for the error message.
 * @returns A function to call when the plugin has found it.
 */
export function requireInClients(build: PluginBuild, plugin: string, place: string): () => void {
  let isFound = false;
  build.initialOptions.metafile = true;
  build.onStart(() => {
    isFound = false;
  });
  build.onEnd(({ metafile }) => {
    if (isFound || !hasClient(metafile)) return undefined;
    return { errors: [{ text: `${plugin} found no ${place} in the bundle. ${COMPARE}` }] };
  });
  return () => {
    isFound = true;
  };
}

function hasClient(metafile: Metafile | undefined): boolean {
  return Object.keys(metafile?.inputs ?? {}).some((path) =>
    /@aws-sdk\/client-[^/]+\/dist-[^/]+\/\w+Client\.js$/.test(path),
  );
}

/** A filter for the paths that end with a place, on each operating system. */
function endOf(place: string): RegExp {
  const parts = place.split('/').map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`[\\\\/]node_modules[\\\\/]${parts.join('[\\\\/]')}$`);
}

async function exportsOf(build: PluginBuild, path: string): Promise<string[]> {
  const { metafile } = await build.esbuild.build({
    entryPoints: [path],
    outdir: dirname(path),
    format: 'esm',
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  return Object.values(metafile.outputs)
    .flatMap((output) => output.exports)
    .sort();
}
