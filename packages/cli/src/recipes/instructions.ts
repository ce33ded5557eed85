import { posix } from 'node:path';
import { marked, type Token, type Tokens } from 'marked';

/** The instructions in a recipe's README, which a test of each recipe compiles. */
export type Instructions = {
  /** The sentence that says what the recipe does. */
  readonly sentence: string;
  /** The folder of a copy: `amplify/auth/email-domain`. */
  readonly target: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** What else the app needs, such as the types of Node.js. */
  readonly notes: readonly string[];
  readonly snippets: readonly Snippet[];
};

/** The code that connects a copy with its app. */
export type Snippet = { readonly path: string; readonly code: string };

const TARGET = /`(amplify\/[\w/-]+?)\/?`/;
const PATH_COMMENT = /^\/\/ (amplify\/\S+)\n/;

/**
 * Reads the instructions of a README: the section "Copy", and from "Install" the snippets that are
 * the same for a copy.
 *
 * @throws {Error} When the section "Copy" does not name the folder of a copy.
 */
export function readInstructions(readme: string, packageName: string): Instructions {
  const tokens = marked.lexer(readme);
  const install = sectionOf(tokens, 'Install');
  const copy = sectionOf(tokens, 'Copy');
  const [introduction] = tokens.filter(isParagraph);
  const [opening, ...texts] = copy.filter(isParagraph).map(({ text }) => text);
  const target = TARGET.exec(opening ?? '')?.[1];
  if (target === undefined) {
    throw new Error(`A README of ${packageName} does not say where to copy the recipe.`);
  }
  const own = snippetsOf(copy);
  return {
    sentence: /^.+?\.(?=\s|$)/s.exec(introduction?.text ?? '')?.[0] ?? '',
    target,
    ...packagesOf(copy),
    notes: texts.filter((text) => !/^(?:Or run|Only the import)/.test(text)),
    snippets: [...own, ...forCopies(snippetsOf(install), own, packageName)],
  };
}

function sectionOf(tokens: readonly Token[], heading: string): Token[] {
  const isHeading = (token: Token): token is Tokens.Heading =>
    token.type === 'heading' && token.depth <= 2;
  const start = tokens.findIndex((token) => isHeading(token) && token.text === heading);
  if (start < 0) return [];
  const rest = tokens.slice(start + 1);
  const end = rest.findIndex(isHeading);
  return end < 0 ? rest : rest.slice(0, end);
}

const isParagraph = (token: Token): token is Tokens.Paragraph => token.type === 'paragraph';

const codeOf = (section: readonly Token[], language: string) =>
  section
    .filter((token): token is Tokens.Code => token.type === 'code')
    .filter(({ lang }) => lang === language)
    .map(({ text }) => text);

function snippetsOf(section: readonly Token[]): Snippet[] {
  return codeOf(section, 'ts').flatMap((text) => {
    const path = PATH_COMMENT.exec(text)?.[1];
    return path === undefined ? [] : [{ path, code: `${text.replace(PATH_COMMENT, '')}\n` }];
  });
}

/** Files of Amplify and of its functions. Others belong to the example of the section "Install". */
const OF_AMPLIFY = /\/(?:backend|resource|handler)\.ts$/;

/** The snippets that are the same for a copy: they need nothing from the recipe's package. */
function forCopies(
  snippets: readonly Snippet[],
  own: readonly Snippet[],
  packageName: string,
): Snippet[] {
  const others = snippets.filter(({ path }) => !own.some((each) => each.path === path));
  const isOfPackage = ({ code }: Snippet) =>
    code.includes(`'${packageName}'`) || code.includes(`'${packageName}/`);
  const dropped = others.filter(isOfPackage).map(({ path }) => path.replace(/\.ts$/, '.js'));
  const needsDropped = ({ path, code }: Snippet) =>
    [...code.matchAll(/ from '(\.[^']+)'/g)].some(([, from = '']) =>
      dropped.includes(posix.join(posix.dirname(path), from)),
    );
  return others.filter(
    (each) => OF_AMPLIFY.test(each.path) && !isOfPackage(each) && !needsDropped(each),
  );
}

function packagesOf(section: readonly Token[]) {
  const commands = codeOf(section, 'sh').flatMap((text) => text.split('\n'));
  const named = (pattern: RegExp) =>
    commands.flatMap((line) => pattern.exec(line)?.[1]?.split(/\s+/) ?? []);
  return {
    dependencies: named(/^npm i (?!-)(.+)$/),
    devDependencies: named(/^npm i -D (.+)$/),
  };
}
