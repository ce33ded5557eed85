import { literalOf, type Pattern, patternOf } from './wildcards.js';

/** Values by condition key. A key with an undefined value is missing in the request. */
export type ConditionContext = Readonly<Record<string, string | undefined>>;

/** A text of a policy whose variables are replaced by values. */
export type Operand = {
  readonly text: string;
  /** The pattern with the policy's wildcards. A wildcard in a value is an ordinary character. */
  readonly pattern: Pattern;
};

/** Returns the text for one request. Undefined if a variable has no value. */
export type Template = (context: ConditionContext) => Operand | undefined;

type Part =
  | { readonly text: string; readonly pattern: Pattern }
  | { readonly name: string; readonly otherwise: string | undefined };

/**
 * Parses a text with variables: `${cognito-identity.amazonaws.com:sub}`.
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

/** Parses the text in the braces: a character, or a name with an optional quoted default. */
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
