import { parser as goParser } from '@lezer/go';
import { classHighlighter, highlightCode } from '@lezer/highlight';
import { parser as javaScriptParser } from '@lezer/javascript';
import { parser as pythonParser } from '@lezer/python';

/** A part of a line of code. `kind` is a class of Lezer: `tok-keyword`. */
export type Piece = { readonly text: string; readonly kind: string };

/** Splits code into lines and coloured pieces. */
export function highlight(path: string, code: string): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [[]];
  highlightCode(
    code,
    parserOf(path).parse(code),
    classHighlighter,
    (text, kind) => lines.at(-1)?.push({ text, kind }),
    () => lines.push([]),
  );
  return lines;
}

function parserOf(path: string) {
  if (path.endsWith('.py')) return pythonParser;
  if (path.endsWith('.go')) return goParser;
  return javaScriptParser.configure({ dialect: path.endsWith('x') ? 'ts jsx' : 'ts' });
}
