import type { Evaluation } from '../resolvers/evaluation.js';
import { type Namespace, ResolverError } from '../util/effects.js';
import { Budget } from './budget.js';
import { parseDocument } from './document.js';
import { parseTemplate } from './parse.js';
import { Completion, type Execute, type Run } from './run.js';
import { compileBlocks } from './statements.js';
import { TemplateError, TemplateSyntaxError } from './template-error.js';
import { UtilNamespace } from './util-namespace.js';

/** AppSync's maximum size of a mapping template, in bytes. */
const MAX_TEMPLATE_SIZE = 65_536;

export type TemplateSource = {
  /** For errors, such as `Query.listTodos.request.vtl`. */
  readonly name: string;
  readonly text: string;
};

/** The variables of a mapping template. */
export type TemplateScope = {
  /** `$ctx` and `$context`. The template may change its maps and lists. */
  readonly ctx: object;
  /** `$util` and `$utils`. */
  readonly util: Namespace;
  /** `$extensions`. */
  readonly extensions: Namespace;
};

/** A compiled mapping template. */
export type Template = {
  /**
   * Evaluates the template. Its text must be JSON. The value of a blank text is null.
   *
   * @throws {ResolverError} from `$util.error()`, or `MappingTemplate` for text that is no JSON or is
   *   larger than 5 MB.
   * @throws {TemplateError} with the line for another error, such as an unknown function of `$util`
   *   or an evaluation that takes too long.
   */
  evaluate(scope: TemplateScope): Evaluation;
};

/**
 * Compiles a mapping template of AppSync, which is written in Apache Velocity's template language.
 *
 * @throws {TemplateError} for a syntax error, with the line, and for a template of more than 64 KB.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-reference-overview.html
 */
export function compileTemplate({ name, text }: TemplateSource): Template {
  if (Buffer.byteLength(text) > MAX_TEMPLATE_SIZE) {
    throw new TemplateError(
      { template: name, line: 1 },
      'The template is larger than 64 KB, which is the maximum of AppSync.',
    );
  }
  const execute = compile({ name, text });
  return { evaluate: (scope) => evaluate(name, execute, scope) };
}

/** By their texts. Amplify gives many resolvers the same template, also after a change. */
const compiled = new Map<string, Execute>();
const MAX_COMPILED = 1000;

function compile({ name, text }: TemplateSource): Execute {
  try {
    const known = compiled.get(text);
    if (known) return known;
    const execute = compileBlocks(parseTemplate(text));
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(text, execute);
    return execute;
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    throw new TemplateError({ template: name, line: error.line }, error.message, error);
  }
}

function evaluate(name: string, execute: Execute, scope: TemplateScope): Evaluation {
  const run = startRun(scope);
  try {
    const completion = execute(run);
    if (completion === Completion.RETURN) return { value: run.returnValue, returned: true };
    return { value: parseDocument(run.output), returned: false };
  } catch (error) {
    if (error instanceof ResolverError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new TemplateError({ template: name, line: run.line }, message, error);
  }
}

function startRun({ ctx, util, extensions }: TemplateScope): Run {
  const variables = new Map<string, unknown>([
    ['ctx', ctx],
    ['context', ctx],
    ['util', new UtilNamespace('$util', util)],
    ['utils', new UtilNamespace('$utils', util)],
    ['extensions', new UtilNamespace('$extensions', extensions)],
  ]);
  return { variables, budget: new Budget(), line: 1, output: '', returnValue: null };
}
