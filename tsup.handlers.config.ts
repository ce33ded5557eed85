import { fileURLToPath } from 'node:url';
import { defineConfig, type Options } from 'tsup';
import { leanSdk } from './packages/lean-sdk/src/index.js';

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Powertools Logger is three quarters of a handler without the SDK, and `redact` is much of the
 * rest. What a ready handler logs is safe as it is made, so that it needs neither.
 */
const readyLogger: EsbuildPlugin = {
  name: 'ready-logger',
  setup(build) {
    const core = fileURLToPath(new URL('./packages/core/dist/', import.meta.url));
    build.onResolve({ filter: /^\.\/logger\.js$/ }, ({ importer }) =>
      importer.startsWith(core) ? { path: `${core}ready-logger.js` } : undefined,
    );
  },
};

/**
 * The ready handlers of a package of recipes, bundled for a small cold start. Runs after the
 * package's own `tsup`, in its folder, over the plain handlers.
 */
export default defineConfig({
  entry: ['src/*/*handler.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node22',
  noExternal: [/.*/],
  splitting: false,
  removeNodeProtocol: false,
  sourcemap: true,
  minify: true,
  esbuildOptions(options) {
    options.outbase = 'src';
    options.mainFields = ['module', 'main'];
    options.sourcesContent = false;
  },
  esbuildPlugins: [...leanSdk, readyLogger],
});
