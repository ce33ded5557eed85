import { fromParser } from './source.js';
import type { Attribute, Expression, RangeLiteral, Reference } from './syntax.js';

/** The source text of a reference, which is the text of a reference that is null. */
export function sourceOf(reference: Reference): string {
  const args = reference.args === undefined ? '' : sourceOfArguments(reference.args || []);
  const path = (reference.path ?? []).map(sourceOfAttribute).join('');
  const name = fromParser(reference.id) + args + path;
  return reference.leader + (reference.isWraped ? `{${name}}` : name);
}

export function sourceOfArguments(args: readonly Expression[]): string {
  return `(${args.map(sourceOfExpression).join(', ')})`;
}

function sourceOfAttribute(attribute: Attribute): string {
  switch (attribute.type) {
    case 'property':
      return `.${fromParser(attribute.id)}`;
    case 'method':
      return `.${fromParser(attribute.id)}${sourceOfArguments(attribute.args || [])}`;
    case 'content':
      return fromParser(attribute.value);
    case 'index': {
      const { id } = attribute;
      return id.type === 'content' ? fromParser(id.value) : `[${sourceOfExpression(id)}]`;
    }
  }
}

export function sourceOfExpression(expression: Expression): string {
  switch (expression.type) {
    case 'references':
      return sourceOf(expression);
    case 'string': {
      const quote = expression.isEval ? '"' : "'";
      return quote + fromParser(expression.value) + quote;
    }
    case 'array':
      return expression.isRange
        ? sourceOfRange(expression)
        : `[${expression.value.map(sourceOfExpression).join(', ')}]`;
    case 'map':
      return `{${Object.entries(expression.value ?? {})
        .map(sourceOfEntry)
        .join(', ')}}`;
    case 'math':
      return expression.expression.map(sourceOfExpression).join(` ${expression.operator} `);
    default:
      return fromParser(String(expression.value));
  }
}

function sourceOfRange({ value }: RangeLiteral): string {
  return `[${value.map((end) => (typeof end === 'object' ? sourceOf(end) : end)).join('..')}]`;
}

function sourceOfEntry([key, value]: [string, Expression | undefined]): string {
  return `"${fromParser(key)}": ${value ? sourceOfExpression(value) : ''}`;
}
