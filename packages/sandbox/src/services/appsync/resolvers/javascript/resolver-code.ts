import { type Program, parse } from 'acorn';
import { parseJsonText } from '../../../../protocols/json-value.js';
import { ResolverError } from '../../util/effects.js';
import type { Evaluation } from '../evaluation.js';
import type { ResolverHost } from '../resolver-code.js';
import type { MutableObject, ResolverContext } from '../resolver-context.js';
import { BUILT_IN_MODULES } from './built-in-modules.js';
import { type CodeError, ResolverCodeError, type Violation } from './code-error.js';
import { functionViolations } from './function-limits.js';
import { languageViolations } from './language-limits.js';
import {
  exportedHandlers,
  type Handler,
  type ModuleScript,
  moduleScript,
  moduleViolations,
} from './module-script.js';
import { resolveNames } from './names.js';
import { type Outcome, resolverRealm } from './realm.js';
import { scopeViolations } from './scope-limits.js';
import { type SourcePlaces, sourcePlaces } from './source-places.js';

/** @see https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html */
const MAXIMUM_CHARACTERS = 32_768;

/** The code of a JavaScript resolver, or of a function of a pipeline. */
export type ResolverCode = {
  /** Which handlers the code exports. */
  readonly has: Readonly<Record<Handler, boolean>>;
  /**
   * Runs `request(ctx)`. Changes of `ctx.args` and `ctx.stash` are in the context afterwards.
   *
   * @throws {ResolverError} From `util.error()`, and with the type `Code` for an error of the code.
   */
  request(context: ResolverContext, host: ResolverHost): Evaluation;
  /** Runs `response(ctx)`, see {@link ResolverCode.request}. */
  response(context: ResolverContext, host: ResolverHost): Evaluation;
};

let compiled = 0;

/**
 * Compiles code for the APPSYNC_JS runtime. It rejects what AppSync rejects when code is deployed.
 *
 * @param code.name what the code belongs to, such as `Mutation.createTodo`
 * @param code.path the file of the code, for the places in errors
 * @throws {ResolverCodeError} With the place and the reason of each error.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html
 */
export function compileResolverCode(code: {
  readonly name: string;
  readonly text: string;
  readonly path?: string;
}): ResolverCode {
  const { name, text, path } = code;
  const places = sourcePlaces(text, path);
  const reject = (errorType: CodeError['errorType'], violations: readonly Violation[]) => {
    if (violations.length === 0) return;
    throw new ResolverCodeError(
      name,
      violations.map(({ message, line, column }) => ({
        errorType,
        value: message,
        location: places(line, column),
      })),
    );
  };
  reject('LINT_ERROR', tooLong(text));
  const program = parseModule(text, (violation) => reject('PARSER_ERROR', [violation]));
  const names = resolveNames(program);
  const handlers = exportedHandlers(program);
  reject(
    'LINT_ERROR',
    [
      ...languageViolations(program),
      ...moduleViolations(program),
      ...scopeViolations(names, new Set(handlers.values())),
      ...functionViolations(program, names),
    ].sort((a, b) => a.line - b.line || a.column - b.column),
  );
  const script = moduleScript(text, program, names, places);
  const has = { request: handlers.has('request'), response: handlers.has('response') };
  const run = runner(script, places);
  return {
    has,
    request: (context, host) => run('request', has.request, context, host),
    response: (context, host) => run('response', has.response, context, host),
  };
}

function tooLong(text: string): Violation[] {
  if (text.length <= MAXIMUM_CHARACTERS) return [];
  const message = `The code has ${text.length} characters. AppSync allows ${MAXIMUM_CHARACTERS}, including an inline source map.`;
  return [{ message, line: 1, column: 1 }];
}

function parseModule(text: string, reject: (violation: Violation) => void): Program {
  try {
    return parse(text, {
      ecmaVersion: 2022,
      sourceType: 'module',
      locations: true,
      ranges: true,
      allowHashBang: false,
    });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { line = 1, column = 0 } =
      (error as { readonly loc?: { line: number; column: number } }).loc ?? {};
    const reason = error.message.replace(/ \(\d+:\d+\)$/, '');
    const advice = 'AppSync takes JavaScript; compile TypeScript first, for example with esbuild.';
    reject({
      message: reason === 'Unexpected token' ? `${reason}. ${advice}` : `${reason}.`,
      line,
      column: column + 1,
    });
    throw error;
  }
}

function runner(script: ModuleScript, places: SourcePlaces) {
  compiled += 1;
  const filename = `appsync-code-${compiled}`;
  const instantiate = resolverRealm().load(script.text, filename);
  return (
    handler: Handler,
    exists: boolean,
    context: ResolverContext,
    host: ResolverHost,
  ): Evaluation => {
    if (!exists) throw codeError(places(1, 1).file, `The code does not export ${handler}(ctx).`);
    const { util, extensions, log } = host;
    const outcome = resolverRealm().call(
      instantiate,
      handler,
      JSON.stringify({ ...context, args: undefined }),
      { roots: { util, extensions, ...BUILT_IN_MODULES }, log },
    );
    return evaluation(outcome, context, (stack) => placeOf(stack, filename, script, places));
  };
}

type Answer = {
  readonly value?: unknown;
  readonly args?: MutableObject;
  readonly stash?: MutableObject;
};

function evaluation(
  outcome: Outcome,
  context: ResolverContext,
  place: (stack: string) => string,
): Evaluation {
  switch (outcome.kind) {
    case 'failed':
      throw outcome.error;
    case 'timeout':
      throw codeError(place(''), 'The code ran longer than 1 second.');
    case 'thrown': {
      const { name, message, stack } = JSON.parse(outcome.text) as Record<string, string>;
      throw codeError(place(stack ?? ''), `${name}: ${message}`);
    }
    case 'returned': {
      writeBack(JSON.parse(outcome.text) as Answer, context);
      return outcome.evaluation;
    }
    case 'value': {
      const answer = parsedAnswer(outcome.text, place);
      writeBack(answer, context);
      return { value: answer.value ?? null, returned: false };
    }
  }
}

function parsedAnswer(text: string, place: (stack: string) => string): Answer {
  try {
    return parseJsonText(text) as Answer;
  } catch {
    throw codeError(place(''), 'The result is nested too deeply.');
  }
}

function writeBack({ args, stash }: Answer, context: ResolverContext): void {
  if (args) replaceMembers(context.arguments, args);
  if (stash) replaceMembers(context.stash, stash);
}

/** Assigning would run the setter of `__proto__` for a member of that name. */
function replaceMembers(target: MutableObject, members: MutableObject): void {
  for (const name of Object.keys(target)) {
    if (!Object.hasOwn(members, name)) delete target[name];
  }
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(target, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}

/** `file:line:column` of the first line of the stack that is in the code. */
function placeOf(
  stack: string,
  filename: string,
  script: ModuleScript,
  places: SourcePlaces,
): string {
  const [, line, column] = new RegExp(`\\b${filename}:(\\d+):(\\d+)`).exec(stack) ?? [];
  if (line === undefined) return places(1, 1).file;
  const inModule = script.modulePlace(Number(line), Number(column));
  const source = places(inModule.line, inModule.column);
  return `${source.file}:${source.line}:${source.column}`;
}

/** AppSync's error for code that fails while it runs. */
function codeError(place: string, message: string): ResolverError {
  return new ResolverError({ message: `${place}: ${message}`, errorType: 'Code' });
}
