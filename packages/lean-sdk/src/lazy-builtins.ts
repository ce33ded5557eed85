import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'lazy-builtins';

/** For `require` and `import()`, which take a module as a whole: its getters stay getters. */
const AS_OBJECT = '?*';

const names = builtinModules.map((name) => name.replace(/^node:/, ''));
const filter = new RegExp(`^(?:node:)?(?:${names.join('|')})$`);

/**
 * Takes the modules of Node.js with `process.getBuiltinModule`, and reads a getter only where the
 * code uses it. An `import` evaluates each export of a module, and some of them load further
 * modules: `WebSocket` of `node:http` loads an HTTP client of its own, some 25 ms of each cold
 * start, and `ReadStream` of `node:fs` takes 3 ms.
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
    build.onResolve({ filter: /\?\w+$/, namespace: NAMESPACE }, ({ path }) => {
      const [name = '', getter] = path.split('?');
      return { path: name, namespace: NAMESPACE, suffix: `?${getter}`, sideEffects: false };
    });
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path, suffix }) => {
      const builtin = `process.getBuiltinModule('node:${path}')`;
      if (suffix === AS_OBJECT) return { contents: `module.exports = ${builtin};` };
      if (suffix === '') return { contents: exportsOf(path, builtin) };
      // esbuild reads a property of a CommonJS module where the code uses it.
      const getter = suffix.slice(1);
      return { contents: `module.exports = { get ${getter}() { return ${builtin}.${getter}; } };` };
    });
  },
};

function exportsOf(path: string, builtin: string): string {
  const lines = Object.entries(
    Object.getOwnPropertyDescriptors(process.getBuiltinModule(`node:${path}`) ?? {}),
  ).flatMap(([name, { get }], index) => {
    if (name === 'default' || !/^[\w$]+$/.test(name)) return [];
    if (get) return `export { ${name} } from '${path}?${name}';`;
    // A pure call can be left out. A read of a property cannot, because it could be a getter.
    return `const e${index} = /* @__PURE__ */ (() => builtin.${name})(); export { e${index} as ${name} };`;
  });
  return [`const builtin = ${builtin};`, 'export default builtin;', ...lines].join('\n');
}
