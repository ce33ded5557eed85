import {
  behindRemark,
  importsOf,
  indentationAt,
  rangeOf,
  type SourceModule,
  topLevelNames,
  WiringError,
} from './source-module.js';
import { statementInStyleOf } from './style.js';

export type Import = { readonly local: string; readonly imported: string; readonly from: string };

/**
 * Adds an import, to an existing declaration if there is one.
 *
 * @param replaced The name of a constant that the import replaces.
 * @throws {WiringError} When the file uses the name for something else.
 */
export function addImport(
  module: SourceModule,
  { local, imported, from }: Import,
  replaced?: string,
): void {
  const existing = importsOf(module);
  const same = existing.find((each) => each.local === local);
  if (same?.imported === imported && isSameModule(same.from, from)) return;
  if (local !== replaced && topLevelNames(module).has(local)) {
    throw new WiringError(`${module.path} uses the name ${local} already.`);
  }
  const specifier = imported === local ? local : `${imported} as ${local}`;
  const declaration = existing.find(
    (each) =>
      each.from === from &&
      each.imported !== '*' &&
      each.imported !== 'default' &&
      each.declaration.importKind !== 'type',
  )?.declaration;
  const last = declaration?.specifiers.at(-1);
  if (declaration && last && imported !== '*') {
    const [start] = rangeOf(last);
    const isOnLine = module.text.slice(rangeOf(declaration)[0], start).includes('\n');
    const gap = isOnLine ? `\n${indentationAt(module.text, start)}` : ' ';
    module.edit.appendLeft(rangeOf(last)[1], `,${gap}${specifier}`);
    return;
  }
  const clause = imported === '*' ? `* as ${local}` : `{ ${specifier} }`;
  insertImport(module, `import ${clause} from '${specifierIn(module, from)}';`);
}

/** JavaScript finds a module in TypeScript only with its own extension. */
const specifierIn = ({ path }: SourceModule, from: string) =>
  /\.m?js$/.test(path) && from.startsWith('.') ? from.replace(/\.js$/, '.ts') : from;

/** Whether two specifiers of a file name the same module, with or without an extension. */
export const isSameModule = (one: string, other: string) =>
  one.replace(/\.[jt]s$/, '') === other.replace(/\.[jt]s$/, '');

function insertImport(module: SourceModule, statement: string): void {
  const { body, text, edit } = module;
  const line = statementInStyleOf(module, statement);
  const last = body.findLast((statement) => statement.type === 'ImportDeclaration');
  if (last) edit.appendLeft(behindRemark(text, rangeOf(last)[1]), `\n${line}`);
  else edit.prepend(`${line}\n\n`);
}

/** Removes an import that is no longer used. */
export function removeImport(module: SourceModule, local: string): void {
  const found = importsOf(module).find((each) => each.local === local);
  if (!found) return;
  const { specifiers } = found.declaration;
  const [start, end] = rangeOf(found.declaration);
  if (specifiers.length === 1) {
    const isFirst = start === 0;
    module.edit.remove(isFirst ? start : start - 1, isFirst ? end + 1 : end);
    return;
  }
  const index = specifiers.findIndex((specifier) => specifier.local.name === local);
  const [from, to] = [specifiers[index], specifiers[index + 1]];
  const before = specifiers[index - 1];
  if (!from) return;
  if (to) module.edit.remove(rangeOf(from)[0], rangeOf(to)[0]);
  else if (before) module.edit.remove(rangeOf(before)[1], rangeOf(from)[1]);
}
