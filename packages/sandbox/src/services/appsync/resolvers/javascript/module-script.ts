import { SourceMap } from 'node:module';
import type { AnyNode, ImportDeclaration, Program } from 'acorn';
import { full } from 'acorn-walk';
import MagicString from 'magic-string';
import { MODULE_EXPORTS } from './built-in-modules.js';
import { type Violation, violation } from './code-error.js';
import { consoleCallees, type Names } from './names.js';
import type { SourcePlaces } from './source-places.js';

export type Handler = 'request' | 'response';
const HANDLERS: readonly string[] = ['request', 'response'] satisfies Handler[];

/** A module as a script: an expression of a function that runs the module and returns its handlers. */
export type ModuleScript = {
  readonly text: string;
  /** The place in the module for a place in the script. Both start at 1. */
  modulePlace(line: number, column: number): { readonly line: number; readonly column: number };
};

/** The name of the local function of each handler that the module exports. */
export function exportedHandlers({ body }: Program): ReadonlyMap<string, string> {
  const names = body.flatMap((node): [string, string][] => {
    if (node.type !== 'ExportNamedDeclaration' || node.source) return [];
    if (!node.declaration) {
      return node.specifiers.map(({ exported, local }) => [nameOf(exported), nameOf(local)]);
    }
    const declared =
      node.declaration.type === 'VariableDeclaration'
        ? node.declaration.declarations.map(({ id }) => id)
        : [node.declaration.id];
    return declared.flatMap((id) => (id.type === 'Identifier' ? [[id.name, id.name]] : []));
  });
  return new Map(names.filter(([exported]) => HANDLERS.includes(exported)));
}

/** Imports of unknown modules and names, and exports that AppSync does not know. */
export function moduleViolations(program: Program): Violation[] {
  const violations = program.body.flatMap((node): Violation[] => {
    switch (node.type) {
      case 'ImportDeclaration':
        return importViolations(node);
      case 'ExportDefaultDeclaration':
        return [violation(node, '`export default` is not supported. Export functions by name.')];
      case 'ExportAllDeclaration':
        return [violation(node, '`export *` is not supported. Export functions by name.')];
      case 'ExportNamedDeclaration':
        if (!node.source) return [];
        return [violation(node, '`export from` is not supported. Bundle the code into one file.')];
      default:
        return [];
    }
  });
  if (exportedHandlers(program).size > 0) return violations;
  return [
    ...violations,
    { message: 'Export the functions request(ctx) and response(ctx).', line: 1, column: 1 },
  ];
}

function importViolations(node: ImportDeclaration): Violation[] {
  const module = String(node.source.value);
  const exported = MODULE_EXPORTS.get(module);
  if (!exported) {
    const modules = [...MODULE_EXPORTS.keys()].join(', ');
    return [
      violation(
        node.source,
        `The module ${module} does not exist in APPSYNC_JS. It has ${modules}. Bundle other modules into the code, for example with esbuild.`,
      ),
    ];
  }
  return node.specifiers.flatMap((specifier): Violation[] => {
    if (specifier.type === 'ImportNamespaceSpecifier') return [];
    const name =
      specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported);
    if (exported.includes(name)) return [];
    return [
      violation(specifier, `${module} does not export ${name}. It exports ${exported.join(', ')}.`),
    ];
  });
}

/**
 * Turns a module into a script that runs in a context without a module loader. Imports become
 * constants, exports the result. Loops count their iterations, and calls of the console know their
 * place.
 */
export function moduleScript(
  text: string,
  program: Program,
  names: Names,
  places: SourcePlaces,
): ModuleScript {
  const modules = unusedName(text, '$modules');
  const tick = unusedName(text, '$tick');
  const script = new MagicString(text);
  const imports: string[] = [];
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      imports.push(...importBindings(node, modules));
      script.remove(node.start, node.end);
    } else if (node.type === 'ExportNamedDeclaration') {
      script.remove(node.start, node.declaration?.start ?? node.end);
    }
  }
  for (const { start, end, loc } of consoleCallees(names)) {
    const at = { line: loc?.start.line ?? 1, column: (loc?.start.column ?? 0) + 1 };
    const { file, line, column } = places(at.line, at.column);
    script.appendLeft(end, `(${JSON.stringify(`${file}:${line}:${column}`)})`);
    script.addSourcemapLocation(start);
  }
  full(program, (node) => countIterations(node as AnyNode, script, tick));
  const handlers = [...exportedHandlers(program)].map((pair) => pair.join(': '));
  script.prepend(
    `(function (${modules}, ${tick}, util, extensions, runtime, console) { 'use strict'; return (function () { ${imports.join(' ')}\n`,
  );
  script.append(`\n;return { __proto__: null, ${handlers.join(', ')} };\n})(); })`);
  return { text: script.toString(), modulePlace: placeFinder(script) };
}

function importBindings(node: ImportDeclaration, modules: string): string[] {
  const module = `${modules}[${JSON.stringify(node.source.value)}]`;
  return node.specifiers.map((specifier) =>
    specifier.type === 'ImportSpecifier'
      ? `const { ${JSON.stringify(nameOf(specifier.imported))}: ${specifier.local.name} } = ${module};`
      : `const ${specifier.local.name} = ${module};`,
  );
}

function countIterations(node: AnyNode, script: MagicString, tick: string): void {
  if (node.type !== 'ForOfStatement' && node.type !== 'ForInStatement') return;
  const { type, start, end } = node.body;
  if (type === 'BlockStatement') {
    script.appendLeft(start + 1, ` ${tick}();`);
  } else {
    script.appendLeft(start, `{ ${tick}(); `);
    script.appendLeft(end, ' }');
  }
}

/** Places are needed only for errors, so that the map is made at the first one. */
function placeFinder(script: MagicString): ModuleScript['modulePlace'] {
  let map: SourceMap | undefined;
  return (line, column) => {
    if (!map) {
      const { version, mappings, names } = script.generateMap({ hires: true });
      const sources = ['module'];
      map = new SourceMap({
        file: '',
        version,
        mappings,
        names,
        sources,
        sourcesContent: [],
        sourceRoot: '',
      });
    }
    const entry = map.findEntry(line - 1, column - 1);
    if (!('originalLine' in entry)) return { line: 1, column: 1 };
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };
}

/** A name that the text has nowhere. */
function unusedName(text: string, name: string): string {
  return text.includes(name) ? unusedName(text, `${name}_`) : name;
}

function nameOf(node: { readonly type: string; readonly name?: string; readonly value?: unknown }) {
  return node.type === 'Identifier' ? String(node.name) : String(node.value);
}
