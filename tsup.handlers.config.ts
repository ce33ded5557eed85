import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Options } from 'tsup';

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * Lambda gives a function its credentials in environment variables. The SDK's default chain also
 * carries single sign-on, web identity, processes and instance metadata: half of a bundle.
 */
const lambdaCredentials: EsbuildPlugin = {
  name: 'lambda-credentials',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, (importing) =>
      importing.namespace === 'file'
        ? {
            path: importing.path,
            namespace: 'lambda-credentials',
            pluginData: importing.resolveDir,
          }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lambda-credentials' }, async (module) => {
      const chain = await build.resolve(module.path, {
        kind: 'import-statement',
        resolveDir: module.pluginData,
      });
      return {
        contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
        resolveDir: dirname(chain.path),
      };
    });
  },
};

/**
 * An ES module that imports `node:http` gets all of its exports, and one of them, `WebSocket`,
 * loads a whole HTTP client of its own: some 25 ms of each cold start.
 */
const httpWithoutWebSocket: EsbuildPlugin = {
  name: 'http-without-web-socket',
  setup(build) {
    build.onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({
      path: path.replace('node:', ''),
      namespace: 'http-without-web-socket',
    }));
    build.onLoad({ filter: /.*/, namespace: 'http-without-web-socket' }, ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(`node:${path}`)).filter(
        (name) => !['WebSocket', 'CloseEvent', 'MessageEvent'].includes(name),
      );
      return {
        contents: `const builtin = process.getBuiltinModule('node:${path}');
          export default builtin;
          export const { ${names.join(', ')} } = builtin;`,
      };
    });
  },
};

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
  esbuildPlugins: [lambdaCredentials, httpWithoutWebSocket, readyLogger],
});
