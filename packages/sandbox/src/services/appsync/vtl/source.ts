/** Marks a name that the parser would take for a keyword. Removed from all names and texts. */
const MARK = '__sandbox_vtl__';
/** Stands for `#` in an interpolated string, where AppSync evaluates references only. */
const HASH = '\uFDD0';

const WORD_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['eq', '=='],
  ['ne', '!='],
  ['gt', '> '],
  ['lt', '< '],
  ['ge', '>='],
  ['le', '<='],
]);

const COMMENT_OR_RAW = String.raw`##[^\n]*|#\*[^]*?\*#|#\[\[[^]*?\]\]#`;
const ESCAPED = String.raw`\\+#`;
const DIRECTIVE = String.raw`#(?:if|elseif|set|foreach|return)[ ]*\(`;
/** Text such as `"#set": "set"` in the names of an expression. */
const NO_DIRECTIVE = String.raw`#(?:if|elseif|set|foreach|define|macro|noescape)\b(?![ ]*\()`;
const STOP = String.raw`#stop\b(?!\()`;
const KEYWORD_NAME = String.raw`(?:\$!?\{?|\.)(?:null|true|false|in|or|and|not)\b|__proto__`;
const STRING = String.raw`"(?:\\"|[^"])*"|'(?:\\'|[^'])*'`;
const WORD_OPERATOR = String.raw`(?<![\w$.{!-])(?:eq|ne|gt|lt|ge|le)(?![\w-])`;

const anyOf = (...patterns: readonly string[]) => new RegExp(patterns.join('|'), 'g');
const IN_TEXT = anyOf(COMMENT_OR_RAW, ESCAPED, DIRECTIVE, NO_DIRECTIVE, STOP, KEYWORD_NAME);
const IN_PARENTHESES = anyOf(STRING, '[()]', WORD_OPERATOR, KEYWORD_NAME);
const KEYWORD_NAMES = anyOf(KEYWORD_NAME);

/**
 * Rewrites what the parser does not know into what it does, on the same lines:
 * the operators `eq`, `ne`, ..., the directive `#stop`, and names such as `$null` and `$a.or`.
 */
export function toParserSource(text: string): string {
  let source = '';
  let end = 0;
  for (let match = execFrom(IN_TEXT, text, 0); match; match = execFrom(IN_TEXT, text, end)) {
    source += text.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0].endsWith('(')) {
      const parentheses = rewriteParentheses(text, end);
      source += match[0] + parentheses.text;
      end = parentheses.end;
    } else {
      source += rewriteToken(match[0]);
    }
  }
  source += text.slice(end);
  // The parser expects a character after #return.
  return /#return[ ]*$/.test(source) ? `${source}\n` : source;
}

function execFrom(pattern: RegExp, text: string, start: number): RegExpExecArray | null {
  pattern.lastIndex = start;
  return pattern.exec(text);
}

function rewriteToken(token: string): string {
  if (token === '#stop') return '#stop()';
  if (/^#[a-z]/.test(token)) return HASH + token.slice(1);
  return /^[$.]|^__proto__$/.test(token) ? token + MARK : token;
}

/** Rewrites the text after an opening parenthesis up to the closing one. */
function rewriteParentheses(text: string, start: number): { text: string; end: number } {
  let result = '';
  let end = start;
  let depth = 1;
  while (depth > 0) {
    const match = execFrom(IN_PARENTHESES, text, end);
    // Without a closing parenthesis the parser reports the error.
    if (!match) return { text: result + text.slice(end), end: text.length };
    const [token] = match;
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    result += text.slice(end, match.index) + rewriteInParentheses(token);
    end = match.index + token.length;
  }
  return { text: result, end };
}

function rewriteInParentheses(token: string): string {
  if (/^["']/.test(token)) return token.replace(KEYWORD_NAMES, (name) => name + MARK);
  return WORD_OPERATORS.get(token) ?? rewriteToken(token);
}

/** The source of an interpolated string, whose keyword names are marked already. */
export function toParserString(text: string): string {
  return text.replaceAll('#', HASH);
}

/** The text or name that the developer wrote. */
export function fromParser(text: string): string {
  return text.replaceAll(MARK, '').replaceAll(HASH, '#');
}
