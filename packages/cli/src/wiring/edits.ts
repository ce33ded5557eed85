import type * as t from '@babel/types';
import {
  importsOf,
  indentationAt,
  rangeOf,
  type SourceModule,
  topLevelNames,
  WiringError,
} from './source-module.js';
import { indentationOf, inStyleOf, statementInStyleOf } from './style.js';

const MAXIMUM_LINE = 100;

/** Appends items to an object, an array or the arguments of a call. Other text stays as it is. */
export function appendItems(
  module: SourceModule,
  container: t.ObjectExpression | t.ArrayExpression | t.CallExpression,
  added: readonly string[],
): void {
  if (added.length === 0) return;
  const texts = added.map((each) => inStyleOf(module, each));
  const { text, edit } = module;
  const [start, end] = bracketsOf(module, container);
  const items = itemsOf(container).map(rangeOf);
  const [first, last] = [items[0], items.at(-1)];
  const pad = container.type === 'ObjectExpression' ? ' ' : '';
  if (!first || !last) {
    if (end > start && text.slice(start, end).trim() === '') edit.remove(start, end);
    edit.appendLeft(start, `${pad}${texts.join(', ')}${pad}`);
    return;
  }
  const isOnLines = text.slice(start, first[0]).includes('\n');
  const comma = commaAfter(text, last[1], end);
  if (isOnLines) {
    appendLines(module, { last, comma }, texts);
    return;
  }
  const line = text.slice(text.lastIndexOf('\n', start) + 1, end);
  const isShort = line.length + texts.join(', ').length < MAXIMUM_LINE;
  const hasComment = /\/[/*]/.test(text.slice(start, end));
  if (hasComment || (isShort && texts.every((each) => !each.includes('\n')))) {
    edit.appendLeft(last[1], texts.map((each) => `, ${each}`).join(''));
    return;
  }
  breakLines(module, { start, end, items }, texts);
}

/** Gives each item of a container on one line a line of its own. */
function breakLines(
  module: SourceModule,
  {
    start,
    end,
    items,
  }: { start: number; end: number; items: readonly (readonly [number, number])[] },
  texts: readonly string[],
): void {
  const { text, edit } = module;
  const outer = indentationAt(text, start);
  const inner = `${outer}${indentationOf(module)}`;
  for (const [index, [from, to]] of items.entries()) {
    const before = items[index - 1]?.[1] ?? start;
    if (from > before) edit.remove(before, from);
    edit.appendRight(from, `\n${inner}`);
    if (index < items.length - 1) edit.appendLeft(to, ',');
    else {
      const added = texts.map((each) => `\n${inner}${indented(each, inner)},`).join('');
      edit.appendLeft(to, `,${added}\n${outer}`);
      if (end > to) edit.remove(to, end);
    }
  }
}

function appendLines(
  { text, edit }: SourceModule,
  { last, comma }: { last: readonly [number, number]; comma: number | undefined },
  texts: readonly string[],
): void {
  const indentation = indentationAt(text, last[0]);
  const lines = texts.map((each) => `\n${indentation}${indented(each, indentation)}`).join(',');
  if (comma === undefined) edit.appendLeft(last[1], ',');
  const from = comma ?? last[1];
  const remark = /^[ \t]*(?:\/\/[^\n\r]*|\/\*[^\n\r]*\*\/)/.exec(text.slice(from))?.[0].length ?? 0;
  edit.appendLeft(from + remark, `${lines}${comma === undefined ? '' : ','}`);
}

/** The place behind a comma that follows the last item. Comments are skipped. */
function commaAfter(text: string, from: number, end: number): number | undefined {
  const gap = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*,/.exec(text.slice(from, end));
  return gap ? from + gap[0].length : undefined;
}

function itemsOf(container: t.ObjectExpression | t.ArrayExpression | t.CallExpression): t.Node[] {
  if (container.type === 'ObjectExpression') return container.properties;
  if (container.type === 'CallExpression') return container.arguments;
  return container.elements.filter((element) => element !== null);
}

/** The places behind the opening bracket and before the closing one. */
function bracketsOf(
  { text }: SourceModule,
  container: t.ObjectExpression | t.ArrayExpression | t.CallExpression,
): readonly [number, number] {
  const [start, end] = rangeOf(container);
  if (container.type !== 'CallExpression') return [start + 1, end - 1];
  const behind = rangeOf(container.typeArguments ?? container.callee)[1];
  return [text.indexOf('(', behind) + 1, end - 1];
}

/** Gives all lines but the first an indentation. */
const indented = (text: string, indentation: string) =>
  text.replace(/\n(?=[^\n])/g, `\n${indentation}`);

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
  const { body, edit } = module;
  const line = statementInStyleOf(module, statement);
  const last = body.findLast((statement) => statement.type === 'ImportDeclaration');
  if (last) edit.appendLeft(rangeOf(last)[1], `\n${line}`);
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
