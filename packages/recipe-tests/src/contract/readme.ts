import { readFile } from 'node:fs/promises';
import { marked, type Token, type Tokens } from 'marked';

/** A part of a README, from one heading to the next. */
export type Section = {
  /** The heading, such as `Options`. For the first section, it is the title. */
  readonly heading: string;
  readonly level: number;
  readonly tables: readonly Table[];
  readonly code: readonly { readonly language: string; readonly text: string }[];
  readonly text: string;
};

/** A table. Its cells are Markdown: `` `groupName` `` includes its backticks. */
export type Table = {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** Reads the sections of a README. A missing README has none. */
export async function readReadme(path: string): Promise<Section[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const sections: Section[] = [];
  let tokens: Token[] = [];
  const close = () => {
    const [heading] = tokens;
    if (heading?.type === 'heading') sections.push(sectionOf(heading as Tokens.Heading, tokens));
  };
  for (const token of marked.lexer(text)) {
    if (token.type === 'heading') {
      close();
      tokens = [];
    }
    tokens.push(token);
  }
  close();
  return sections;
}

function sectionOf({ text: heading, depth: level }: Tokens.Heading, tokens: Token[]): Section {
  return {
    heading,
    level,
    tables: tokens
      .filter((token): token is Tokens.Table => token.type === 'table')
      .map(({ header, rows }) => ({
        header: header.map(({ text }) => text),
        rows: rows.map((row) => row.map(({ text }) => text)),
      })),
    code: tokens
      .filter((token): token is Tokens.Code => token.type === 'code')
      .map(({ lang = '', text }) => ({ language: lang, text })),
    text: tokens.map(({ raw }) => raw).join(''),
  };
}

/** The names in backticks in a cell: `prefix` and `suffix` of `` `prefix`, `suffix` ``. */
export function quotedIn(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, quoted = '']) => quoted);
}
