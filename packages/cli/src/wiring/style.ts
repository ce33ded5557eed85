import { nodesIn, rangeOf, type SourceModule } from './source-module.js';

/** How a file is formatted. */
type Style = {
  readonly quote: "'" | '"';
  readonly hasSemicolons: boolean;
  /** One level: spaces or a tab. */
  readonly indentation: string;
};

function styleOf({ text, body }: SourceModule): Style {
  const strings = body
    .flatMap(nodesIn)
    .filter(({ type }) => type === 'StringLiteral')
    .map((node) => text[rangeOf(node)[0]]);
  const double = strings.filter((quote) => quote === '"').length;
  const ends = body
    .filter(({ type }) => /^(?:Import|Export(?:Named|All)|Variable|Expression)/.test(type))
    .map((statement) => text[rangeOf(statement)[1] - 1]);
  const without = ends.filter((end) => end !== ';' && end !== '}').length;
  return {
    quote: double > strings.length / 2 ? '"' : "'",
    hasSemicolons: without <= ends.length / 2,
    indentation: /^(\t| {2,8})(?=[^\s*])/m.exec(text)?.[1] ?? '  ',
  };
}

/** Comments and texts, which are found together so that neither is searched for the other. */
const TEXTS =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|`(?:\\.|[^`\\])*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

/** Gives code of this project the quotes and the indentation of a file. */
export function inStyleOf(module: SourceModule, code: string): string {
  const { quote, indentation } = styleOf(module);
  const quoted = code.replace(TEXTS, (text) =>
    quote === '"' && text.startsWith("'") && !/["\\]/.test(text) ? `"${text.slice(1, -1)}"` : text,
  );
  return quoted.replace(/^(?: {2})+/gm, (spaces) => indentation.repeat(spaces.length / 2));
}

/** Gives a statement the format of a file, with a semicolon only if the file has them. */
export function statementInStyleOf(module: SourceModule, code: string): string {
  const statement = inStyleOf(module, code);
  return styleOf(module).hasSemicolons ? statement : statement.replace(/;$/, '');
}

/** One level of indentation in a file. */
export const indentationOf = (module: SourceModule) => styleOf(module).indentation;
