import { transformSync } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { resolverContext } from '../../../../../testing/resolver-context.js';
import { type Namespace, ResolverError } from '../../util/effects.js';
import type { ResolverHost } from '../resolver-code.js';
import type { ResolverContext } from '../resolver-context.js';
import { compileResolverCode } from './resolver-code.js';

const UTIL: Namespace = {
  autoId: () => 'generated',
  error: (message, errorType, data, errorInfo) => {
    throw new ResolverError({
      ...{ message: String(message), data, errorInfo },
      errorType: errorType === undefined ? undefined : String(errorType),
    });
  },
  fails: () => {
    throw new RangeError('out of range');
  },
  typesOf: (...args) => args.map((argument) => typeof argument),
  nothing: () => undefined,
  time: { nowISO8601: () => '2026-01-01T00:00:00.000Z' },
};

function host(members: Partial<ResolverHost> = {}): ResolverHost {
  return { util: UTIL, extensions: {}, log: () => undefined, ...members };
}

const compile = (text: string, path?: string) =>
  compileResolverCode({ name: 'Query.test', text, ...(path !== undefined && { path }) });

/** Runs the statements as `request(ctx)`. They start at line 3, column 1. */
function run(statements: string, context = resolverContext(), on = host()) {
  const text = `import { util, extensions, runtime } from '@aws-appsync/utils';\nexport function request(ctx) {\n${statements}\n}`;
  return compile(text).request(context, on);
}
const errorOf = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a handler', () => {
  test('returns a request that helpers built', () => {
    const { request } = compile(`
      import { util } from '@aws-appsync/utils';
      import * as ddb from '@aws-appsync/utils/dynamodb';
      import { operations as change, update } from '@aws-appsync/utils/dynamodb';
      export const request = (ctx) =>
        ctx.args.count ? update({ key: { id: '1' }, update: { n: change.increment(ctx.args.count) } })
          : ddb.get({ key: { id: util.autoId() } });`);
    expect(request(resolverContext(), host())).toEqual({
      value: { operation: 'GetItem', key: { id: { S: 'generated' } } },
      returned: false,
    });
    expect(request(resolverContext({ arguments: { count: 3 } }), host()).value).toMatchObject({
      update: { expression: 'SET #expName_1 = #expName_1 + :expValue_1' },
    });
  });

  test('reads the context, and what is absent from it is undefined', () => {
    const context = resolverContext({
      identity: { sub: 'me' },
      prev: { result: [1] },
      error: { message: 'no', type: 'Lambda' },
    });
    const { value } = run(
      'return [ctx.identity.sub, ctx.prev.result, ctx.error.type, typeof ctx.result, ctx.args === ctx.arguments];',
      context,
    );
    expect(value).toEqual(['me', [1], 'Lambda', 'undefined', true]);
  });

  test('uses util, extensions and runtime without an import', () => {
    const { request } = compile('export const request = (ctx) => util.time.nowISO8601();');
    expect(request(resolverContext(), host()).value).toBe('2026-01-01T00:00:00.000Z');
  });

  test.each([
    ['nothing', '', null],
    ['undefined members, which are left out', 'return { a: undefined, b: NaN };', { b: null }],
    ['a function of util, which is no value', 'return [util.autoId];', [null]],
    ['a changed element', 'const [a] = [1]; return a;', 1],
  ])('returns %s', (_what, statements, value) => {
    expect(run(statements).value).toEqual(value);
  });

  test('passes undefined arguments to util as undefined', () => {
    expect(run("return util.typesOf('a', undefined, null, undefined);").value).toEqual([
      ...['string', 'undefined', 'object', 'undefined'],
    ]);
    expect(run('return typeof util.nothing();').value).toBe('undefined');
  });

  test('that is not exported fails', () => {
    const { response } = compile('export const request = (ctx) => 1;', '/app/get.js');
    expect(errorOf(() => response(resolverContext(), host()))).toMatchObject({
      message: 'get.js: The code does not export response(ctx).',
      errorType: 'Code',
    });
  });

  test('returns any arguments as they are', () => {
    const { request } = compile('export const request = (ctx) => ctx.args.value;');
    fc.assert(
      fc.property(fc.json(), (json) => {
        const value: unknown = JSON.parse(json);
        const context = resolverContext({ arguments: { value } });
        expect(request(context, host()).value).toStrictEqual(value);
        expect(context.arguments).toStrictEqual({ value });
      }),
    );
  });
});

describe('changes of the context', () => {
  test('of arguments and stash are in the same objects afterwards', () => {
    const context = resolverContext({
      arguments: { keep: 1, remove: 2, nested: { a: 1 } },
      stash: { count: 1 },
    });
    const { arguments: args, stash } = context;
    run(
      'ctx.stash.count += 1; ctx.stash.list = [1]; delete ctx.args.remove; ctx.args.nested.a = 2;',
      context,
    );
    expect(context.arguments).toBe(args);
    expect(context.stash).toBe(stash);
    expect(args).toEqual({ keep: 1, nested: { a: 2 } });
    expect(stash).toEqual({ count: 2, list: [1] });
  });

  test('are seen by the next function', () => {
    const context = resolverContext();
    run('ctx.stash.first = 1;', context);
    expect(run('ctx.stash.second = ctx.stash.first + 1; return ctx.stash;', context).value).toEqual(
      {
        first: 1,
        second: 2,
      },
    );
  });

  test('are kept by an early return', () => {
    const context = resolverContext();
    run('ctx.stash.first = 1; runtime.earlyReturn(null);', context);
    expect(context.stash).toEqual({ first: 1 });
  });

  test('of other members fail', () => {
    const text =
      'const set = (c) => { c.result = 1; }; export const request = (ctx) => { set(ctx); };';
    expect(errorOf(() => compile(text).request(resolverContext(), host()))).toMatchObject({
      errorType: 'Code',
      message: expect.stringContaining('code.js:1:31: TypeError: Cannot'),
    });
  });
});

describe('runtime.earlyReturn', () => {
  test.each([
    ['runtime.earlyReturn({ a: 1 })', { value: { a: 1 }, returned: true }],
    ['runtime.earlyReturn()', { value: null, returned: true }],
    ["runtime.earlyReturn(1, { skipTo: 'END' })", { value: 1, returned: true, skipTo: 'END' }],
    ["runtime.earlyReturn(1, { skipTo: 'NEXT' })", { value: 1, returned: true, skipTo: 'NEXT' }],
    ['runtime.earlyReturn(1, {})', { value: 1, returned: true }],
  ])('%s ends the handler', (call, evaluation) => {
    const reached = vi.fn();
    expect(run(`${call}; util.reached();`, resolverContext(), host({ util: { reached } }))).toEqual(
      evaluation,
    );
    expect(reached).not.toHaveBeenCalled();
  });

  test('rejects an unknown skipTo', () => {
    expect(errorOf(() => run("runtime.earlyReturn(1, { skipTo: 'LATER' });"))).toMatchObject({
      message: "code.js:3:9: TypeError: earlyReturn: skipTo is 'END' or 'NEXT'.",
    });
  });
});

describe('an error', () => {
  test('of util.error() is the same object', () => {
    const thrown = new ResolverError({ message: 'no', errorType: 'Denied', data: { a: 1 } });
    const util = {
      error: () => {
        throw thrown;
      },
    };
    expect(errorOf(() => run('util.error();', resolverContext(), host({ util })))).toBe(thrown);
  });

  test('of util.error() cannot be suppressed', () => {
    const hidden = "JSON.parse({ toString() { util.error('no', 'Denied'); } }); return 'allowed';";
    expect(errorOf(() => run(hidden))).toMatchObject({ message: 'no', errorType: 'Denied' });
  });

  test('of util.error() in a callback ends the handler', () => {
    expect(
      errorOf(() => run("[1].forEach(() => util.error('no', 'Denied', [1], { b: 2 }));")),
    ).toMatchObject({
      ...{ message: 'no', errorType: 'Denied', data: [1], errorInfo: { b: 2 } },
    });
  });

  test.each([
    ['const x = null; return x.y;', /^code\.js:3:26: TypeError: Cannot read properties of null/],
    ['return util.nope();', /^code\.js:3:13: TypeError: .*util\.nope is not a function/],
    ["  util.fails('x');", /^code\.js:3:8: TypeError: out of range$/],
    ['const a = {}; a.a = a; return a;', /^code\.js: TypeError: Converting circular structure/],
    ["return 'x'.padStart(2);", /^code\.js:3:12: TypeError: .*padStart is not a function/],
    ['return [2, 1].charAt(0);', /^code\.js:3:15: TypeError/],
    ['for (const x of [1]) null.y;', /^code\.js:3:27: TypeError/],
  ])('of the code, %s, names its place', (statements, message) => {
    const error = errorOf(() => run(statements));
    expect(error).toBeInstanceOf(ResolverError);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      errorType: 'Code',
      data: null,
      errorInfo: null,
    });
  });

  test('names the file of the code', () => {
    const text = 'export const request = (ctx) => ctx.args.a.b;';
    const { request } = compile(text, '/project/amplify/data/get.js');
    expect(errorOf(() => request(resolverContext(), host()))).toMatchObject({
      message: expect.stringMatching(/^get\.js:1:44: TypeError/),
    });
  });

  test.each([
    ['RDS', 'rds', 'select'],
    ['Bedrock', 'ai', 'converse'],
  ])('of a helper for %s says that it is not supported', (_what, module, name) => {
    const text = `import { ${name} } from '@aws-appsync/utils/${module}';\nexport const request = (ctx) => ${name}({});`;
    expect(errorOf(() => compile(text).request(resolverContext(), host()))).toMatchObject({
      message: expect.stringContaining(
        `code.js:2:33: TypeError: ${name} of @aws-appsync/utils/${module} is not supported by the sandbox.`,
      ),
    });
  });
});

describe('a source map', () => {
  const SOURCE = [
    "import { util } from '@aws-appsync/utils';",
    'type Args = { readonly id: string };',
    '',
    'export function request(ctx: { args: Args }) {',
    "  console.log('id', ctx.args.id);",
    '  const missing: { y?: { z: number } } = {};',
    '  for (const x of [1]) { util.autoId(); return missing.y!.z + x; }',
    '}',
  ].join('\n');
  const bundled = () =>
    transformSync(SOURCE, { loader: 'ts', sourcemap: 'inline', sourcefile: 'data/get.ts' }).code;

  test('gives errors and logs the place in the original file', () => {
    const log = vi.fn();
    const { request } = compile(bundled());
    const error = errorOf(() =>
      request(resolverContext({ arguments: { id: '1' } }), host({ log })),
    );
    expect(error).toMatchObject({
      message: expect.stringMatching(/^data\/get\.ts:7:59: TypeError/),
    });
    expect(log).toHaveBeenCalledWith('info', 'data/get.ts:5:3: "id" "1"');
  });

  test('gives the errors of the compilation the place in the original file', () => {
    const text = bundled().replace('util.autoId()', 'while(false){}');
    expect(() => compile(text)).toThrow(/^data\/get\.ts:7:\d+: `while` is not supported/m);
  });

  test('that is damaged is ignored', () => {
    const text =
      'export const request = (ctx) => ctx.a.b;\n//# sourceMappingURL=data:application/json;base64,e30K!';
    expect(errorOf(() => compile(text).request(resolverContext(), host()))).toMatchObject({
      message: expect.stringMatching(/^code\.js:1:39: TypeError/),
    });
  });
});

describe('console', () => {
  test.each<[call: string, level: string, message: string]>([
    ["console.log('a', 1, { b: [null] });", 'info', 'code.js:3:1: "a" 1 {"b":[null]}'],
    ["  console.error('bad');", 'error', 'code.js:3:3: "bad"'],
    ['console.log();', 'info', 'code.js:3:1: '],
    ['console.log((1, 2), undefined);', 'info', 'code.js:3:1: 2 undefined'],
    ["console['log']?.(1);", 'info', 'code.js:3:1: 1'],
    ['const a = {}; a.a = a; console.log(a);', 'info', 'code.js:3:24: [not JSON]'],
  ])('%s logs as AppSync does', (call, level, message) => {
    const log = vi.fn();
    run(call, resolverContext(), host({ log }));
    expect(log.mock.calls).toEqual([[level, message]]);
  });
});

describe('a built-in', () => {
  test.each<[expression: string, value: unknown]>([
    ['JSON.parse(\'{"a":1}\')', { a: 1 }],
    ["JSON.parse('not JSON')", ''],
    ['JSON.stringify({ a: [1] })', '{"a":[1]}'],
    ["'a-b-c'.replace('-', '+')", 'a+b-c'],
    ["'a-b-c'.replaceAll('-', '+')", 'a+b+c'],
    ["'a1b22'.replaceAll('[0-9]+', '#')", 'a#b#'],
    ['[3, 1, 2].sort()', [1, 2, 3]],
    ['[[1], [2]].flatMap((x) => x)', [1, 2]],
    ['`${[1, 2]}`', '1,2'],
    ['String.raw`a\\nb`', 'a\\nb'],
    ['Math.max(1, 2)', 2],
    ['Object.entries({ a: 1 })', [['a', 1]]],
    ['Array.isArray([])', true],
    ['[1, 2].includes(2)', true],
  ])('%s', (expression, value) => {
    expect(run(`return ${expression};`).value).toEqual(value);
  });

  test('name can be the name of a member', () => {
    const context: ResolverContext = resolverContext({
      arguments: { names: ['constructor', 'toString', '__proto__', 'valueOf'] },
    });
    const { value } = run(
      'const o = {}; for (const name of ctx.args.names) o[name] = 1; return Object.keys(o);',
      context,
    );
    expect(value).toEqual(['constructor', 'toString', '__proto__', 'valueOf']);
  });
});
