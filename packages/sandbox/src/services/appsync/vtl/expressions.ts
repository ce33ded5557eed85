import { operate } from './arithmetic.js';
import { type IntegerRange, integerRange, toList } from './integer-range.js';
import { parseSource } from './parse.js';
import { sourceOfExpression } from './reference-source.js';
import { compileReference, compileReferenceText } from './references.js';
import type { Evaluate, Run } from './run.js';
import { fromParser, toParserString } from './source.js';
import type {
  Expression,
  Operation,
  Operator,
  RangeLiteral,
  Reference,
  Statement,
} from './syntax.js';
import { isNull, isTrue, setKey } from './values.js';

/** Compiles an expression of a directive or an argument of a method. */
export function compileExpression(expression: Expression): Evaluate {
  switch (expression.type) {
    case 'references':
      return compileReference(expression, compileExpression);
    case 'math':
      return compileOperation(withPrecedence(expression));
    case 'string':
      return expression.isEval
        ? interpolate(expression.value)
        : constant(fromParser(expression.value));
    case 'integer':
    case 'decimal':
      return constant(Number(expression.value));
    case 'bool':
      return constant(expression.value === 'null' ? null : expression.value === 'true');
    case 'map':
      return compileMap(expression.value ?? {});
    case 'array':
      return expression.isRange ? compileRangeList(expression) : compileList(expression.value);
    case 'runt':
      throw new Error(`Syntax error: put '${fromParser(expression.value)}' in quotes.`);
  }
}

/** Compiles a list for `#foreach`, which does not create the numbers of a range. */
export function compileIterable(
  expression: Expression,
): Evaluate | ((run: Run) => IntegerRange | null) {
  const isRange = expression.type === 'array' && expression.isRange;
  return isRange ? compileRange(expression) : compileExpression(expression);
}

const constant =
  (value: unknown): Evaluate =>
  () =>
    value;

function compileOperation({ operator, expression }: Operation): Evaluate {
  const [first, second] = expression;
  if (!first) throw new Error(`Syntax error: ${operator} has no operand.`);
  const left = compileExpression(first);
  if (operator === 'parenthesis') return left;
  if (operator === 'not') return (run) => !isTrue(left(run));
  if (operator === 'minus') return (run) => operate('-', 0, left(run), run.budget);
  if (!second) throw new Error(`Syntax error: ${operator} has one operand.`);
  const right = compileExpression(second);
  if (operator === '&&') return (run) => isTrue(left(run)) && isTrue(right(run));
  if (operator === '||') return (run) => isTrue(left(run)) || isTrue(right(run));
  if (operator === '+') return compileAddition(left, right, first, second);
  return (run) => operate(operator, left(run), right(run), run.budget);
}

/** In Velocity, "a" + $b is a$b if $b is null. */
function compileAddition(
  left: Evaluate,
  right: Evaluate,
  first: Expression,
  second: Expression,
): Evaluate {
  const orSource = (value: unknown, other: unknown, expression: Expression) =>
    isNull(value) && typeof other === 'string' ? sourceOfExpression(expression) : value;
  return (run) => {
    const leftValue = left(run);
    const rightValue = right(run);
    return operate(
      '+',
      orSource(leftValue, rightValue, first),
      orSource(rightValue, leftValue, second),
      run.budget,
    );
  };
}

/**
 * The parser gives `&&` and `||` the same precedence. In Velocity `&&` comes first: the chain
 * `a || b && c` is `a || (b && c)`. Parentheses are nodes of their own, so that no chain crosses them.
 */
function withPrecedence(operation: Operation): Operation {
  const chain: { operator: Operator; operand: Expression }[] = [];
  let first: Expression = operation;
  while (isLogical(first)) {
    const [left, right]: readonly Expression[] = first.expression;
    if (!left || !right) return operation;
    chain.unshift({ operator: first.operator, operand: right });
    first = left;
  }
  if (chain.length < 2) return operation;
  const alternatives: Expression[] = [first];
  for (const { operator, operand } of chain) {
    const last = alternatives.at(-1);
    if (operator === '&&' && last) alternatives.splice(-1, 1, both('&&', last, operand));
    else alternatives.push(operand);
  }
  const combined = alternatives.reduce((left, right) => both('||', left, right));
  return combined.type === 'math' ? combined : operation;
}

function isLogical(expression: Expression): expression is Operation {
  return (
    expression.type === 'math' && (expression.operator === '&&' || expression.operator === '||')
  );
}

function both(operator: Operator, left: Expression, right: Expression): Operation {
  return { type: 'math', operator, expression: [left, right] };
}

function compileMap(entries: Readonly<Record<string, Expression | undefined>>): Evaluate {
  const compiled = Object.entries(entries).map(([key, value]) => {
    if (!value) throw new Error(`Syntax error: the key '${fromParser(key)}' has no value.`);
    return { key: interpolate(key), value: compileExpression(value) };
  });
  return (run) => {
    const map = {};
    run.budget.spend(compiled.length);
    for (const { key, value } of compiled) setKey(map, key(run), value(run));
    return map;
  };
}

function compileList(items: readonly Expression[]): Evaluate {
  const compiled = items.map(compileExpression);
  return (run) => {
    run.budget.spend(compiled.length);
    return compiled.map((item) => item(run) ?? null);
  };
}

function compileRangeList(expression: RangeLiteral): Evaluate {
  const range = compileRange(expression);
  return (run) => {
    const value = range(run);
    return value && toList(value, run.budget);
  };
}

function compileRange({ value: [first, last] }: RangeLiteral): (run: Run) => IntegerRange | null {
  const start = compileEnd(first);
  const end = compileEnd(last);
  return (run) => integerRange(start(run), end(run));
}

function compileEnd(end: Reference | string | number): Evaluate {
  return typeof end === 'object' ? compileReference(end, compileExpression) : constant(Number(end));
}

/** "...": the text with its references replaced. */
function interpolate(source: string): Evaluate {
  if (!source.includes('$')) return constant(fromParser(source));
  const parts = parseString(source).map((part): string | ((run: Run) => string) => {
    if (typeof part === 'string') return fromParser(part);
    if (part.type === 'references') return compileReferenceText(part, compileExpression);
    throw stringError(source);
  });
  return (run) => {
    let text = '';
    for (const part of parts) text += typeof part === 'string' ? part : part(run);
    return run.budget.text(text);
  };
}

/** The parser's error would have a line of the string, not of the template. */
function parseString(source: string): readonly Statement[] {
  try {
    return parseSource(toParserString(source));
  } catch (error) {
    throw stringError(source, error);
  }
}

function stringError(source: string, cause?: unknown): Error {
  const text = fromParser(source);
  return new Error(`Syntax error in "${text}": put braces around the name of a reference.`, {
    cause,
  });
}
