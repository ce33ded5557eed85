import { ForeachScope } from './foreach-scope.js';
import { callMethod } from './methods/index.js';
import { sourceOf, sourceOfArguments } from './reference-source.js';
import type { Evaluate, Run } from './run.js';
import { fromParser } from './source.js';
import type { Attribute, Expression, Reference } from './syntax.js';
import { UtilNamespace } from './util-namespace.js';
import { getProperty, setProperty, textOf } from './values.js';

/** Compiles an argument or an index. A parameter, because expressions contain references too. */
type CompileExpression = (expression: Expression) => Evaluate;

/** Compiles a reference whose value is used. */
export function compileReference(reference: Reference, compile: CompileExpression): Evaluate {
  if (reference.args !== undefined || reference.path?.some(isContent)) {
    throw new Error(`Syntax error: ${sourceOf(reference)} is no reference.`);
  }
  return compilePath(reference, reference.path ?? [], compile);
}

/**
 * Compiles a reference in text. A null value renders as the reference's own source, and as nothing
 * with `$!`.
 */
export function compileReferenceText(
  reference: Reference,
  compile: CompileExpression,
): (run: Run) => string {
  if (reference.args !== undefined) return compileBeforeParentheses(reference, compile);
  const path = reference.path ?? [];
  const length = path.findIndex(isContent);
  const attributes = length < 0 ? path : path.slice(0, length);
  const rest = length < 0 ? '' : path.slice(length).map(contentOf).join('');
  const source = sourceOf({ ...reference, path: attributes });
  const evaluate = compilePath(reference, attributes, compile);
  return (run) => {
    const value = evaluate(run);
    if (value === undefined) return rest;
    if (value === null) return (reference.leader === '$!' ? '' : source) + rest;
    return textOf(value, run.budget) + rest;
  };
}

/** `$name(1)`: the parentheses are text. */
function compileBeforeParentheses(
  { args, path, ...reference }: Reference,
  compile: CompileExpression,
): (run: Run) => string {
  if (reference.isWraped || path) {
    throw new Error(`Syntax error: $${fromParser(reference.id)} is no function.`);
  }
  const value = compileReferenceText(reference, compile);
  const parentheses = sourceOfArguments(args || []);
  return (run) => value(run) + parentheses;
}

/** Compiles `#set($target = ...)`. */
export function compileAssignment(
  target: Reference,
  compile: CompileExpression,
): (run: Run, value: unknown) => void {
  const name = fromParser(target.id);
  const last = target.path?.at(-1);
  if (!last) return (run, value) => run.variables.set(name, value ?? null);
  const base = compileReference({ ...target, path: target.path?.slice(0, -1) ?? [] }, compile);
  if (last.type === 'property') {
    const property = fromParser(last.id);
    return (run, value) => setProperty(base(run), property, value);
  }
  if (last.type === 'index' && last.id.type !== 'content') {
    const index = compile(last.id);
    return (run, value) => setProperty(base(run), index(run), value);
  }
  throw new Error(`Syntax error: #set cannot set ${sourceOf(target)}.`);
}

function isContent(attribute: Attribute): boolean {
  return (
    attribute.type === 'content' || (attribute.type === 'index' && attribute.id.type === 'content')
  );
}

function contentOf(attribute: Attribute): string {
  if (attribute.type === 'content') return fromParser(attribute.value);
  if (attribute.type === 'index' && attribute.id.type === 'content') {
    return fromParser(attribute.id.value);
  }
  throw new Error('Syntax error: put braces around the name of the reference.');
}

function compilePath(
  reference: Reference,
  path: readonly Attribute[],
  compile: CompileExpression,
): Evaluate {
  const name = fromParser(reference.id);
  // Undefined is the result of a call without a value. A variable that does not exist is null.
  const root: Evaluate = (run) => run.variables.get(name) ?? null;
  return path.reduce((base, attribute) => compileAttribute(base, attribute, compile), root);
}

function compileAttribute(
  base: Evaluate,
  attribute: Attribute,
  compile: CompileExpression,
): Evaluate {
  if (attribute.type === 'property') {
    const name = fromParser(attribute.id);
    return (run) => property(base(run), name);
  }
  if (attribute.type === 'method') {
    return compileCall(base, fromParser(attribute.id), (attribute.args || []).map(compile));
  }
  if (attribute.type === 'content' || attribute.id.type === 'content') {
    throw new Error('Syntax error in a reference.');
  }
  const index = compile(attribute.id);
  return (run) => property(base(run), index(run));
}

function property(base: unknown, name: unknown): unknown {
  if (base instanceof UtilNamespace) return base.child(String(name));
  if (base instanceof ForeachScope) return base.get(String(name));
  return getProperty(base, name);
}

function compileCall(base: Evaluate, name: string, args: readonly Evaluate[]): Evaluate {
  return (run) => {
    const receiver = base(run);
    // As in Velocity, a method of null does not evaluate its arguments.
    if (receiver === null || receiver === undefined) return null;
    run.budget.spend();
    const values = args.map((arg) => arg(run) ?? null);
    if (receiver instanceof UtilNamespace) return receiver.call(name, values, run);
    if (receiver instanceof ForeachScope) return receiver.get(name);
    return callMethod(receiver, name, values, run.budget);
  };
}
