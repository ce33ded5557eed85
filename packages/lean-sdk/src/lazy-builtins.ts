import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'lazy-builtins';

/** For `require` and `import()`, which take a module as a whole: its getters stay getters. */
const AS_OBJECT = '?object';

const names = builtinModules.map((name) => name.replace(/^node:/, ''));
const filter = new RegExp(`^(?:node:)?(?:${names.join('|')})$`);

/**
 * Takes the modules of Node.js with `process.getBuiltinModule`. An `import` evaluates each export
 * of a module, and some of them load further modules: `WebSocket` of `node:http` loads an HTTP
 * client of its own, some 25 ms of each cold start.
 *
 * @see https://nodejs.org/api/process.html#processgetbuiltinmoduleid
 */
export const lazyBuiltins: Plugin = {
  name: NAMESPACE,
  setup(build) {
    build.onResolve({ filter }, ({ path, kind }) => {
      const name = path.replace(/^node:/, '');
      const suffix = kind === 'require-call' || kind === 'dynamic-import' ? AS_OBJECT : '';
      return { path: name, namespace: NAMESPACE, suffix, sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path, suffix }) => {
      const builtin = `process.getBuiltinModule('node:${path}')`;
      if (suffix === AS_OBJECT) return { contents: `module.exports = ${builtin};` };
      const exported = Object.keys(process.getBuiltinModule(`node:${path}`) ?? {}).filter(isNamed);
      // A pure call can be left out. A read of a property cannot, because it could be a getter.
      const lines = exported.map(
        (name, index) =>
          `const e${index} = /* @__PURE__ */ (() => builtin.${name})(); export { e${index} as ${name} };`,
      );
      return {
        contents: [`const builtin = ${builtin};`, 'export default builtin;', ...lines].join('\n'),
      };
    });
  },
};

function isNamed(name: string): boolean {
  return name !== 'default' && /^[\w$]+$/.test(name);
}
