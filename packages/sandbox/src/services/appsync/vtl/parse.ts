import { fromParser, toParserSource } from './source.js';
import {
  type Expression,
  type ParserFault,
  parseStatements,
  type Reference,
  type Statement,
} from './syntax.js';
import { TemplateSyntaxError } from './template-error.js';

export type Branch = {
  readonly line: number;
  /** Undefined for `#else`. */
  readonly condition: Expression | undefined;
  readonly body: Block[];
};

/** A statement of a template, with the statements inside of it. */
export type Block = { readonly line: number } & (
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reference'; readonly reference: Reference }
  | { readonly type: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly type: 'if'; readonly branches: Branch[] }
  | {
      readonly type: 'foreach';
      readonly variable: string;
      readonly list: Expression;
      readonly body: Block[];
    }
  | { readonly type: 'break' | 'stop' }
  | { readonly type: 'return'; readonly value: Expression | null }
);

type OpenBlock = Extract<Block, { type: 'if' | 'foreach' }>;

/**
 * Parses a mapping template.
 *
 * @throws {TemplateSyntaxError} with the line.
 */
export function parseTemplate(text: string): readonly Block[] {
  return nest(withoutDirectiveLines(parseSource(toParserSource(text))));
}

/** Parses text that {@link toParserSource} has prepared. */
export function parseSource(source: string): readonly Statement[] {
  try {
    return parseStatements(source);
  } catch (error) {
    const { hash } = error as ParserFault;
    // For some templates, such as `{"key": }`, the parser fails without a place.
    if (!hash) throw new TemplateSyntaxError(1, 'Syntax error: the parser fails.', error);
    const line = hash.loc?.first_line ?? (hash.line ?? 0) + 1;
    const near = fromParser(source.split('\n')[line - 1] ?? '').trim();
    const found = hash.text ? `'${fromParser(hash.text)}'` : 'this';
    throw new TemplateSyntaxError(
      line,
      `Syntax error: ${found} is not expected in: ${near}`,
      error,
    );
  }
}

/** Removes the rest of a line that has nothing after a directive, as Velocity does. */
function withoutDirectiveLines(statements: readonly Statement[]): readonly Statement[] {
  return statements.map((statement, index) => {
    const previous = statements[index - 1];
    if (typeof statement !== 'string' || previous === undefined || typeof previous === 'string') {
      return statement;
    }
    if (previous.type === 'references' || previous.type === 'raw') return statement;
    return statement.replace(/^[ \t]*\n/, '');
  });
}

function nest(statements: readonly Statement[]): readonly Block[] {
  const root: Block[] = [];
  const open: OpenBlock[] = [];
  let body = root;
  let line = 1;
  for (const statement of statements) {
    if (typeof statement === 'string' || statement.type === 'raw') {
      const text = typeof statement === 'string' ? statement : statement.value;
      body.push({ type: 'text', text: fromParser(text), line });
      continue;
    }
    if (statement.type === 'comment') continue;
    line = statement.pos.first_line;
    if (statement.type === 'end') {
      if (!open.pop()) throw new TemplateSyntaxError(line, 'This #end closes no block.');
      body = innermost(open, root);
    } else if (statement.type === 'elseif' || statement.type === 'else') {
      const condition = statement.type === 'elseif' ? statement.condition : undefined;
      body = addBranch(open.at(-1), { line, condition, body: [] });
    } else {
      const block = toBlock(statement, line);
      body.push(block);
      if (block.type === 'if' || block.type === 'foreach') open.push(block);
      body = innermost(open, root);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) {
    throw new TemplateSyntaxError(unclosed.line, `This #${unclosed.type} has no #end.`);
  }
  return root;
}

function innermost(open: readonly OpenBlock[], root: Block[]): Block[] {
  const block = open.at(-1);
  if (!block) return root;
  return (block.type === 'if' ? block.branches.at(-1)?.body : block.body) ?? root;
}

function addBranch(block: OpenBlock | undefined, branch: Branch): Block[] {
  const name = branch.condition ? '#elseif' : '#else';
  if (block?.type !== 'if')
    throw new TemplateSyntaxError(branch.line, `${name} is outside of #if.`);
  if (block.branches.at(-1)?.condition === undefined) {
    throw new TemplateSyntaxError(branch.line, `${name} comes after #else.`);
  }
  block.branches.push(branch);
  return branch.body;
}

function toBlock(statement: Exclude<Statement, string>, line: number): Block {
  switch (statement.type) {
    case 'references':
      return { type: 'reference', reference: statement, line };
    case 'set':
      return { type: 'set', target: statement.equal[0], value: statement.equal[1], line };
    case 'if':
      return {
        type: 'if',
        branches: [{ line, condition: statement.condition, body: [] }],
        line,
      };
    case 'foreach': {
      const { to, from } = statement;
      return { type: 'foreach', variable: fromParser(to), list: from, body: [], line };
    }
    case 'return':
      return { type: 'return', value: statement.value, line };
    case 'break':
      return { type: 'break', line };
    case 'macro_call':
      if (statement.id === 'stop' && !statement.args) return { type: 'stop', line };
      throw new TemplateSyntaxError(line, `AppSync does not support #${statement.id}().`);
    default:
      throw new TemplateSyntaxError(
        line,
        `AppSync does not support #${statement.type === 'macro_body' ? '@' : statement.type}.`,
      );
  }
}
