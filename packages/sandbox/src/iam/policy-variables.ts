import { literalOf, type Pattern, patternOf } from './wildcards.js';

/** Values by condition key. A key that is there without a value is one that the request lacks. */
export type ConditionContext = Readonly<Record<string, string | undefined>>;

/** Text of a policy with values in place of its variables. */
export type Operand = {
  readonly text: string;
  /** With the wildcards of the policy. A wildcard in a value is an ordinary character. */
  readonly pattern: Pattern;
};

/** Gives the text for one request; nothing where a variable has no value in it. */
export type Template = (context: ConditionContext) => Operand | undefined;

type Part =
  | { readonly text: string; readonly pattern: Pattern }
  | { readonly name: string; readonly otherwise: string | undefined };

/**
 * Reads a text with variables: `${cognito-identity.amazonaws.com:sub}`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parseTemplate(template: string): Template {
  const parts = partsOf(template);
  return (context) => {
    const filled = parts.map((part) => ('name' in part ? filledIn(part, context) : part));
    const known = filled.filter((part) => part !== undefined);
    if (known.length < filled.length) return undefined;
    return {
      text: known.map(({ text }) => text).join(''),
      pattern: known.flatMap(({ pattern }) => pattern),
    };
  };
}

export function contextValue(context: ConditionContext, key: string): string | undefined {
  const name = key.toLowerCase();
  return Object.hasOwn(context, name) ? context[name] : undefined;
}

function partsOf(template: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < template.length) {
    const start = template.indexOf('${', at);
    const end = start < 0 ? -1 : template.indexOf('}', start);
    const literal = template.slice(at, end < 0 ? undefined : start);
    if (literal !== '') parts.push({ text: literal, pattern: patternOf(literal) });
    if (end < 0) break;
    parts.push(variable(template.slice(start + 2, end)));
    at = end + 1;
  }
  return parts;
}

/** What is between the braces: a character, or a name and perhaps a default in quotes. */
function variable(content: string): Part {
  if (content === '*' || content === '?' || content === '$') {
    return { text: content, pattern: literalOf(content) };
  }
  const comma = content.indexOf(',');
  if (comma < 0) return { name: content, otherwise: undefined };
  const quoted = content.slice(comma + 1).trim();
  const isQuoted = quoted.length > 1 && quoted.startsWith("'") && quoted.endsWith("'");
  return {
    name: content.slice(0, comma).trim(),
    otherwise: isQuoted ? quoted.slice(1, -1) : undefined,
  };
}

function filledIn(
  { name, otherwise }: { readonly name: string; readonly otherwise: string | undefined },
  context: ConditionContext,
): Operand | undefined {
  const text = contextValue(context, name) ?? otherwise;
  return text === undefined ? undefined : { text, pattern: literalOf(text) };
}
