import { compileExpression, compileIterable } from './expressions.js';
import { ForeachScope } from './foreach-scope.js';
import type { IntegerRange } from './integer-range.js';
import type { Block, Branch } from './parse.js';
import { compileAssignment, compileReferenceText } from './references.js';
import { Completion, type Execute, type Run, write } from './run.js';
import { TemplateSyntaxError } from './template-error.js';
import { isMap, isTrue, payFor } from './values.js';

/** AppSync ends a loop without an error after this number of iterations. */
const MAX_ITERATIONS = 1000;

/** An iteration takes longer than another step, because it sets three variables. */
const STEPS_PER_ITERATION = 4;

/** @throws {TemplateSyntaxError} with the line. */
export function compileBlocks(blocks: readonly Block[]): Execute {
  const statements = mergeTexts(blocks).map(compileBlock);
  return (run) => {
    for (const execute of statements) {
      const completion = execute(run);
      if (completion !== Completion.NORMAL) return completion;
    }
    return Completion.NORMAL;
  };
}

function mergeTexts(blocks: readonly Block[]): readonly Block[] {
  const merged: Block[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (block.type === 'text' && last?.type === 'text') {
      merged[merged.length - 1] = { ...last, text: last.text + block.text };
    } else merged.push(block);
  }
  return merged;
}

function compileBlock(block: Block): Execute {
  try {
    const execute = compileStatement(block);
    return (run) => {
      run.line = block.line;
      run.budget.spend();
      return execute(run);
    };
  } catch (error) {
    if (error instanceof TemplateSyntaxError) throw error;
    const tooDeep = error instanceof RangeError;
    const message = tooDeep ? 'The template is nested too deeply.' : errorMessage(error);
    throw new TemplateSyntaxError(block.line, message, error);
  }
}

function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function compileStatement(block: Block): Execute {
  switch (block.type) {
    case 'text':
      return always((run) => write(run, block.text));
    case 'reference': {
      const text = compileReferenceText(block.reference, compileExpression);
      return always((run) => write(run, text(run)));
    }
    case 'set': {
      const assign = compileAssignment(block.target, compileExpression);
      const value = compileExpression(block.value);
      return always((run) => assign(run, value(run)));
    }
    case 'if':
      return compileIf(block.branches);
    case 'foreach':
      return compileForeach(block);
    case 'break':
      return () => Completion.BREAK;
    case 'stop':
      return () => Completion.STOP;
    case 'return': {
      const value = block.value && compileExpression(block.value);
      return (run) => {
        run.returnValue = value?.(run) ?? null;
        payFor(run.returnValue, run.budget);
        return Completion.RETURN;
      };
    }
  }
}

function always(execute: (run: Run) => void): Execute {
  return (run) => {
    execute(run);
    return Completion.NORMAL;
  };
}

function compileIf(branches: readonly Branch[]): Execute {
  const compiled = branches.map(({ condition, body, line }) => ({
    line,
    condition: condition && compileExpression(condition),
    body: compileBlocks(body),
  }));
  return (run) => {
    for (const { condition, body, line } of compiled) {
      run.line = line;
      if (!condition || isTrue(condition(run))) return body(run);
    }
    return Completion.NORMAL;
  };
}

function compileForeach({ variable, list, body }: Extract<Block, { type: 'foreach' }>): Execute {
  const items = compileIterable(list);
  const execute = compileBlocks(body);
  return (run) => {
    const value = items(run);
    const iterable = toIterable(value);
    if (!iterable) return Completion.NORMAL;
    const restore = saveVariables(run, [variable, 'foreach', 'velocityCount']);
    const scope = new ForeachScope(iterable.size, run.variables.get('foreach') ?? null);
    run.variables.set('foreach', scope);
    let completion: Completion = Completion.NORMAL;
    const count = Math.min(iterable.size, MAX_ITERATIONS);
    while (scope.index < count && completion === Completion.NORMAL) {
      run.budget.spend(STEPS_PER_ITERATION);
      run.variables.set(variable, iterable.at(scope.index));
      run.variables.set('velocityCount', scope.index + 1);
      run.variables.set('foreach', scope);
      completion = execute(run);
      scope.index += 1;
    }
    restore();
    return completion === Completion.BREAK ? Completion.NORMAL : completion;
  };
}

/** Lists, the values of maps and ranges. Velocity skips a loop over another value. */
function toIterable(
  value: unknown,
): { readonly size: number; at(index: number): unknown } | undefined {
  if (Array.isArray(value)) {
    // The body may change the list.
    const items: readonly unknown[] = value.slice(0, MAX_ITERATIONS);
    return { size: value.length, at: (index) => items[index] ?? null };
  }
  if (isRange(value)) {
    return { size: value.size, at: (index) => value.first + index * value.step };
  }
  return isMap(value) ? toIterable(Object.values(value)) : undefined;
}

function isRange(value: unknown): value is IntegerRange {
  return value instanceof Object && 'step' in value;
}

/** The variables of a loop are as before when it ends. */
function saveVariables({ variables }: Run, names: readonly string[]): () => void {
  const saved = names.map((name) => ({
    name,
    had: variables.has(name),
    value: variables.get(name),
  }));
  return () => {
    for (const { name, had, value } of saved) {
      if (had) variables.set(name, value);
      else variables.delete(name);
    }
  };
}
