import type * as t from '@babel/types';
import {
  behindRemark,
  type Container,
  indentationAt,
  parseModule,
  rangeOf,
  type SourceModule,
  WiringError,
} from './source-module.js';
import { indentationOf, inStyleOf } from './style.js';

const MAXIMUM_LINE = 100;

/** Appends items to an object, an array or the arguments of a call. Other text stays as it is. */
export function appendItems(
  { additions }: SourceModule,
  container: Container,
  added: readonly string[],
): void {
  if (added.length > 0) additions.set(container, [...(additions.get(container) ?? []), ...added]);
}

/**
 * The text of a file with all changes.
 *
 * @throws {WiringError} When it is not valid. Then this command does not understand the file.
 */
export function changedText(module: SourceModule): string {
  const { path, additions, edit } = module;
  const outerFirst = [...additions].sort(([one], [other]) => rangeOf(one)[0] - rangeOf(other)[0]);
  const broken: Container[] = [];
  for (const [container, added] of outerFirst) {
    const levels = broken.filter((each) => isOnLineOf(module, each, container)).length;
    const texts = added.map((each) => inStyleOf(module, each));
    if (appendTo(module, container, texts, levels)) broken.push(container);
  }
  const text = edit.toString();
  try {
    parseModule(path, text);
  } catch {
    throw new WiringError(`${path} is written in a way that this command cannot change.`);
  }
  return text;
}

/** Whether a container begins in another one, on the same line. */
function isOnLineOf({ text }: SourceModule, outer: Container, inner: Container): boolean {
  const [[start, end], [from]] = [rangeOf(outer), rangeOf(inner)];
  return start < from && from < end && !text.slice(start, from).includes('\n');
}

/**
 * Appends items in the format of the container.
 *
 * @param levels The containers around it on the same line that get lines for their items.
 * @returns Whether the items of the container get lines of their own, which they did not have.
 */
function appendTo(
  module: SourceModule,
  container: Container,
  texts: readonly string[],
  levels: number,
): boolean {
  const { text, edit } = module;
  const [start, end] = bracketsOf(module, container);
  const items = itemsOf(container).map(rangeOf);
  const outer = indentationAt(text, start) + indentationOf(module).repeat(levels);
  const place = { start, end, items, outer };
  const [first, last] = [items[0], items.at(-1)];
  const line = text.slice(text.lastIndexOf('\n', start) + 1, end);
  const isShort =
    line.length + texts.join(', ').length < MAXIMUM_LINE &&
    texts.every((each) => !each.includes('\n'));
  if (!first || !last) return appendToEmpty(module, container, texts, { ...place, isShort });
  if (text.slice(start, first[0]).includes('\n')) {
    appendLines(module, { last, comma: commaAfter(text, last[1], end) }, texts);
    return false;
  }
  // A comment has its place on the line, and the lines of an item have their indentation.
  const isFixed = /\/[/*]|\n/.test(text.slice(start, end));
  if (isFixed || isShort) {
    edit.appendLeft(last[1], texts.map((each) => `, ${each}`).join(''));
    return false;
  }
  breakLines(module, place, texts);
  return true;
}

type Place = {
  readonly start: number;
  readonly end: number;
  readonly items: readonly (readonly [number, number])[];
  /** The indentation of the container. */
  readonly outer: string;
};

function appendToEmpty(
  module: SourceModule,
  container: Container,
  texts: readonly string[],
  { start, end, outer, isShort }: Place & { readonly isShort: boolean },
): boolean {
  const { text, edit } = module;
  const remark = text.slice(start, end).trimEnd();
  const behind = start + remark.length;
  if (remark.trim() !== '') {
    const isOnLine = remark.includes('\n') || remark.includes('//');
    const gap = isOnLine ? `\n${indentationAt(text, behind)}` : ' ';
    edit.appendLeft(behind, texts.map((each) => `${gap}${indented(each, gap.slice(1))},`).join(''));
    return false;
  }
  if (end > start) edit.remove(start, end);
  if (isShort) {
    const pad = container.type === 'ObjectExpression' ? ' ' : '';
    edit.appendLeft(start, `${pad}${texts.join(', ')}${pad}`);
    return false;
  }
  const inner = `${outer}${indentationOf(module)}`;
  edit.appendLeft(start, `${linesOf(texts, inner)}\n${outer}`);
  return true;
}

const linesOf = (texts: readonly string[], indentation: string) =>
  texts.map((each) => `\n${indentation}${indented(each, indentation)},`).join('');

/** Gives each item of a container on one line a line of its own. */
function breakLines(
  module: SourceModule,
  { start, end, items, outer }: Place,
  texts: readonly string[],
): void {
  const { edit } = module;
  const inner = `${outer}${indentationOf(module)}`;
  for (const [index, [from, to]] of items.entries()) {
    const before = items[index - 1]?.[1] ?? start;
    if (from > before) edit.remove(before, from);
    edit.appendRight(from, `\n${inner}`);
    if (index < items.length - 1) edit.appendLeft(to, ',');
    else {
      edit.appendLeft(to, `,${linesOf(texts, inner)}\n${outer}`);
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
  const place = behindRemark(text, comma ?? last[1]);
  edit.appendLeft(place, `${lines}${comma === undefined ? '' : ','}`);
}

/** The place behind a comma that follows the last item. Comments are skipped. */
function commaAfter(text: string, from: number, end: number): number | undefined {
  const gap = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*,/.exec(text.slice(from, end));
  return gap ? from + gap[0].length : undefined;
}

function itemsOf(container: Container): t.Node[] {
  if (container.type === 'ObjectExpression') return container.properties;
  if (container.type === 'CallExpression') return container.arguments;
  return container.elements.filter((element) => element !== null);
}

/** The places behind the opening bracket and before the closing one. */
function bracketsOf({ text }: SourceModule, container: Container): readonly [number, number] {
  const [start, end] = rangeOf(container);
  if (container.type !== 'CallExpression') return [start + 1, end - 1];
  const behind = rangeOf(container.typeArguments ?? container.callee)[1];
  return [text.indexOf('(', behind) + 1, end - 1];
}

/** Gives all lines but the first an indentation. */
const indented = (text: string, indentation: string) =>
  text.replace(/\n(?=[^\n])/g, `\n${indentation}`);
